#include "ingest/pull_plan.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace cognitrack {
namespace {

constexpr std::string_view kMissing = "missing";
constexpr std::string_view kUnsettled = "unsettled";
constexpr std::string_view kUnanswered = "not answered";
constexpr std::string_view kReset = "reset";
constexpr std::string_view kReRead = "re-read by age";

// Why a day is read; nothing where it need not be.
std::optional<std::string_view> ReasonFor(Day day, const WindowRecord* held, Day reread_from,
                                          std::optional<Day> history_start, WindowState state) {
  if (state == WindowState::kPruned) return std::nullopt;
  const bool in_history = history_start && day >= *history_start;
  if (state == WindowState::kMissing && (in_history || day >= reread_from)) return kMissing;
  const AttemptOutcome outcome = held->attempt.outcome;
  if (in_history && outcome == AttemptOutcome::kReset) return kReset;
  if (day >= reread_from) return kReRead;
  if (in_history && AsksForAnotherRead(outcome)) return kUnanswered;
  if (in_history && state != WindowState::kSettled) return kUnsettled;
  return std::nullopt;
}

// What was tried in vain was not read.
bool IsFresh(const WindowRecord& held, const IngestRules& rules) {
  const AttemptOutcome outcome = held.attempt.outcome;
  return rules.fresh_since && held.attempt.at >= *rules.fresh_since &&
         (outcome == AttemptOutcome::kOk || outcome == AttemptOutcome::kEmptyUnconfirmed);
}

void AddReason(std::string_view reason, std::string* reasons) {
  if (reasons->find(reason) != std::string::npos) return;
  if (!reasons->empty()) reasons->append(", ");
  reasons->append(reason);
}

Status CheckBound(std::string_view name, Day day, Day today) {
  const std::string at = "--" + std::string(name) + " " + FormatDay(day);
  if (day < kFirstDay) {
    return Error{ErrorCode::kUsage, at + ": no provider has usage before " + FormatDay(kFirstDay) +
                                        "; nothing was read"};
  }
  if (day > today) {
    return Error{ErrorCode::kUsage,
                 at + ": lies in the future; today is " + FormatDay(today) +
                     " in UTC, and usage can be read up to it. Nothing was read"};
  }
  return {};
}

}  // namespace

std::vector<PlannedQuery> PlanIngest(const Surface& surface, std::optional<Day> history_start,
                                     const std::vector<WindowRecord>& held,
                                     const IngestRules& rules) {
  const Day today = DayOf(rules.now);
  const Day reread_from = today - (rules.reread_days - 1);
  Day day = history_start ? std::min(*history_start, reread_from) : reread_from;
  day = std::max(day, surface.first_day.value_or(kFirstDay));

  std::vector<PlannedQuery> plan;
  auto record = held.begin();
  for (; day <= today; day = day + 1) {
    while (record != held.end() && record->start < day.start()) ++record;
    const bool is_held = record != held.end() && record->start == day.start();
    const WindowRecord* found = is_held ? &*record : nullptr;
    const WindowState state =
        is_held ? StateOf(*found, surface.name, rules.now) : WindowState::kMissing;
    if (found != nullptr && IsFresh(*found, rules)) continue;
    const auto reason = ReasonFor(day, found, reread_from, history_start, state);
    if (!reason) continue;
    const bool continues =
        !plan.empty() && plan.back().end + 1 == day && day - plan.back().start < kMostDaysPerQuery;
    if (!continues) plan.push_back({day, day, "", std::string(surface.name)});
    plan.back().end = day;
    AddReason(*reason, &plan.back().reason);
  }
  return plan;
}

std::vector<PlannedQuery> PlanBackfill(const std::vector<const Surface*>& surfaces, Day start,
                                       Day end, int chunk_days) {
  std::vector<PlannedQuery> plan;
  for (Day day = start; day <= end; day = day + chunk_days) {
    const Day last = std::min(end, day + (chunk_days - 1));
    for (const Surface* surface : surfaces) {
      const Day first = std::max(day, surface->first_day.value_or(day));
      if (first <= last) plan.push_back({first, last, "backfill", std::string(surface->name)});
    }
  }
  return plan;
}

std::vector<PlannedQuery> WithoutPruned(
    const std::vector<PlannedQuery>& plan,
    const std::function<bool(const std::string& surface, Day day)>& is_pruned,
    std::vector<PlannedQuery>* left_out) {
  std::vector<PlannedQuery> rest;
  for (const PlannedQuery& query : plan) {
    std::vector<PlannedQuery>* before = nullptr;  // Where the day before went.
    for (Day day = query.start; day <= query.end; day = day + 1) {
      std::vector<PlannedQuery>* into = is_pruned(query.surface, day) ? left_out : &rest;
      if (into != before) into->push_back({day, day, query.reason, query.surface});
      into->back().end = day;
      before = into;
    }
  }
  return rest;
}

void SortPlan(std::vector<PlannedQuery>* plan) {
  const auto key = [](const PlannedQuery& query) {
    return std::pair(query.start, FindSurface(query.surface));
  };
  std::stable_sort(
      plan->begin(), plan->end(),
      [&key](const PlannedQuery& a, const PlannedQuery& b) { return key(a) < key(b); });
}

Status CheckBackfill(const BackfillOptions& options, Day today) {
  if (!options.start || !options.end) {
    return Error{ErrorCode::kUsage,
                 "a backfill needs --start and --end, both inclusive UTC dates; nothing was read"};
  }
  TRY_VOID(CheckBound("start", *options.start, today));
  TRY_VOID(CheckBound("end", *options.end, today));
  if (*options.end < *options.start) {
    return Error{ErrorCode::kUsage, "--end " + FormatDay(*options.end) + " lies before --start " +
                                        FormatDay(*options.start) +
                                        "; both are inclusive. Nothing was read"};
  }
  if (options.chunk_days < 1 || options.chunk_days > kMostDaysPerQuery) {
    return Error{ErrorCode::kUsage, "--chunk-days " + std::to_string(options.chunk_days) +
                                        ": must be 1 to 31, the most daily buckets that a provider "
                                        "gives on one page. Nothing was read"};
  }
  return {};
}

std::int64_t DaysIn(const std::vector<PlannedQuery>& plan) {
  std::int64_t days = 0;
  for (const PlannedQuery& query : plan) days += query.end - query.start + 1;
  return days;
}

}  // namespace cognitrack
