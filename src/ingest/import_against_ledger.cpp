#include "ingest/import_against_ledger.h"

#include <algorithm>
#include <map>
#include <utility>

#include "ingest/day_use.h"
#include "ingest/export_union.h"
#include "ingest/issue_codes.h"

namespace cognitrack {
namespace {

constexpr MetricSet kAllMetrics((1U << kMetricCount) - 1);

class AgainstLedger {
 public:
  AgainstLedger(bool merge, LedgerStore& store, const StreamRecord& stream, SeriesTable* series)
      : merge_(merge), store_(store), stream_(stream), series_(series) {}

  Result<ImportPlan> Plan(std::vector<WindowRead> days);

 private:
  Status Take(WindowRead day, const WindowRecord& held);
  Status Compare(const WindowRead& day, const WindowRead& held);
  Status Replace(WindowRead day, const WindowRead& held);
  Status Join(WindowRead day, WindowRead held);
  Result<WindowRead> ReadHeld(const WindowRecord& record);

  bool merge_;
  LedgerStore& store_;
  const StreamRecord& stream_;
  SeriesTable* series_;
  MetricSet reported_by_api_;  // In at least one of the days that are compared.
  ImportPlan plan_;
};

Error Refused(const WindowRead& day, const std::string& why) {
  return {ErrorCode::kBadInput, FormatDay(DayOf(day.start)) + ": " + why + ". Nothing was stored"};
}

Result<ImportPlan> AgainstLedger::Plan(std::vector<WindowRead> days) {
  std::map<UtcSeconds, WindowRecord> held;
  TRY(std::vector<WindowRecord> records,
      store_.Windows(stream_.id, days.front().start, days.back().end));
  for (WindowRecord& record : records) {
    if (record.has_content()) held.emplace(record.start, std::move(record));
  }
  for (const WindowRead& day : days) {
    const auto found = held.find(day.start);
    if (found == held.end() || !found->second.origin.from_api) continue;
    reported_by_api_ = reported_by_api_ | found->second.reported;
  }
  for (WindowRead& day : days) {
    const auto found = held.find(day.start);
    if (found == held.end()) {
      plan_.to_store.push_back(std::move(day));
    } else {
      TRY_VOID(Take(std::move(day), found->second));
    }
  }
  if (merge_) {
    std::vector<const WindowRead*> joined;
    for (const WindowRead& day : plan_.to_store) joined.push_back(&day);
    TRY_VOID(CheckSingleGrain(joined, *series_));
  }
  return std::move(plan_);
}

Status AgainstLedger::Take(WindowRead day, const WindowRecord& record) {
  const bool is_api = record.origin.from_api;
  if (!is_api && ContentHash(stream_.key, day, *series_) == record.content_hash) {
    if (day.clipped && !record.clipped) {
      ++plan_.kept;
    } else {
      plan_.to_store.push_back(std::move(day));
    }
    return {};
  }
  TRY(WindowRead held, ReadHeld(record));
  if (is_api) return Compare(day, held);
  return merge_ ? Join(std::move(day), std::move(held)) : Replace(std::move(day), held);
}

Result<WindowRead> AgainstLedger::ReadHeld(const WindowRecord& record) {
  WindowRead held;
  held.start = record.start;
  held.end = record.end;
  held.clipped = record.clipped;
  held.grain = record.grain;
  held.reported = record.reported;
  held.origin = record.origin;
  TRY_VOID(store_.ReadRows(stream_.id, record.start, record.end, std::nullopt, series_,
                           [&held](const LedgerRow& row) {
                             held.rows.push_back({row.series, row.metrics});
                             return true;
                           }));
  TRY(held.unknown_metrics,
      store_.UnknownMetricsOf(stream_.id, record.start, std::nullopt, series_));
  return held;
}

// On the coarsest common grain, over the metrics that both sides report.
Status AgainstLedger::Compare(const WindowRead& day, const WindowRead& held) {
  const Grain grain = day.grain.Intersect(held.grain);
  const MetricSet metrics = day.reported & reported_by_api_;
  TRY(const DayUse in_file, DayUse::Of(day, grain, metrics, series_));
  TRY(const DayUse in_ledger, DayUse::Of(held, grain, metrics, series_));
  const Day date = DayOf(day.start);
  const auto difference = in_file.FirstDifference(in_ledger, *series_);
  if (!difference || (day.clipped && in_file.AtMost(in_ledger))) {
    plan_.api_equal.push_back(date);
    return {};
  }
  plan_.api_different.push_back(date);
  plan_.issues.push_back({std::string(issue::kDiffersFromApi), FormatDay(date),
                          difference->dimensions + ": " + difference->metric + " " +
                              difference->left + " in the file, " + difference->right +
                              " from the API, which stays",
                          1});
  return {};
}

Status AgainstLedger::Replace(WindowRead day, const WindowRead& held) {
  const Grain grain = day.grain.Intersect(held.grain);
  TRY(const DayUse in_file, DayUse::Of(day, grain, kAllMetrics, series_));
  TRY(const DayUse in_ledger, DayUse::Of(held, grain, kAllMetrics, series_));
  if (!in_ledger.empty() && !in_file.Shares(in_ledger)) {
    return Refused(
        day,
        "the ledger holds use from another export of this day, and none of it is in this "
        "one. If each is of other projects, join them with --merge");
  }
  if (day.clipped && !held.clipped && in_file.AtMost(in_ledger)) {
    ++plan_.kept;
    return {};
  }
  plan_.to_store.push_back(std::move(day));
  return {};
}

Status AgainstLedger::Join(WindowRead day, WindowRead held) {
  const DayUse in_file = DayUse::Whole(day);
  const DayUse in_ledger = DayUse::Whole(held);
  if (day.clipped && !held.clipped && in_file.AtMost(in_ledger)) {
    ++plan_.kept;
    return {};
  }
  const bool completes = held.clipped && !day.clipped && in_ledger.AtMostWhereShared(in_file);
  if (!completes && !in_file.AgreesWhereShared(in_ledger)) {
    const UseDifference shared = in_file.FirstShared(in_ledger, *series_);
    return Refused(day, "rows of the same dimensions differ: " + shared.dimensions + ": " +
                            shared.metric + " " + shared.left + " in the file, " + shared.right +
                            " in the ledger; only rows that have nothing in common can be joined. "
                            "Import the file without --merge to replace the day");
  }
  if (!in_file.IsPartOf(in_ledger) && in_file.SharesBeyondProjects(in_ledger, *series_)) {
    const UseDifference shared = in_file.FirstShared(in_ledger, *series_);
    return Refused(day, "the file and the ledger both hold use of " + shared.dimensions +
                            ", which names no project, so that it may be one use or two; export it "
                            "grouped by project, or import the file without --merge to replace the "
                            "day");
  }
  const Origin origin = JoinedOrigin({held.origin, day.origin});
  const UtcSeconds read_at = day.read_at;
  WindowRead joined = Joined(std::move(day), held);
  joined.read_at = read_at;
  joined.origin = origin;
  plan_.to_store.push_back(std::move(joined));
  return {};
}

}  // namespace

Result<ImportPlan> PlanImport(std::vector<WindowRead> days, bool merge, LedgerStore& store,
                              const StreamRecord* stream, SeriesTable* series) {
  if (stream == nullptr) {
    ImportPlan plan;
    plan.to_store = std::move(days);
    return plan;
  }
  return AgainstLedger(merge, store, *stream, series).Plan(std::move(days));
}

}  // namespace cognitrack
