// RunDesk: the pulls that this process does: one at a time, whoever asks for them. Thread-safe.
#pragma once

#include <mutex>
#include <optional>

#include "api/ledger_verbs.h"
#include "base/clock.h"

namespace cognitrack {

class RunDesk {
 public:
  RunDesk(const LedgerVerbs& verbs, Clock& clock) : verbs_(verbs), clock_(clock) {}

  struct Pull {
    std::optional<Result<VerbAnswer>> answer;  // Nothing: one is in progress, and none was begun.
    UtcSeconds in_progress_since = 0;
  };
  // On the caller's thread, until it is done.
  Pull Run(const CommandOptions& options);

 private:
  const LedgerVerbs& verbs_;
  Clock& clock_;
  std::mutex mutex_;
  std::optional<UtcSeconds> running_since_;
};

}  // namespace cognitrack
