#include "ingest/day_use.h"

#include <algorithm>
#include <set>

#include "parity/money_tolerance.h"

namespace cognitrack {
namespace {

// The values that are not 0, of the metrics in `kept`.
MetricValues NotZero(const MetricValues& metrics, MetricSet kept) {
  MetricValues left;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    if (kept.Has(metric) && metrics.UnitsOrZero(metric) != 0) left.Copy(metric, metrics);
  }
  return left;
}

// The series at a coarser grain, without blank values.
SeriesRef Comparable(SeriesRef ref, const Grain& from, const Grain& to, SeriesTable* series) {
  const Series& full = series->At(ref);
  const bool has_blank =
      std::any_of(full.values().begin(), full.values().end(),
                  [](const DimensionValue& value) { return value.value.empty(); });
  if (from == to && !has_blank) return ref;
  std::vector<DimensionValue> kept;
  for (const DimensionValue& value : full.values()) {
    if (to.Has(value.name) && !value.value.empty()) kept.push_back(value);
  }
  return series->Intern(Series(std::move(kept)));
}

}  // namespace

std::string TextOf(const Series& series) {
  std::string text;
  for (const DimensionValue& value : series.values()) {
    text += (text.empty() ? "" : ", ") + value.name + "=" + value.value;
  }
  return text.empty() ? "no dimension" : text;
}

Result<DayUse> DayUse::Of(const WindowRead& read, const Grain& grain, MetricSet metrics,
                          SeriesTable* series) {
  DayUse use;
  for (const UsageRow& row : read.rows) {
    const MetricValues left = NotZero(row.metrics, metrics);
    if (left.reported().empty()) continue;
    const SeriesRef ref = Comparable(row.series, read.grain, grain, series);
    Tolerances& tolerances = use.tolerances_[ref];
    for (std::size_t i = 0; i < kDecimalMetrics; ++i) {
      const Metric metric = MetricAt(kCountMetrics + i);
      if (left.reported().Has(metric)) tolerances[i] += ToleranceOfRow(left.UnitsOrZero(metric));
    }
    if (!use.metrics_[ref].Add(left)) {
      return Error{ErrorCode::kBadInput,
                   FormatDay(DayOf(read.start)) + ": sums of its rows are above 2^63 - 1"};
    }
  }
  return use;
}

DayUse DayUse::Whole(const WindowRead& read) {
  DayUse use;
  for (const UsageRow& row : read.rows) {
    const MetricValues left = NotZero(row.metrics, kAllMetrics);
    if (!left.reported().empty()) use.metrics_[row.series] = left;
  }
  for (const UnknownMetric& metric : read.unknown_metrics) {
    if (metric.value != "0") use.unknown_[metric.series][metric.name] = metric.value;
  }
  return use;
}

MetricValues DayUse::MetricsAt(SeriesRef series) const {
  const auto found = metrics_.find(series);
  return found == metrics_.end() ? MetricValues{} : found->second;
}

WideCount DayUse::ToleranceAt(SeriesRef series, Metric metric, const DayUse& other) const {
  WideCount tolerance = 0;
  if (!IsDecimal(metric)) return tolerance;
  for (const DayUse* use : {this, &other}) {
    const auto found = use->tolerances_.find(series);
    if (found == use->tolerances_.end()) continue;
    tolerance += found->second[IndexOf(metric) - kCountMetrics];
  }
  return tolerance;
}

DayUse::Unknown DayUse::UnknownAt(SeriesRef series) const {
  const auto found = unknown_.find(series);
  return found == unknown_.end() ? Unknown{} : found->second;
}

bool DayUse::Shares(const DayUse& other) const {
  const auto in_other = [&other](const auto& entry) { return other.Has(entry.first); };
  return std::any_of(metrics_.begin(), metrics_.end(), in_other) ||
         std::any_of(unknown_.begin(), unknown_.end(), in_other);
}

std::optional<UseDifference> DayUse::DifferenceAt(SeriesRef ref, const DayUse& other,
                                                  const SeriesTable& series) const {
  const std::string dimensions = TextOf(series.At(ref));
  const MetricValues left = MetricsAt(ref);
  const MetricValues right = other.MetricsAt(ref);
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    const WideCount left_units = left.UnitsOrZero(metric);
    const WideCount right_units = right.UnitsOrZero(metric);
    if (Distance(left_units, right_units) <= ToleranceAt(ref, metric, other)) continue;
    return UseDifference{dimensions, std::string(NameOf(metric)), TextOf(metric, left_units),
                         TextOf(metric, right_units)};
  }
  const Unknown left_unknown = UnknownAt(ref);
  const Unknown right_unknown = other.UnknownAt(ref);
  std::set<std::string> names;
  for (const auto& [name, value] : left_unknown) names.insert(name);
  for (const auto& [name, value] : right_unknown) names.insert(name);
  const auto value_in = [](const Unknown& values, const std::string& name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string("0") : found->second;
  };
  for (const std::string& name : names) {
    const std::string left_value = value_in(left_unknown, name);
    const std::string right_value = value_in(right_unknown, name);
    if (left_value != right_value) return UseDifference{dimensions, name, left_value, right_value};
  }
  return std::nullopt;
}

std::optional<UseDifference> DayUse::FirstDifference(const DayUse& other,
                                                     const SeriesTable& series) const {
  std::optional<UseDifference> first;
  const auto look_at = [&](const auto& entry) {
    auto difference = DifferenceAt(entry.first, other, series);
    if (!difference) return;
    if (!first || difference->dimensions < first->dimensions) first = std::move(difference);
  };
  for (const auto* use : {this, &other}) {
    std::for_each(use->metrics_.begin(), use->metrics_.end(), look_at);
    std::for_each(use->unknown_.begin(), use->unknown_.end(), look_at);
  }
  return first;
}

bool DayUse::AtMost(const DayUse& other) const {
  return std::all_of(metrics_.begin(), metrics_.end(), [this, &other](const auto& entry) {
    const MetricValues right = other.MetricsAt(entry.first);
    for (std::size_t i = 0; i < kMetricCount; ++i) {
      const Metric metric = MetricAt(i);
      const WideCount above = entry.second.UnitsOrZero(metric) - right.UnitsOrZero(metric);
      if (above > ToleranceAt(entry.first, metric, other)) return false;
    }
    return true;
  });
}

}  // namespace cognitrack
