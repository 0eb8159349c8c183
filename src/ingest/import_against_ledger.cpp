#include "ingest/import_against_ledger.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "ingest/day_use.h"
#include "ingest/export_union.h"
#include "ingest/issue_codes.h"

namespace cognitrack {
namespace {

class AgainstLedger {
 public:
  AgainstLedger(const std::vector<ExportFile>& files, bool merge, LedgerStore& store,
                const StreamRecord& stream, SeriesTable* series)
      : files_(files), merge_(merge), store_(store), stream_(stream), series_(series) {}

  Result<ImportPlan> Plan(std::vector<WindowRead> days);

 private:
  Status Take(WindowRead day, const WindowRecord& held);
  Status Compare(const WindowRead& day, const WindowRead& held);
  Status Replace(WindowRead day, const WindowRead& held);
  Status Join(WindowRead day, WindowRead held);
  Status CheckJoin(const WindowRead& day, const WindowRead& held);
  std::string FileOf(const WindowRead& day) const;
  Result<WindowRead> ReadHeld(const WindowRecord& record);

  const std::vector<ExportFile>& files_;
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

// Whether use in `read` names a dimension that `grain` lacks.
bool TellsMoreThan(const WindowRead& read, const Grain& grain, const SeriesTable& series) {
  return std::any_of(read.rows.begin(), read.rows.end(), [&](const UsageRow& row) {
    if (row.metrics.IsZero()) return false;
    const std::vector<DimensionValue>& values = series.At(row.series).values();
    return std::any_of(values.begin(), values.end(), [&grain](const DimensionValue& value) {
      return !value.value.empty() && !grain.Has(value.name);
    });
  });
}

// What the day holds of these projects.
DayUse UseOfProjects(const WindowRead& read, const std::set<std::string>& projects,
                     const SeriesTable& series) {
  const auto is_of = [&](SeriesRef ref) {
    const std::string* project = series.At(ref).Find("project_id");
    return project != nullptr && projects.count(*project) != 0;
  };
  WindowRead part;
  std::copy_if(read.rows.begin(), read.rows.end(), std::back_inserter(part.rows),
               [&is_of](const UsageRow& row) { return is_of(row.series); });
  std::copy_if(read.unknown_metrics.begin(), read.unknown_metrics.end(),
               std::back_inserter(part.unknown_metrics),
               [&is_of](const UnknownMetric& metric) { return is_of(metric.series); });
  return DayUse::Whole(part);
}

// A day that was joined comes from several files.
std::string AgainstLedger::FileOf(const WindowRead& day) const {
  for (const ExportFile& file : files_) {
    if (file.sha256 == day.origin.file_sha256) return file.name;
  }
  std::string names;
  for (const ExportFile& file : files_) names += (names.empty() ? "" : " + ") + file.name;
  return names;
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
  TRY(held.unknown_metrics,
      store_.UnknownMetricsOf(stream_.id, record.start, std::nullopt, series_));
  if (record.pruned) {
    // Its totals are all that can be compared.
    held.grain = Grain();
    held.rows.push_back({series_->Intern(Series()), record.totals});
    return held;
  }
  TRY_VOID(store_.ReadRows(stream_.id, record.start, record.end, std::nullopt, series_,
                           [&held](const LedgerRow& row) {
                             held.rows.push_back({row.series, row.metrics});
                             return true;
                           }));
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
  if (!difference) {
    plan_.api_equal.push_back(date);
    return {};
  }
  if (day.clipped && in_file.AtMost(in_ledger)) {
    plan_.api_clipped.push_back(date);
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
  const bool is_coarser = held.grain != day.grain && held.grain.Contains(day.grain);
  if (is_coarser && !DayUse::Whole(day).empty() && TellsMoreThan(held, day.grain, *series_)) {
    return Refused(day, FileOf(day) + " is " + GroupingText(day.grain) +
                            ", and would replace finer rows in the ledger, " +
                            GroupingText(held.grain) +
                            "; import the finer export again, or leave this file out");
  }
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
  if (in_file != in_ledger) TRY_VOID(CheckJoin(day, held));
  const Origin origin = JoinedOrigin({held.origin, day.origin});
  const UtcSeconds read_at = day.read_at;
  WindowRead joined = Joined(std::move(day), held);
  joined.read_at = read_at;
  joined.origin = origin;
  plan_.to_store.push_back(std::move(joined));
  return {};
}

// A project that both hold must be the same in both, so that importing a part again changes
// nothing, or completed by a whole day where the held one was cut short.
Status AgainstLedger::CheckJoin(const WindowRead& day, const WindowRead& held) {
  const std::string file = FileOf(day);
  const auto obstacle = GroupingObstacle({file, &day}, {"the ledger", &held}, *series_);
  if (obstacle) {
    const bool may_replace = held.grain == day.grain || !held.grain.Contains(day.grain);
    return Refused(day, *obstacle + (may_replace ? ". Import the file without --merge to replace "
                                                   "the day, or leave it out"
                                                 : ". Leave the file out"));
  }
  const std::set<std::string> shared = SharedProjects(day, held, *series_);
  const DayUse in_file = UseOfProjects(day, shared, *series_);
  const DayUse in_ledger = UseOfProjects(held, shared, *series_);
  if (held.clipped && !day.clipped && in_ledger.AtMost(in_file)) return {};
  const auto difference = in_file.FirstDifference(in_ledger, *series_);
  if (!difference) return {};
  return Refused(day, "rows of a project that is held already differ: " + difference->dimensions +
                          ": " + difference->metric + " " + difference->left + " in " + file +
                          ", " + difference->right +
                          " in the ledger; only exports of other projects can be joined. Import "
                          "the file without --merge to replace the day");
}

}  // namespace

Result<ImportPlan> PlanImport(std::vector<WindowRead> days, const std::vector<ExportFile>& files,
                              bool merge, LedgerStore& store, const StreamRecord* stream,
                              SeriesTable* series) {
  if (stream == nullptr) {
    ImportPlan plan;
    plan.to_store = std::move(days);
    return plan;
  }
  return AgainstLedger(files, merge, store, *stream, series).Plan(std::move(days));
}

}  // namespace cognitrack
