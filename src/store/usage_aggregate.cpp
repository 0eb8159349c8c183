#include "store/usage_aggregate.h"

#include <algorithm>
#include <set>
#include <span>

#include "money/decimal_text.h"
#include "store/batch.h"
#include "store/window_sum.h"

namespace cognitrack {
namespace {

// A probe costs about as much as reading this many rows in order.
constexpr std::int64_t kRowsOfAProbe = 8;
// Each batch of them is a scan of its own.
constexpr std::int64_t kMostProbes = 32 * kLargestBatch;

Error DoesNotFit() {
  return Error{ErrorCode::kBadInput,
               "a sum of the report does not fit 64 bits; ask for a shorter range"};
}

}  // namespace

Result<UsageReport> UsageAggregate::Run() {
  from_ = query_.from.value_or(kFirstDay - 1).start();
  to_ = query_.to.value_or(kLastDay + 1).end();
  TRY(SqlTransaction snapshot, parts_.connection.BeginRead());
  TRY(const auto windows, parts_.windows.WithContent(query_.stream, from_, to_, query_.as_of));
  Describe(windows);
  if (!query_.as_of && has_roll_ups_) roll_up_ = RollUpFor(Dimensions());
  if (!query_.as_of && !(roll_up_ && IsSmallRollUp(*roll_up_))) TRY_VOID(ChooseProbes(windows));
  std::vector<const WindowRecord*> told;
  for (const WindowRecord& window : windows) {
    if (window.row_count == 0 || !FiltersFit(window.grain)) continue;
    if (window.pruned && !roll_up_ && !AnsweredByTotals()) {
      ++report_.windows_pruned;
    } else {
      told.push_back(&window);
    }
  }
  TRY_VOID(Add(told));
  TRY_VOID(OrderAndTotal(&report_));
  AddKnownZeros(windows);
  if (metrics_ == kCostMetrics) SeparateUnits(&report_);
  return std::move(report_);
}

// What every window could tell and no row told is a known zero, not an unknown number.
void UsageAggregate::AddKnownZeros(const std::vector<WindowRecord>& windows) {
  const bool all_fit = std::all_of(windows.begin(), windows.end(), [this](const auto& window) {
    return window.row_count == 0 || FiltersFit(window.grain);
  });
  if (windows.empty() || !all_fit || report_.windows_pruned > 0) return;
  MetricValues& totals = report_.totals.metrics;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    if (!metrics_.Has(metric) || totals.reported().Has(metric)) continue;
    if (!report_.partial.Has(metric)) totals.SetZero(metric);
  }
}

void UsageAggregate::Describe(const std::vector<WindowRecord>& windows) {
  report_.group_by = query_.group_by;
  report_.windows = static_cast<std::int64_t>(windows.size());
  const Grain dimensions = Dimensions();
  std::set<Day> days;
  for (const WindowRecord& window : windows) {
    days.insert(DayOf(window.start));
    if (window.row_count == 0) continue;
    ++windows_with_rows_;
    rows_held_ += static_cast<std::size_t>(window.row_count);
    report_.partial = report_.partial | MetricSet(metrics_.bits() & ~window.reported.bits());
    for (const std::string& name : dimensions.names()) {
      if (!window.grain.Has(name)) ++report_.not_grouped[name];
    }
  }
  if (!days.empty()) {
    report_.from = *days.begin();
    report_.to = *days.rbegin();
  }
  const std::optional<Day> first = query_.from ? query_.from : report_.from;
  const std::optional<Day> last = query_.to ? query_.to : report_.to;
  if (first && last && *first <= *last) {
    report_.windows_missing = *last - *first + 1 - static_cast<std::int64_t>(days.size());
  }
}

Grain UsageAggregate::Dimensions() const {
  std::vector<std::string> names;
  for (const std::string& name : query_.group_by) {
    if (name != kGroupByDay) names.push_back(name);
  }
  for (const DimensionFilter& filter : query_.filters) names.push_back(filter.dimension);
  return Grain(std::move(names));
}

bool UsageAggregate::FiltersFit(const Grain& grain) const {
  return std::all_of(query_.filters.begin(), query_.filters.end(),
                     [&grain](const DimensionFilter& f) { return grain.Has(f.dimension); });
}

bool UsageAggregate::GroupsByDay() const {
  return std::find(query_.group_by.begin(), query_.group_by.end(), kGroupByDay) !=
         query_.group_by.end();
}

