// Scheduler: runs jobs when they are due (schedule/job_timing.h), each slot by one process: it
// claims the slot, keeps the lease while the work goes on, and records how it ended. Schedulers of
// several processes over one database share the slots. One that was silent for longer than its
// lease lost its slot: it does not begin the work, and what it would record counts no more.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/spawner.h"
#include "schedule/job_timing.h"
#include "store/service_store.h"

namespace cognitrack {

// How the work of a job ended.
struct JobEnd {
  JobState state = JobState::kDone;
  std::int64_t exit_code = 0;
  std::optional<std::int64_t> run_id;
  std::string message;
  bool was_stopped = false;       // It was told to stop: it is tried again as soon as may be.
  std::vector<std::string> then;  // Jobs to be run for the same slot.
};

struct ScheduledJob {
  std::string name;
  std::optional<JobTiming> timing;  // Nothing: only after another one, or by hand.
  std::function<JobEnd()> work;     // On another thread than the scheduler's.
};

struct SchedulerPorts {
  std::function<Result<std::unique_ptr<ServiceStore>>()> open;
  Clock& clock;
  Spawner& spawner;
  std::function<void(std::string_view)> log;  // A line about something that operators should know.
  std::string holder;                         // Unlike that of any other process.
  std::chrono::seconds lease{60};
};

// What came of a slot that this process claimed.
struct SlotRun {
  JobSlot slot;
  bool was_lost = false;  // To another process: what stands in `slot` was not recorded.
};

class Scheduler {
 public:
  Scheduler(std::vector<ScheduledJob> jobs, SchedulerPorts ports);

  // What is due now, one after the other, with what follows from it. Errors are those of the
  // database.
  Result<std::vector<SlotRun>> RunDue();
  // One job now, whatever its schedule says. kUsage for a job that there is not; kTryLater where
  // it is being worked on.
  Result<std::vector<SlotRun>> RunNow(const std::string& job);
  // When there may be something due next.
  Result<UtcSeconds> NextLook();

  // The two halves of running a slot: a claim, where the job is due and nobody was faster, and the
  // work.
  Result<std::optional<JobSlot>> ClaimDue(const ScheduledJob& job);
  Result<std::vector<SlotRun>> Work(const JobSlot& claim);

  const std::vector<ScheduledJob>& jobs() const { return jobs_; }
  // How often the clock was seen to have been set, by more than a minute.
  int clock_jumps() const { return clock_jumps_; }

 private:
  void LookAtClock();
  const ScheduledJob* Find(const std::string& name) const;
  Result<std::optional<JobSlot>> Claim(const std::string& job, const DueSlot& due);
  JobEnd WorkKeepingLease(const ScheduledJob& job, const JobSlot& claim);
  Result<SlotRun> Finish(const JobSlot& claim, const JobEnd& end);
  Result<ServiceStore*> Store();
  // Gives up a store that failed: the next use opens another.
  template <typename T>
  Result<T> Told(Result<T> answer);

  std::vector<ScheduledJob> jobs_;
  SchedulerPorts ports_;
  std::unique_ptr<ServiceStore> store_;
  std::optional<std::chrono::milliseconds> clock_offset_;  // Of the wall clock from the other one.
  int clock_jumps_ = 0;
};

}  // namespace cognitrack
