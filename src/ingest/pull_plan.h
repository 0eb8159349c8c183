// Which days a pull reads, and in which queries: pure planning over what the ledger holds (DESIGN
// §3.5). Queries are oldest first, of consecutive days, and never longer than a page's 31 buckets.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "ingest/pull.h"
#include "store/ledger_store.h"

namespace cognitrack {

// The most daily buckets that a provider gives on one page, and the longest query.
inline constexpr int kMostDaysPerQuery = 31;

struct IngestRules {
  UtcSeconds now = 0;
  int reread_days = 35;
  // What was tried since then is left out, but for what was reset: another process is at it.
  std::optional<UtcSeconds> fresh_since;
};

// Of a surface, the last `reread_days` days up to today whatever their state, and every day since
// `history_start` that is missing or not settled. `held` are the stream's records from
// history_start on, by start. Pruned days are never read again, days before the surface's first are
// never asked for.
std::vector<PlannedQuery> PlanIngest(const Surface& surface, std::optional<Day> history_start,
                                     const std::vector<WindowRecord>& held,
                                     const IngestRules& rules);

// [start, end] in chunks of `chunk_days`, the last one shorter where it does not come out even;
// each chunk of every surface before the next, so that what is cut short leaves whole days. Days
// before a surface's first are left out.
std::vector<PlannedQuery> PlanBackfill(const std::vector<const Surface*>& surfaces, Day start,
                                       Day end, int chunk_days);

// The plan without the days that `is_pruned` names, in as many queries as that takes; adds them to
// `left_out`.
std::vector<PlannedQuery> WithoutPruned(
    const std::vector<PlannedQuery>& plan,
    const std::function<bool(const std::string& surface, Day day)>& is_pruned,
    std::vector<PlannedQuery>* left_out);

// Queries of several surfaces, oldest first, those that begin together in the surfaces' order.
void SortPlan(std::vector<PlannedQuery>* plan);

// kUsage, saying what is wrong and what would be right: a missing bound, an end before the start, a
// bound before 2020 or in the future, a chunk of no or more than 31 days.
Status CheckBackfill(const BackfillOptions& options, Day today);

// Days in a plan.
std::int64_t DaysIn(const std::vector<PlannedQuery>& plan);

}  // namespace cognitrack
