// RunDesk: the pulls that this process does: one at a time, whoever asks for them. Who watches one
// looks at copies, who cancels one sets a flag that the pull asks now and then; nobody but the
// pull's own thread changes its run. Thread-safe.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "api/ledger_verbs.h"
#include "base/clock.h"

namespace cognitrack {

// A run as it stands while it is done.
struct RunView {
  RunRecord run;        // Its counters are as new as its chunks'.
  std::string surface;  // Of the window that was dealt with last; empty: of none yet.
  std::optional<Day> day;
};

class RunDesk {
 public:
  RunDesk(const LedgerVerbs& verbs, Clock& clock) : verbs_(verbs), clock_(clock) {}
  ~RunDesk() { End(); }
  // Cancels the pull in progress, and waits for one that Start began.
  void End();

  struct InProgress {
    UtcSeconds since = 0;
    RunRecord run;  // Without an id: it has not begun to ask yet.
  };
  struct Pull {
    std::optional<Result<VerbAnswer>> answer;  // Nothing: one is in progress, and none was begun.
    UtcSeconds in_progress_since = 0;
  };
  // On the caller's thread, until it is done.
  Pull Run(const CommandOptions& options);

  // One of the three.
  struct Begun {
    std::optional<RunRecord> run;              // It is in progress now.
    std::optional<Result<VerbAnswer>> answer;  // It came to an end without a run.
    std::optional<InProgress> other;           // Another one is in progress; none was begun.
  };
  // On a thread of its own; returns once its run has a number. `on_end` is called on that thread,
  // and outlives this.
  using OnEnd = std::function<void(const Result<VerbAnswer>&)>;
  Begun Start(const CommandOptions& options, const OnEnd& on_end);

  // The run in progress here, if it is that one.
  std::optional<RunView> Find(std::int64_t run_id);
  // Has it end between two of its windows, as "cancelled by `who`"; false where it is not in
  // progress here. Who asked first is named.
  bool Cancel(std::int64_t run_id, const std::string& who);

 private:
  class OwnRun;

  // Null where one is in progress.
  std::shared_ptr<OwnRun> Claim(InProgress* other);
  Result<VerbAnswer> Do(const CommandOptions& options, OwnRun& run);
  void Release();

  const LedgerVerbs& verbs_;
  Clock& clock_;
  std::mutex mutex_;
  std::shared_ptr<OwnRun> current_;  // Null: no pull is in progress.
  std::mutex starting_;              // One start at a time; before mutex_.
  std::unique_ptr<Task> task_;       // Of the last start. Under starting_.
};

}  // namespace cognitrack
