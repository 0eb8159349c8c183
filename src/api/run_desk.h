// RunDesk: the pulls that this process does: one at a time, whoever asks for them, watched and
// stopped by their run's id. Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "api/ledger_verbs.h"
#include "api/watched_run.h"
#include "base/clock.h"
#include "base/spawner.h"

namespace cognitrack {

class RunDesk {
 public:
  RunDesk(const LedgerVerbs& verbs, Clock& clock) : verbs_(verbs), clock_(clock) {}
  // Stops a pull that it began on a thread of its own, and waits for it.
  ~RunDesk();
  RunDesk(const RunDesk&) = delete;
  RunDesk& operator=(const RunDesk&) = delete;

  struct Pull {
    std::shared_ptr<const WatchedRun> in_progress;  // Of somebody else: nothing was begun.
    std::optional<Result<VerbAnswer>> answer;       // Of one's own.
  };
  // On the caller's thread, until it is done.
  Pull Run(const CommandOptions& options);

  struct Begun {
    std::shared_ptr<const WatchedRun> in_progress;
    std::optional<std::int64_t> run_id;
    std::optional<Error> error;  // Why there is no run.
  };
  // On a thread of its own: comes back once the run has an id.
  Begun Start(const CommandOptions& options);

  // The run of that id, as long as it is in progress here; else null.
  std::shared_ptr<WatchedRun> Find(std::int64_t run_id);

 private:
  // The place of a new pull; or the one that is in progress, as the second.
  std::pair<std::shared_ptr<WatchedRun>, std::shared_ptr<WatchedRun>> TakePlace();
  Result<VerbAnswer> Do(const CommandOptions& options, const std::shared_ptr<WatchedRun>& run);

  const LedgerVerbs& verbs_;
  Clock& clock_;
  std::mutex mutex_;
  std::shared_ptr<WatchedRun> current_;
  std::mutex task_mutex_;
  std::unique_ptr<Task> task_;
};

}  // namespace cognitrack
