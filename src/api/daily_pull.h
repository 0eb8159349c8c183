// DailyPull: the cron's route. Pulls what is missing or may have changed, as `ingest --scheduled`
// does, one pull at a time: whoever asks meanwhile is told of the one in progress (202) and starts
// none; the scheduler's pulls are among them. The members that the predecessor's clients read keep
// their names.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "api/ledger_verbs.h"
#include "base/clock.h"
#include "server/message.h"

namespace cognitrack {

class DailyPull {
 public:
  DailyPull(const LedgerVerbs& verbs, Clock& clock) : verbs_(verbs), clock_(clock) {}

  // 200 where everything that was asked for is stored, 202 for one in progress, else the status of
  // what was in the way, with the same members. Thread-safe.
  ServerResponse Run();
  // The same for the scheduler: what the verb gave. kTryLater for one in progress. Thread-safe.
  Result<VerbAnswer> Pull(const std::vector<std::string>& arguments);

 private:
  // When the one in progress began; nothing: it is this one from now on.
  std::optional<UtcSeconds> Enter();
  Result<VerbAnswer> PullAndLeave(const std::vector<std::string>& arguments);
  ServerResponse InProgress(UtcSeconds since) const;

  const LedgerVerbs& verbs_;
  Clock& clock_;
  std::mutex mutex_;
  std::optional<UtcSeconds> running_since_;
};

}  // namespace cognitrack
