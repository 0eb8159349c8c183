#include "rehearsal/rehearsal_faults.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "cli/run_surfaces.h"
#include "usage/issue_codes.h"
#include "usage/surface.h"

namespace cognitrack {
namespace {

constexpr std::array<std::pair<ProcessFaultKind, std::string_view>, 4> kProcessFaults = {
    {{ProcessFaultKind::kPause, "pause"},
     {ProcessFaultKind::kKill, "kill"},
     {ProcessFaultKind::kRestart, "restart"},
     {ProcessFaultKind::kClockJump, "clock-jump"}}};
constexpr std::int64_t kBackTwoHours = -7'200;
constexpr std::int64_t kLargestJump = 86'400;
constexpr std::int64_t kSmallestJump = 61;

// By what a fault shows.
enum class FaultSign {
  kThrottled,   // Counted as an answer 429.
  kAskedAgain,  // The same was asked again, or an issue tells that it was given up.
  kAskedLess,   // The same days were asked again with another number of them a page.
  kIssue,       // An issue of the surface, or a run that failed.
  kAbsorbed,    // No harm was in it; where it did some, the figures would differ.
};

FaultSign SignOf(std::string_view kind) {
  for (const char* name : {"retry-after-seconds", "retry-after-date", "429-no-hint"}) {
    if (kind == name) return FaultSign::kThrottled;
  }
  for (const char* name : {"500", "502", "503", "504", "reset-mid-body", "stall"}) {
    if (kind == name) return FaultSign::kAskedAgain;
  }
  for (const char* name : {"gzip-bomb", "huge-body"}) {
    if (kind == name) return FaultSign::kAskedLess;
  }
  for (const char* name : {"gzip", "late-rows", "shrunk-day", "emptied-day"}) {
    if (kind == name) return FaultSign::kAbsorbed;
  }
  return FaultSign::kIssue;
}

std::optional<std::int64_t> NumberIn(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string_view KindIn(std::string_view item) {
  return item.substr(0, item.find_first_of("/@~="));
}

Result<ProcessFault> ParseProcessFault(ProcessFaultKind kind, std::string_view item) {
  const auto refused = [item](const std::string& why) {
    return Error{ErrorCode::kUsage, "--faults: '" + std::string(item) + "' " + why};
  };
  ProcessFault fault;
  fault.kind = kind;
  std::string_view rest = item.substr(NameOf(kind).size());
  if (rest.starts_with('@')) {
    rest.remove_prefix(1);
    const auto slot = NumberIn(rest.substr(0, rest.find('=')));
    if (!slot || *slot < 1 || *slot > 1'000) return refused("must name a slot from 1 on after @");
    fault.slot = static_cast<int>(*slot);
    rest = rest.find('=') == std::string_view::npos ? "" : rest.substr(rest.find('='));
  }
  if (kind == ProcessFaultKind::kClockJump) fault.argument = kBackTwoHours;
  if (rest.empty()) return fault;
  const auto seconds = rest.starts_with('=') ? NumberIn(rest.substr(1)) : std::nullopt;
  const std::int64_t size = seconds.value_or(0) < 0 ? -seconds.value_or(0) : seconds.value_or(0);
  if (kind != ProcessFaultKind::kClockJump || size < kSmallestJump || size > kLargestJump) {
    return refused(
        "is spelled KIND@N; a clock jump may say =SECONDS, at least 61 and at most a day, "
        "forwards or (with -) back");
  }
  fault.argument = *seconds;
  return fault;
}

// "costs_by_key" is asked at the path of costs. Of a surface as a whole the place is its name.
bool IsOfSurface(const RunIssue& issue, const std::string& surface) {
  std::string rest;
  const std::string named =
      FindSurface(issue.where) != nullptr ? issue.where : SurfaceOfPlace(issue.where, &rest);
  return named == surface || (surface == kCosts && named == kCostsByKey);
}

bool HasIssue(const std::vector<RunRecord>& runs, const std::string& surface) {
  for (const RunRecord& run : runs) {
    for (const RunIssue& issue : run.issues) {
      if (IsOfSurface(issue, surface)) return true;
    }
  }
  return false;
}

bool HasFailed(const std::vector<RunRecord>& runs) {
  return std::any_of(runs.begin(), runs.end(),
                     [](const RunRecord& run) { return run.exit_code != 0; });
}

bool WasAskedAgain(const RehearsalWorld& world, const ShownFault& fault) {
  const auto& targets = world.targets();
  const auto from = targets.begin() + static_cast<std::ptrdiff_t>(fault.request) + 1;
  return std::find(from, targets.end(), fault.target) != targets.end();
}

// "start_time=1780272000" of a target, for "start_time=".
std::string PartOf(const std::string& target, std::string_view name) {
  const std::size_t at = target.find(name);
  return at == std::string::npos ? "" : target.substr(at, target.find('&', at) - at);
}

bool WasAskedForLess(const RehearsalWorld& world, const ShownFault& fault) {
  const auto& targets = world.targets();
  const auto path = [](const std::string& target) { return target.substr(0, target.find('?')); };
  for (std::size_t i = fault.request + 1; i < targets.size(); ++i) {
    const std::string& later = targets[i];
    if (path(later) == path(fault.target) &&
        PartOf(later, "start_time=") == PartOf(fault.target, "start_time=") &&
        PartOf(later, "limit=") != PartOf(fault.target, "limit=")) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string_view NameOf(ProcessFaultKind kind) {
  for (const auto& [known, name] : kProcessFaults) {
    if (known == kind) return name;
  }
  return "";
}

Result<RehearsalFaults> ParseRehearsalFaults(std::string_view spec) {
  RehearsalFaults faults;
  while (!spec.empty()) {
    const std::string_view item = spec.substr(0, spec.find(','));
    spec.remove_prefix(std::min(item.size() + 1, spec.size()));
    const std::string kind(KindIn(item));
    const auto own = std::find_if(kProcessFaults.begin(), kProcessFaults.end(),
                                  [&kind](const auto& known) { return known.second == kind; });
    if (own != kProcessFaults.end()) {
      TRY(const ProcessFault fault, ParseProcessFault(own->first, item));
      faults.of_process.push_back(fault);
    } else {
      faults.of_provider.append(faults.of_provider.empty() ? "" : ",").append(item);
    }
    if (std::find(faults.kinds.begin(), faults.kinds.end(), kind) == faults.kinds.end()) {
      faults.kinds.push_back(kind);
    }
  }
  return faults;
}

void CountShown(const RehearsalWorld& world, std::size_t first, const std::vector<RunRecord>& runs,
                FaultCounts* counts) {
  std::int64_t throttled = 0;
  for (const RunRecord& run : runs) throttled += run.counters.throttled;
  for (std::size_t i = first; i < world.shown().size(); ++i) {
    const ShownFault& fault = world.shown()[i];
    bool is_noticed = true;
    switch (SignOf(fault.kind)) {
      case FaultSign::kThrottled:
        is_noticed = throttled-- > 0;
        break;
      case FaultSign::kAskedAgain:
        is_noticed = WasAskedAgain(world, fault) || HasIssue(runs, fault.surface);
        break;
      case FaultSign::kAskedLess:
        is_noticed = WasAskedForLess(world, fault) || HasIssue(runs, fault.surface);
        break;
      case FaultSign::kIssue:
        is_noticed = HasIssue(runs, fault.surface) || HasFailed(runs);
        break;
      case FaultSign::kAbsorbed:
        break;
    }
    FaultCount& count = (*counts)[fault.kind];
    ++count.injected;
    count.noticed += is_noticed ? 1 : 0;
  }
}

}  // namespace cognitrack
