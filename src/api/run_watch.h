// RunWatch: somebody who watches one run: looks at it as it stands, here or on record, and says
// what is new. One at a time uses it, on any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "api/ledger_verbs.h"
#include "api/run_desk.h"
#include "api/run_events.h"

namespace cognitrack {

class RunWatch {
 public:
  // All of it outlives this. `is_draining`: whether the service takes no more requests.
  RunWatch(const LedgerVerbs& verbs, RunDesk& runs, const std::function<bool()>& is_draining,
           std::int64_t run_id)
      : verbs_(verbs), runs_(runs), is_draining_(is_draining), run_id_(run_id) {}

  // As it stands; nothing: there is no such run.
  Result<std::optional<RunView>> Look();
  // Whether this process did it when it was looked at last.
  bool is_live() const { return is_live_; }

  // From there on.
  void StartAt(const RunEventsPlace& place) { place_ = place; }
  // What there is to say by now, a sign of life among it; no value at the end. To be asked about
  // every half second, on which its counts rest: no clock is read.
  std::optional<std::string> Next();

 private:
  Result<std::optional<RunView>> LookAtRecord();
  std::string Beat();

  const LedgerVerbs& verbs_;
  RunDesk& runs_;
  const std::function<bool()>& is_draining_;
  const std::int64_t run_id_;
  RunEventsPlace place_;
  bool is_live_ = false;
  bool is_over_ = false;
  int looks_ = 0;
  int silent_ = 0;  // So often it had nothing to say.
};

}  // namespace cognitrack
