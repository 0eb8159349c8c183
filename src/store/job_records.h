// JobRecords: the slots of the scheduler's jobs. A claim is won by one process: it names the
// attempt that it means to be, and is refused where another one was there before. What a holder
// says later counts only while the attempt is still its own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "schedule/job_slot.h"
#include "store/sql_connection.h"

namespace cognitrack {

class JobRecords {
 public:
  explicit JobRecords(SqlConnection* connection) : connection_(connection) {}

  // With the greatest slot that is not after `now`. kInvariant for a state that is none.
  Result<std::optional<JobSlot>> Newest(const std::string& job, UtcSeconds now);
  // Of every job, newest first, at most so many.
  Result<std::vector<JobSlot>> List(std::int64_t limit);

  // As `claim` says, in the state kRunning: job, slot, attempt, missed, holder, claimed_at and
  // expires_at. False where the slot is another attempt's by now, or any slot of the job is held.
  Result<bool> Claim(const JobSlot& claim);
  // Moves the end of the lease. False: the attempt is not this one any more.
  Result<bool> Keep(const JobSlot& claim, UtcSeconds expires_at);
  // Records the end: state, finished_at, retry_at, exit_code, run_id and message. False as above;
  // nothing was recorded then.
  Result<bool> Finish(const JobSlot& ended);

 private:
  Result<bool> IsFree(const JobSlot& claim);

  SqlConnection* connection_;
};

}  // namespace cognitrack
