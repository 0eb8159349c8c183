// DailyPull: pulls in the words of the predecessor's clients: the cron's route, which pulls what is
// missing or may have changed as `ingest --scheduled` does, and the one that pulls so many days.
// One at a time: whoever asks meanwhile is told of the one in progress (202) and starts none; the
// scheduler's pulls are among them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/run_desk.h"
#include "base/clock.h"
#include "server/message.h"

namespace cognitrack {

class DailyPull {
 public:
  DailyPull(RunDesk& runs, Clock& clock) : runs_(runs), clock_(clock) {}

  // 200 where everything that was asked for is stored, 202 for one in progress, else the status of
  // what was in the way, with the same members. Thread-safe.
  ServerResponse Run();
  // Today and so many days before it, of that source or the service's, whatever is held of them.
  ServerResponse RunDays(int days_back, const std::optional<std::string>& source);
  // For the scheduler: what the verb gave. kTryLater for one in progress. Thread-safe.
  Result<VerbAnswer> Pull(const std::vector<std::string>& arguments);

 private:
  ServerResponse Answered(const std::vector<std::string>& arguments, const std::string& done);
  ServerResponse InProgress(UtcSeconds since) const;

  RunDesk& runs_;
  Clock& clock_;
};

}  // namespace cognitrack