// Sums over whole windows are in their records. Those of money are in no unit.
bool UsageAggregate::AnsweredByTotals() const {
  return Dimensions().names().empty() && metrics_ != kCostMetrics;
}

Status UsageAggregate::AddTotals(const WindowRecord& window, GrainSums* sums) {
  Sum* const sum = SumOfGroup(sums->groups.GroupOf(Series()), sums);
  if (sum == nullptr) return {};
  sum->rows += window.row_count;
  if (!sum->metrics.Add(window.totals)) return DoesNotFit();
  return {};
}

Status UsageAggregate::ChooseProbes(const std::vector<WindowRecord>& windows) {
  std::int64_t rows = 0;
  for (const WindowRecord& window : windows) rows += window.row_count;
  const std::int64_t most =
      windows.empty()
          ? 0
          : std::min(kMostProbes, rows / kRowsOfAProbe / static_cast<std::int64_t>(windows.size()));
  std::optional<Grain> within;
  if (roll_up_) within = RollUpGrains()[static_cast<std::size_t>(*roll_up_) - 1];
  for (const DimensionFilter& filter : query_.filters) {
    if (filter.exclude || !IsKnownDimension(filter.dimension)) continue;
    TRY(auto found, parts_.dictionary.WithValue(filter.dimension, filter.values, within, most));
    if (found && (!probes_ || found->size() < probes_->size())) probes_ = std::move(*found);
  }
  return {};
}

Status UsageAggregate::Add(const std::vector<const WindowRecord*>& windows) {
  if (windows.empty()) return {};
  TRY(Scans scans, Open({query_.stream, windows.front()->start, windows.back()->start + 1}));
  std::map<Grain, GrainSums> sums_of;
  for (const WindowRecord* window : windows) {
    auto place = sums_of.find(window->grain);
    if (place == sums_of.end()) {
      place = sums_of.try_emplace(window->grain, &query_, &window->grain, &parts_.dictionary).first;
    }
    TRY_VOID(AddWindow(*window, &scans, &place->second));
    if (GroupsByDay()) Give(DayOf(window->start), &place->second);
  }
  for (auto& [grain, sums] : sums_of) Give(std::nullopt, &sums);
  return {};
}

Result<UsageAggregate::Scans> UsageAggregate::Open(const WindowRange& range) {
  Scans scans;
  if (!probes_ && roll_up_) {
    TRY(auto scan, parts_.roll_ups.Scan(*roll_up_, range));
    scans.roll_ups.push_back(std::move(scan));
  } else if (!probes_) {
    TRY(auto scan, rows_.Scan(range, query_.as_of));
    scans.rows.push_back(std::move(scan));
  }
  const std::span<const std::int64_t> probes =
      probes_ ? std::span<const std::int64_t>(*probes_) : std::span<const std::int64_t>();
  for (std::size_t i = 0; i < probes.size(); i += kLargestBatch) {
    const auto batch = probes.subspan(i, std::min(kLargestBatch, probes.size() - i));
    if (roll_up_) {
      TRY(auto scan, parts_.roll_ups.Probe(*roll_up_, range, batch));
      scans.roll_ups.push_back(std::move(scan));
    } else {
      TRY(auto scan, rows_.Probe(range, batch));
      scans.rows.push_back(std::move(scan));
    }
  }
  TRY(const bool holds_unknown, HoldsUnknown());
  if (holds_unknown) {
    TRY(auto scan, rows_.ScanUnknown(range, query_.as_of));
    scans.unknown.emplace(std::move(scan));
  }
  return scans;
}

Status UsageAggregate::AddWindow(const WindowRecord& window, Scans* scans, GrainSums* sums) {
  TRY_VOID(window.pruned && !roll_up_ ? AddTotals(window, sums) : AddRows(window, scans, sums));
  return scans->unknown ? AddUnknown(window, &*scans->unknown, sums) : Status();
}

Status UsageAggregate::AddRows(const WindowRecord& window, Scans* scans, GrainSums* sums) {
  Status status;
  WindowSum whole(&window);
  const auto add = [&](std::int64_t series, std::int64_t rows, const MetricValues& metrics) {
    whole.Add(rows, metrics);
    if (sums->groups.Knows(series)) {
      status = AddRow(series, rows, metrics, sums);
    } else {
      unread_.push_back({series, rows, metrics});
      if (unread_.size() == kLargestBatch) status = AddUnread(sums);
    }
    return status.has_value();
  };
  for (auto& scan : scans->roll_ups) {
    TRY_VOID(scan.Read(window.start, [&add](const RollUpRow& row) {
      return add(row.series, row.usage_rows, row.metrics);
    }));
    TRY_VOID(status);
  }
  for (auto& scan : scans->rows) {
    TRY_VOID(scan.Read(window.start,
                       [&add](const StoredRow& row) { return add(row.series, 1, row.metrics); }));
    TRY_VOID(status);
  }
  TRY_VOID(AddUnread(sums));
  return probes_ ? Status() : whole.Verify();
}

