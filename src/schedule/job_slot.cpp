#include "schedule/job_slot.h"

#include <array>
#include <utility>

namespace cognitrack {
namespace {

constexpr std::array<std::pair<JobState, std::string_view>, 4> kNames = {
    {{JobState::kRunning, "running"},
     {JobState::kDone, "ok"},
     {JobState::kVariance, "variance"},
     {JobState::kFailed, "failed"}}};

}  // namespace

std::string_view NameOf(JobState state) {
  for (const auto& [known, name] : kNames) {
    if (known == state) return name;
  }
  return "";
}

std::optional<JobState> JobStateNamed(std::string_view name) {
  for (const auto& [state, known] : kNames) {
    if (known == name) return state;
  }
  return std::nullopt;
}

}  // namespace cognitrack
