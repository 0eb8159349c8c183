// When a job is due: the latest time of its schedule that has come, once, whatever was missed
// before it. A failed slot is tried again a few times within its day. Pure: the time is given.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "schedule/cron_expression.h"
#include "schedule/job_slot.h"

namespace cognitrack {

// What every slot of a job is late by: from 0 to `most`, the same for the same seed and job.
std::chrono::seconds JitterOf(std::string_view seed, std::string_view job,
                              std::chrono::seconds most);

struct JobTiming {
  CronExpression when;
  std::chrono::seconds jitter{0};
};

// A claim that is to be made.
struct DueSlot {
  UtcSeconds slot = 0;
  int attempt = 1;
  std::int64_t missed = 0;
  bool operator==(const DueSlot&) const = default;
};

// `newest` is the newest slot on record that is not in the future: a slot that was claimed comes
// never again, also where the clock went back, and one that a wrong clock claimed ahead of time
// does not hold up those before it. Nothing on record: the last slot is due at once.
std::optional<DueSlot> DueNow(const JobTiming& timing, const std::optional<JobSlot>& newest,
                              UtcSeconds now);

// When there may be something due next.
UtcSeconds NextDue(const JobTiming& timing, const std::optional<JobSlot>& newest, UtcSeconds now);

// When a slot whose attempt failed is to be tried again; 0: not any more.
UtcSeconds RetryAfter(const JobSlot& failed, UtcSeconds now);

}  // namespace cognitrack
