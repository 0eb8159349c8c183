// Spot checks: requests and tokens, or the money, of each project and service tier, for somebody
// who compares a few of them by eye with the provider's dashboard.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parity/metric_totals.h"
#include "usage/series.h"

namespace cognitrack {

inline constexpr std::array<Metric, 4> kSpotMetrics = {
    Metric::kNumModelRequests, Metric::kInputTokens, Metric::kOutputTokens, Metric::kAmountValue};
inline constexpr std::array<std::string_view, 2> kSpotDimensions = {"project_id", "service_tier"};

// Of one project and service tier; '' for no value.
using SpotKey = std::pair<std::string, std::string>;
using SpotTotals = std::map<SpotKey, std::array<WideCount, kSpotMetrics.size()>>;

void AddSpots(const SpotTotals& spots, SpotTotals* totals);

// The three busiest groups of `csv` and `ledger` together, and the busiest of each other tier; told
// by those spot dimensions that are in `compared`, nothing where none is, and those spot metrics
// that are in `told`.
std::vector<SpotCheck> BusiestSpots(const Grain& compared, MetricSet told, const SpotTotals& csv,
                                    const SpotTotals& ledger);

// Sums by the groups of one SpotGroups.
class SpotSums {
 public:
  void Add(std::size_t group, const MetricValues& metrics) {
    if (group >= sums_.size()) sums_.resize(group + 1);
    for (std::size_t i = 0; i < kSpotMetrics.size(); ++i) {
      sums_[group][i] += metrics.UnitsOrZero(kSpotMetrics[i]);
    }
  }

 private:
  friend class SpotGroups;
  std::vector<std::array<WideCount, kSpotMetrics.size()>> sums_;
};

// The group of a series, found once a series.
class SpotGroups {
 public:
  // `series` must outlive this.
  explicit SpotGroups(const SeriesTable* series) : series_(series) {}

  std::size_t Of(SeriesRef ref) {
    if (ref < group_of_.size() && group_of_[ref] != kNotYet) return group_of_[ref];
    return Find(ref);
  }
  void AddTo(const SpotSums& sums, SpotTotals* totals) const;

 private:
  static constexpr std::uint32_t kNotYet = 0xFFFF'FFFF;
  std::size_t Find(SeriesRef ref);

  const SeriesTable* series_;
  std::vector<std::uint32_t> group_of_;
  std::vector<SpotKey> groups_;
  std::map<SpotKey, std::uint32_t> by_key_;
};

}  // namespace cognitrack
