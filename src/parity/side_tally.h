// SideTally: what one side holds of one day, small enough to keep for every day: a fingerprint and
// a total a metric. The fingerprint of a metric is Σ number(series) · value modulo 2^128. It does
// not depend on the order of rows, nor on how the value of one series is split over rows; rows of
// zeros do not change it. Numbers are made odd, so that one changed value always changes it; two
// different days agree by chance once in 2^64 at most.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "parity/metric_totals.h"
#include "usage/window.h"

namespace cognitrack {

using Fingerprints = std::array<WideUnsigned, kMetricCount>;

// Adds one row whose series has that number to both sums.
inline void AddRow(WideUnsigned number, const MetricValues& metrics, Fingerprints* fingerprints,
                   MetricTotals* totals) {
  const WideUnsigned factor = number | 1;
  for (std::size_t i = 0; i < kCountMetrics; ++i) {
    const std::int64_t value = metrics.OrZero(MetricAt(i));
    if (value == 0) continue;
    (*fingerprints)[i] += factor * static_cast<std::uint64_t>(value);
    totals->values[i] += value;
  }
  if ((metrics.reported() & kCostMetrics).empty()) return;
  for (std::size_t i = kCountMetrics; i < kMetricCount; ++i) {
    const WideCount value = metrics.UnitsOrZero(MetricAt(i));
    (*fingerprints)[i] += factor * static_cast<WideUnsigned>(value);
    totals->values[i] += value;
  }
}

// One number for a whole row, whatever its grain; sums of it tell whether two files hold a day
// alike.
WideUnsigned ContentOf(WideUnsigned number, const MetricValues& metrics,
                       const std::vector<UnknownMetric>& unknown);

// Adds unknown metrics by name.
void AddDecimalsTo(DecimalSums* sums, const std::vector<UnknownMetric>& unknown);

// "0" where it was not reported.
const std::string& DecimalOr0(const DecimalSums& sums, const std::string& name);

}  // namespace cognitrack
