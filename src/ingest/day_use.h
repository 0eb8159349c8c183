// DayUse: what one day's rows say at a grain, for comparing two reads of a day: sums by series,
// rows of zeros left out, a metric that was not reported counting as 0 (DESIGN §3.7). Money agrees
// within the tolerance of parity where days are compared at a grain; whole days must be equal.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/result.h"
#include "usage/window.h"

namespace cognitrack {

// One number that two days do not share.
struct UseDifference {
  std::string dimensions;  // "model=…, project_id=…", or "no dimension".
  std::string metric;
  std::string left;
  std::string right;
};

// kBadInput where a sum does not fit 64 bits.
class DayUse {
 public:
  // `grain` must be part of the read's grain; only the metrics in `metrics` count. A dimension that
  // is '' counts as absent, as an export cannot tell them apart.
  static Result<DayUse> Of(const WindowRead& read, const Grain& grain, MetricSet metrics,
                           SeriesTable* series);
  // At the read's own grain, with everything that it reports, unknown metrics too.
  static DayUse Whole(const WindowRead& read);

  bool Has(SeriesRef series) const { return metrics_.count(series) != 0 || HasUnknown(series); }
  bool empty() const { return metrics_.empty() && unknown_.empty(); }
  // Whether a series stands in both.
  bool Shares(const DayUse& other) const;

  // The first difference in order of series and metric, which is the same whatever the order of
  // rows.
  std::optional<UseDifference> FirstDifference(const DayUse& other,
                                               const SeriesTable& series) const;
  // Every number here is at most the other's: what a day may look like that was cut short.
  bool AtMost(const DayUse& other) const;
  bool operator==(const DayUse&) const = default;

 private:
  using Tolerances = std::array<WideCount, kDecimalMetrics>;
  using Unknown = std::unordered_map<std::string, std::string>;
  bool HasUnknown(SeriesRef series) const { return unknown_.count(series) != 0; }
  std::optional<UseDifference> DifferenceAt(SeriesRef ref, const DayUse& other,
                                            const SeriesTable& series) const;
  MetricValues MetricsAt(SeriesRef series) const;
  // How far a metric of two days may be apart.
  WideCount ToleranceAt(SeriesRef series, Metric metric, const DayUse& other) const;
  Unknown UnknownAt(SeriesRef series) const;

  std::unordered_map<SeriesRef, MetricValues> metrics_;  // Without zeros: reported means not 0.
  std::unordered_map<SeriesRef, Unknown> unknown_;
  std::unordered_map<SeriesRef, Tolerances> tolerances_;  // Of the rows summed.
};

// "model=gpt-5, project_id=proj_alpha", or "no dimension".
std::string TextOf(const Series& series);

}  // namespace cognitrack
