// MetricTotals: exact sums of known metrics, each in its units, in 128 bits: no number of 64-bit
// counts, and of amounts that fit the ledger, can overflow them.
#pragma once

#include <array>

#include "parity/parity_document.h"
#include "usage/metrics.h"

namespace cognitrack {

struct MetricTotals {
  std::array<WideCount, kMetricCount> values{};

  void Add(const MetricValues& metrics) {
    for (std::size_t i = 0; i < kMetricCount; ++i) values[i] += metrics.UnitsOrZero(MetricAt(i));
  }
  void Add(const MetricTotals& other) {
    for (std::size_t i = 0; i < kMetricCount; ++i) values[i] += other.values[i];
  }
  WideCount Of(Metric metric) const { return values[IndexOf(metric)]; }
  bool IsZero() const { return values == std::array<WideCount, kMetricCount>{}; }
  bool operator==(const MetricTotals&) const = default;

  // The metrics of `set` by name, zeros too.
  MetricSums Named(MetricSet set) const;
};

}  // namespace cognitrack
