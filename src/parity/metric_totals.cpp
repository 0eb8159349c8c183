#include "parity/metric_totals.h"

namespace cognitrack {

MetricSums MetricTotals::Named(MetricSet set) const {
  MetricSums sums;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (set.Has(MetricAt(i))) sums.emplace(kMetricNames[i], values[i]);
  }
  return sums;
}

}  // namespace cognitrack
