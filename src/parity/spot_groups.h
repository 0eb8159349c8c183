// Spot checks: requests and tokens of each project and service tier, for somebody who compares a
// few of them by eye with the provider's dashboard.
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

inline constexpr std::array<Metric, 3> kSpotMetrics = {Metric::kNumModelRequests,
                                                       Metric::kInputTokens, Metric::kOutputTokens};
inline constexpr std::array<std::string_view, 2> kSpotDimensions = {"project_id", "service_tier"};

// Sums by group.
class SpotSums {
 public:
  void Add(std::size_t group, const MetricValues& metrics) {
    if (group >= sums_.size()) sums_.resize(group + 1);
    for (std::size_t i = 0; i < kSpotMetrics.size(); ++i) {
      sums_[group][i] += metrics.OrZero(kSpotMetrics[i]);
    }
  }
  void Add(const SpotSums& other);
  std::size_t size() const { return sums_.size(); }
  // Of a group that was never added: zeros.
  WideCount Of(std::size_t group, std::size_t metric) const {
    return group < sums_.size() ? sums_[group][metric] : 0;
  }

 private:
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
  // The project of a group; '' where it has none.
  const std::string& ProjectOf(std::size_t group) const { return groups_[group].first; }

  // The three busiest groups of `csv` and `ledger` together, and the busiest of each other tier;
  // told by those spot dimensions that are in `compared`, nothing where none is.
  std::vector<SpotCheck> Busiest(const Grain& compared, const SpotSums& csv,
                                 const SpotSums& ledger) const;

 private:
  using Key = std::pair<std::string, std::string>;  // Project, tier; '' for no value.
  static constexpr std::uint32_t kNotYet = 0xFFFF'FFFF;
  std::size_t Find(SeriesRef ref);

  const SeriesTable* series_;
  std::vector<std::uint32_t> group_of_;
  std::vector<Key> groups_;
  std::map<Key, std::uint32_t> by_key_;
};

}  // namespace cognitrack
