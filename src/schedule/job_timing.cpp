#include "schedule/job_timing.h"

#include <algorithm>

#include "base/hash.h"

namespace cognitrack {
namespace {

constexpr int kMostAttempts = 4;
constexpr UtcSeconds kFirstWait = 600;
constexpr UtcSeconds kGrowth = 3;

// A died holder's lease, or the wait before another try, is over.
bool IsToBeTriedAgain(const JobSlot& slot, UtcSeconds now) {
  if (slot.attempt >= kMostAttempts || now >= slot.slot + kSecondsPerDay) return false;
  if (slot.state == JobState::kRunning) return !slot.IsHeld(now);
  return slot.state == JobState::kFailed && slot.retry_at != 0 && slot.retry_at <= now;
}

}  // namespace

std::chrono::seconds JitterOf(std::string_view seed, std::string_view job,
                              std::chrono::seconds most) {
  if (most.count() <= 0) return std::chrono::seconds(0);
  Blake2bHasher hasher;
  hasher.AddText(seed);
  hasher.AddText(job);
  const std::uint64_t drawn = hasher.Finish().prefix();
  return std::chrono::seconds(drawn % (static_cast<std::uint64_t>(most.count()) + 1));
}

std::optional<DueSlot> DueNow(const JobTiming& timing, const std::optional<JobSlot>& newest,
                              UtcSeconds now) {
  const UtcSeconds latest = timing.when.LastUntil(now - timing.jitter.count());
  if (!newest) return DueSlot{latest, 1, 0};
  if (newest->IsHeld(now)) return std::nullopt;
  if (latest > newest->slot) {
    return DueSlot{latest, 1, timing.when.CountBetween(newest->slot, latest)};
  }
  if (IsToBeTriedAgain(*newest, now)) {
    return DueSlot{newest->slot, newest->attempt + 1, newest->missed};
  }
  return std::nullopt;
}

UtcSeconds NextDue(const JobTiming& timing, const std::optional<JobSlot>& newest, UtcSeconds now) {
  if (DueNow(timing, newest, now)) return now;
  const UtcSeconds jitter = timing.jitter.count();
  const UtcSeconds from = newest ? std::max(newest->slot, now - jitter) : now - jitter;
  const UtcSeconds next = timing.when.NextAfter(from) + jitter;
  if (!newest || newest->attempt >= kMostAttempts) return next;
  const bool is_running = newest->state == JobState::kRunning;
  const UtcSeconds again = is_running ? newest->expires_at : newest->retry_at;
  const bool is_within_day = again > now && again < newest->slot + kSecondsPerDay;
  const bool may_come = is_running || newest->state == JobState::kFailed;
  return may_come && is_within_day ? std::min(again, next) : next;
}

UtcSeconds RetryAfter(const JobSlot& failed, UtcSeconds now) {
  if (failed.attempt >= kMostAttempts) return 0;
  UtcSeconds wait = kFirstWait;
  for (int i = 1; i < failed.attempt; ++i) wait *= kGrowth;
  return now + wait < failed.slot + kSecondsPerDay ? now + wait : 0;
}

}  // namespace cognitrack
