#include "jobs/scheduler.h"

#include <algorithm>

namespace cognitrack {
namespace {

constexpr std::chrono::milliseconds kLargestDrift{60'000};
constexpr int kTriesToRecord = 3;
constexpr std::chrono::milliseconds kWaitToRecord{2'000};

std::string TextOf(const JobSlot& slot) {
  return "job " + slot.job + ", slot " + FormatTime(slot.slot);
}

}  // namespace

Scheduler::Scheduler(std::vector<ScheduledJob> jobs, SchedulerPorts ports)
    : jobs_(std::move(jobs)), ports_(std::move(ports)) {}

Result<std::vector<SlotRun>> Scheduler::RunDue() {
  LookAtClock();
  std::vector<SlotRun> all;
  for (const ScheduledJob& job : jobs_) {
    TRY(const std::optional<JobSlot> claim, ClaimDue(job));
    if (!claim) continue;
    TRY(std::vector<SlotRun> runs, Work(*claim));
    std::move(runs.begin(), runs.end(), std::back_inserter(all));
  }
  return all;
}

Result<std::vector<SlotRun>> Scheduler::RunNow(const std::string& job) {
  if (Find(job) == nullptr) {
    std::string known;
    for (const ScheduledJob& one : jobs_) known += (known.empty() ? "" : ", ") + one.name;
    return Error{ErrorCode::kUsage, "there is no job '" + job + "'; there are: " + known};
  }
  TRY(const std::optional<JobSlot> claim, Claim(job, {ports_.clock.Now(), 1, 0}));
  if (claim) return Work(*claim);
  return Error{ErrorCode::kTryLater, "the job '" + job +
                                         "' is being worked on; none was started "
                                         "('cognitrack schedule list' says by whom)"};
}

Result<UtcSeconds> Scheduler::NextLook() {
  const UtcSeconds now = ports_.clock.Now();
  std::optional<UtcSeconds> next;
  for (const ScheduledJob& job : jobs_) {
    if (!job.timing) continue;
    TRY(ServiceStore* const store, Store());
    TRY(const std::optional<JobSlot> newest, Told(store->jobs().Newest(job.name, now)));
    const UtcSeconds due = NextDue(*job.timing, newest, now);
    next = std::min(next.value_or(due), due);
  }
  return next.value_or(now + kSecondsPerDay);
}

Result<std::optional<JobSlot>> Scheduler::ClaimDue(const ScheduledJob& job) {
  if (!job.timing) return std::optional<JobSlot>();
  const UtcSeconds now = ports_.clock.Now();
  TRY(ServiceStore* const store, Store());
  TRY(const std::optional<JobSlot> newest, Told(store->jobs().Newest(job.name, now)));
  const std::optional<DueSlot> due = DueNow(*job.timing, newest, now);
  if (!due) return std::optional<JobSlot>();
  TRY(std::optional<JobSlot> claim, Claim(job.name, *due));
  if (claim && claim->missed > 0 && claim->attempt == 1) {
    ports_.log(TextOf(*claim) + ": " + std::to_string(claim->missed) +
               " slots before it were missed; it stands in for them");
  }
  return claim;
}

Result<std::vector<SlotRun>> Scheduler::Work(const JobSlot& claim) {
  std::vector<SlotRun> runs;
  const ScheduledJob* const job = Find(claim.job);
  TRY(ServiceStore* const store, Store());
  const UtcSeconds until = ports_.clock.Now() + ports_.lease.count();
  TRY(const bool is_mine, Told(store->jobs().Keep(claim, until)));
  if (!is_mine || job == nullptr) {
    ports_.log(TextOf(claim) + ": lost to another process before the work began");
    runs.push_back({claim, true});
    return runs;
  }
  const JobEnd end = WorkKeepingLease(*job, claim);
  TRY(SlotRun run, Finish(claim, end));
  runs.push_back(std::move(run));
  if (runs.front().was_lost) return runs;
  for (const std::string& name : end.then) {
    TRY(const std::optional<JobSlot> after, Claim(name, {claim.slot, 1, 0}));
    if (!after) continue;
    TRY(const std::vector<SlotRun> more, Work(*after));
    runs.insert(runs.end(), more.begin(), more.end());
  }
  return runs;
}

// What a suspended machine or a hand at the clock did is told; slots are safe from it as they are.
void Scheduler::LookAtClock() {
  const std::chrono::milliseconds offset =
      std::chrono::seconds(ports_.clock.Now()) - ports_.clock.Elapsed();
  if (clock_offset_ && std::chrono::abs(offset - *clock_offset_) > kLargestDrift) {
    ++clock_jumps_;
    const auto by = std::chrono::duration_cast<std::chrono::seconds>(offset - *clock_offset_);
    ports_.log("the clock was set by " + std::to_string(by.count()) +
               " seconds; no slot is run twice for it");
  }
  clock_offset_ = offset;
}

const ScheduledJob* Scheduler::Find(const std::string& name) const {
  const auto found = std::find_if(jobs_.begin(), jobs_.end(),
                                  [&name](const ScheduledJob& job) { return job.name == name; });
  return found == jobs_.end() ? nullptr : &*found;
}

Result<std::optional<JobSlot>> Scheduler::Claim(const std::string& job, const DueSlot& due) {
  JobSlot claim;
  claim.job = job;
  claim.slot = due.slot;
  claim.attempt = due.attempt;
  claim.missed = due.missed;
  claim.holder = ports_.holder;
  claim.claimed_at = ports_.clock.Now();
  claim.expires_at = claim.claimed_at + ports_.lease.count();
  TRY(ServiceStore* const store, Store());
  TRY(const bool is_claimed, Told(store->jobs().Claim(claim)));
  if (!is_claimed) return std::optional<JobSlot>();
  return std::optional(std::move(claim));
}

JobEnd Scheduler::WorkKeepingLease(const ScheduledJob& job, const JobSlot& claim) {
  JobEnd end;
  const std::unique_ptr<Task> task = ports_.spawner.Spawn([&] { end = job.work(); });
  bool is_mine = true;
  while (!task->WaitFor(ports_.lease / 3)) {
    // A database that is away for a moment is asked again in a third of the lease.
    const auto store = Store();
    const auto kept =
        store ? Told((*store)->jobs().Keep(claim, ports_.clock.Now() + ports_.lease.count()))
              : Result<bool>(store.error());
    if (is_mine && kept && !*kept) {
      is_mine = false;
      ports_.log(TextOf(claim) + ": lost to another process while the work goes on");
    }
  }
  task->Wait();
  return end;
}

Result<SlotRun> Scheduler::Finish(const JobSlot& claim, const JobEnd& end) {
  JobSlot ended = claim;
  ended.state = end.state;
  ended.exit_code = end.exit_code;
  ended.run_id = end.run_id;
  ended.message = end.message;
  ended.finished_at = ports_.clock.Now();
  // What only follows from another job comes again with that one.
  const ScheduledJob* const job = Find(claim.job);
  if (end.state == JobState::kFailed && job != nullptr && job->timing) {
    ended.retry_at = end.was_stopped ? ended.finished_at : RetryAfter(ended, ended.finished_at);
  }
  for (int tries = 1;; ++tries) {
    const auto store = Store();
    const Result<bool> recorded =
        store ? Told((*store)->jobs().Finish(ended)) : Result<bool>(store.error());
    if (!recorded && tries < kTriesToRecord && ports_.clock.Sleep(kWaitToRecord)) continue;
    if (!recorded) return recorded.error();
    ports_.log(TextOf(ended) + ", attempt " + std::to_string(ended.attempt) + ": " +
               std::string(NameOf(ended.state)) + " (exit " + std::to_string(end.exit_code) + ")" +
               (*recorded ? "" : ", of which nothing is recorded: another process took over") +
               (end.message.empty() ? "" : ": " + end.message) +
               (ended.retry_at == 0 ? "" : "; tried again at " + FormatTime(ended.retry_at)));
    return SlotRun{ended, !*recorded};
  }
}

Result<ServiceStore*> Scheduler::Store() {
  if (!store_) {
    TRY(store_, ports_.open());
  }
  return store_.get();
}

template <typename T>
Result<T> Scheduler::Told(Result<T> answer) {
  if (!answer && answer.error().code != ErrorCode::kTryLater) store_.reset();
  return answer;
}

}  // namespace cognitrack
