#include "usage/metrics.h"

#include <algorithm>

namespace cognitrack {

std::optional<Metric> MetricNamed(std::string_view name) {
  const auto found = std::find(kMetricNames.begin(), kMetricNames.end(), name);
  if (found == kMetricNames.end()) return std::nullopt;
  return MetricAt(static_cast<std::size_t>(found - kMetricNames.begin()));
}

bool MetricValues::Add(const MetricValues& other) {
  std::array<std::int64_t, kMetricCount> sums;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (__builtin_add_overflow(values_[i], other.values_[i], &sums[i])) return false;
  }
  values_ = sums;
  reported_ = reported_ | other.reported_;
  return true;
}

bool MetricValues::IsZero() const {
  return std::all_of(values_.begin(), values_.end(), [](std::int64_t value) { return value == 0; });
}

}  // namespace cognitrack
