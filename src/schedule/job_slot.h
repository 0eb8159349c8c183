// JobSlot: one time at which a job was due, and what became of it. The time names it: a job has a
// slot once, however often it was tried.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace cognitrack {

enum class JobState {
  kRunning,   // Claimed; its holder works on it, or died.
  kDone,      // It did what it is there for.
  kVariance,  // It did, and what it compared does not agree.
  kFailed,    // It did not: the message says why.
};
std::string_view NameOf(JobState state);
std::optional<JobState> JobStateNamed(std::string_view name);

struct JobSlot {
  std::string job;
  UtcSeconds slot = 0;
  int attempt =
      1;  // Of this slot. Grows with each claim, so that it tells one holder from another.
  JobState state = JobState::kRunning;
  std::string holder;       // "host:4711".
  std::int64_t missed = 0;  // Slots before it at which nothing ran, and for which it stands in.
  UtcSeconds claimed_at = 0;
  UtcSeconds expires_at = 0;   // When a holder that was silent has lost it.
  UtcSeconds finished_at = 0;  // 0: it runs.
  UtcSeconds retry_at = 0;     // When a failed one is tried again; 0: not any more.
  std::optional<std::int64_t> exit_code;
  std::optional<std::int64_t> run_id;
  std::string message;

  bool operator==(const JobSlot&) const = default;

  // Whether its holder may still be at work. A claim from the future is of a clock that was wrong.
  bool IsHeld(UtcSeconds now) const {
    const UtcSeconds length = expires_at - claimed_at;
    return state == JobState::kRunning && now < expires_at && now + length >= claimed_at;
  }
};

}  // namespace cognitrack