Status UsageAggregate::AddUnread(GrainSums* sums) {
  if (unread_.empty()) return {};
  std::vector<std::int64_t> series;
  for (const RollUpRow& row : unread_) series.push_back(row.series);
  TRY_VOID(sums->groups.Learn(series));
  for (const RollUpRow& row : unread_) {
    TRY_VOID(AddRow(row.series, row.usage_rows, row.metrics, sums));
  }
  unread_.clear();
  return {};
}

Status UsageAggregate::AddRow(std::int64_t series, std::int64_t rows, const MetricValues& metrics,
                              GrainSums* sums) {
  TRY(Sum* const sum, SumOf(series, sums));
  if (sum == nullptr) return {};
  sum->rows += rows;
  if (!sum->metrics.Add(metrics)) return DoesNotFit();
  return {};
}

Status UsageAggregate::AddUnknown(const WindowRecord& window, RowScan<StoredUnknown>* scan,
                                  GrainSums* sums) {
  // Of a pruned window their sums are kept, by no dimension.
  const bool is_told = !window.pruned || Dimensions().names().empty();
  std::vector<StoredUnknown> unknown;
  std::vector<std::int64_t> unread;
  TRY_VOID(scan->Read(window.start, [&](const StoredUnknown& metric) {
    if (!is_told) {
      report_.pruned_metrics.insert(metric.name);
      return true;
    }
    unknown.push_back(metric);
    if (!sums->groups.Knows(metric.series)) unread.push_back(metric.series);
    return true;
  }));
  TRY_VOID(sums->groups.Learn(unread));
  for (const StoredUnknown& metric : unknown) {
    TRY(Sum* const sum, SumOf(metric.series, sums));
    if (sum == nullptr) continue;
    std::string& value = sum->unknown.try_emplace(metric.name, "0").first->second;
    value = AddDecimals(value, metric.value);
  }
  return {};
}

Result<UsageAggregate::Sum*> UsageAggregate::SumOf(std::int64_t series, GrainSums* sums) {
  TRY(const std::uint32_t group, sums->groups.GroupOf(series));
  return SumOfGroup(group, sums);
}

UsageAggregate::Sum* UsageAggregate::SumOfGroup(std::uint32_t group, GrainSums* sums) {
  if (group == SeriesGroups::kLeftOut) return nullptr;
  if (group >= sums->sums.size()) sums->sums.resize(sums->groups.size());
  Sum* sum = &sums->sums[group];
  if (sum->rows == 0 && sum->unknown.empty()) sums->touched.push_back(group);
  return sum;
}

void UsageAggregate::Give(std::optional<Day> day, GrainSums* sums) {
  sums->groups.Sort(&sums->touched);
  std::vector<UsageReportRow>& rows = report_.rows;
  if (rows.empty() && day) {
    rows.reserve(std::min(sums->touched.size() * windows_with_rows_, rows_held_));
  }
  const auto day_at = static_cast<std::size_t>(
      std::find(query_.group_by.begin(), query_.group_by.end(), kGroupByDay) -
      query_.group_by.begin());
  for (const std::uint32_t group : sums->touched) {
    Sum& sum = sums->sums[group];
    UsageReportRow& row = rows.emplace_back();
    const auto& values = sums->groups.ValuesOf(group);
    row.group = day ? RowGroup(values, day_at, *day) : RowGroup(values);
    row.metrics = sum.metrics;
    row.unknown_metrics = std::move(sum.unknown);
    row.ledger_rows = sum.rows;
    sum = Sum();
  }
  sums->touched.clear();
}

Result<bool> UsageAggregate::HoldsUnknown() {
  TRY(SqlQuery query,
      parts_.connection.Prepare("SELECT 1 FROM unknown_metrics WHERE stream = $1 UNION ALL "
                                "SELECT 1 FROM unknown_metrics_history WHERE stream = $1 LIMIT 1"));
  TRY(const auto found, query.Bind(1, query_.stream).RunForInteger());
  return found.has_value();
}

}  // namespace cognitrack
