#include "store/usage_aggregate.h"

#include <algorithm>
#include <set>

#include "money/decimal_text.h"
#include "store/window_sum.h"

namespace cognitrack {
namespace {

// A probe costs about as much as reading this many rows in order.
constexpr std::int64_t kRowsOfAProbe = 8;

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
  TRY(holds_unknown_, HoldsUnknown());

  std::map<Grain, GrainSums> sums_of;
  for (const WindowRecord& window : windows) {
    if (window.row_count == 0 || !FiltersFit(window.grain)) continue;
    if (window.pruned && !roll_up_ && !AnsweredByTotals()) {
      ++report_.windows_pruned;
      continue;
    }
    auto place = sums_of.find(window.grain);
    if (place == sums_of.end()) {
      place = sums_of.try_emplace(window.grain, &query_, &window.grain, &parts_.dictionary).first;
    }
    TRY_VOID(AddWindow(window, &place->second));
    if (GroupsByDay()) Give(DayOf(window.start), &place->second);
  }
  for (auto& [grain, sums] : sums_of) Give(std::nullopt, &sums);
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
      windows.empty() ? 0 : rows / kRowsOfAProbe / static_cast<std::int64_t>(windows.size());
  std::optional<Grain> within;
  if (roll_up_) within = RollUpGrains()[static_cast<std::size_t>(*roll_up_) - 1];
  for (const DimensionFilter& filter : query_.filters) {
    if (filter.exclude || !IsKnownDimension(filter.dimension)) continue;
    TRY(auto found, parts_.dictionary.WithValue(filter.dimension, filter.values, within, most));
    if (found && (!probes_ || found->size() < probes_->size())) probes_ = std::move(*found);
  }
  return {};
}

Status UsageAggregate::AddWindow(const WindowRecord& window, GrainSums* sums) {
  if (window.pruned && !roll_up_) {
    TRY_VOID(AddTotals(window, sums));
    return holds_unknown_ ? AddUnknown(window, sums) : Status();
  }
  std::optional<Error> error;
  WindowSum whole(&window);
  const auto add = [&](std::int64_t series, std::int64_t rows, const MetricValues& metrics) {
    whole.Add(rows, metrics);
    const Status added = AddRow(series, rows, metrics, sums);
    if (!added) error = added.error();
    return !error;
  };
  if (roll_up_) {
    const auto add_row = [&add](const RollUpRow& row) {
      return add(row.series, row.usage_rows, row.metrics);
    };
    TRY_VOID(probes_
                 ? parts_.roll_ups.Probe(*roll_up_, query_.stream, window.start, *probes_, add_row)
                 : parts_.roll_ups.Read(*roll_up_, query_.stream, window.start, add_row));
  } else {
    const auto add_row = [&add](const StoredRow& row) { return add(row.series, 1, row.metrics); };
    TRY_VOID(probes_ ? rows_.Probe(query_.stream, window.start, *probes_, add_row)
                     : rows_.Read(query_.stream, window.start, query_.as_of, add_row));
  }
  if (error) return *error;
  if (!probes_) TRY_VOID(whole.Verify());
  return holds_unknown_ ? AddUnknown(window, sums) : Status();
}

Status UsageAggregate::AddRow(std::int64_t series, std::int64_t rows, const MetricValues& metrics,
                              GrainSums* sums) {
  TRY(Sum* const sum, SumOf(series, sums));
  if (sum == nullptr) return {};
  sum->rows += rows;
  if (!sum->metrics.Add(metrics)) return DoesNotFit();
  return {};
}

Status UsageAggregate::AddUnknown(const WindowRecord& window, GrainSums* sums) {
  TRY(const auto unknown, rows_.ReadUnknown(query_.stream, window.start, query_.as_of));
  // Of a pruned window their sums are kept, by no dimension.
  const bool is_told = !window.pruned || Dimensions().names().empty();
  for (const StoredUnknown& metric : unknown) {
    if (!is_told) {
      report_.pruned_metrics.insert(metric.name);
      continue;
    }
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
