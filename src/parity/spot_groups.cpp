#include "parity/spot_groups.h"

#include <algorithm>
#include <set>

namespace cognitrack {
namespace {

constexpr std::size_t kBusiest = 3;
constexpr std::size_t kMostChecks = 12;

struct Merged {
  std::array<WideCount, kSpotMetrics.size()> csv{};
  std::array<WideCount, kSpotMetrics.size()> ledger{};

  WideCount busyness() const {
    WideCount sum = 0;
    for (std::size_t i = 0; i < kSpotMetrics.size(); ++i) sum += std::max(csv[i], ledger[i]);
    return sum;
  }
};

SpotCheck CheckOf(const Grain& told, MetricSet metrics, const SpotKey& key, const Merged& merged) {
  SpotCheck check;
  const std::array<const std::string*, 2> values = {&key.first, &key.second};
  for (std::size_t i = 0; i < kSpotDimensions.size(); ++i) {
    if (!told.Has(kSpotDimensions[i])) continue;
    std::optional<std::string>& value = check.dimensions[std::string(kSpotDimensions[i])];
    if (!values[i]->empty()) value = *values[i];
  }
  for (std::size_t i = 0; i < kSpotMetrics.size(); ++i) {
    if (!metrics.Has(kSpotMetrics[i])) continue;
    check.csv.emplace(NameOf(kSpotMetrics[i]), merged.csv[i]);
    check.ledger.emplace(NameOf(kSpotMetrics[i]), merged.ledger[i]);
  }
  return check;
}

}  // namespace

void AddSpots(const SpotTotals& spots, SpotTotals* totals) {
  for (const auto& [key, sums] : spots) {
    auto& into = (*totals)[key];
    for (std::size_t i = 0; i < kSpotMetrics.size(); ++i) into[i] += sums[i];
  }
}

std::size_t SpotGroups::Find(SeriesRef ref) {
  const auto value = [&](std::string_view name) {
    const std::string* found = series_->At(ref).Find(name);
    return found == nullptr ? std::string() : *found;
  };
  const auto [at, inserted] =
      by_key_.try_emplace({value(kSpotDimensions[0]), value(kSpotDimensions[1])},
                          static_cast<std::uint32_t>(groups_.size()));
  if (inserted) groups_.push_back(at->first);
  if (group_of_.size() <= ref) group_of_.resize(series_->size(), kNotYet);
  group_of_[ref] = at->second;
  return at->second;
}

void SpotGroups::AddTo(const SpotSums& sums, SpotTotals* totals) const {
  for (std::size_t group = 0; group < sums.sums_.size(); ++group) {
    auto& into = (*totals)[groups_[group]];
    for (std::size_t i = 0; i < kSpotMetrics.size(); ++i) into[i] += sums.sums_[group][i];
  }
}

std::vector<SpotCheck> BusiestSpots(const Grain& compared, MetricSet told, const SpotTotals& csv,
                                    const SpotTotals& ledger) {
  const bool by_project = compared.Has(kSpotDimensions[0]),
             by_tier = compared.Has(kSpotDimensions[1]);
  if (!by_project && !by_tier) return {};
  std::map<SpotKey, Merged> merged;
  const auto merge = [&](const SpotTotals& totals, auto side) {
    for (const auto& [key, sums] : totals) {
      auto& into = merged[{by_project ? key.first : "", by_tier ? key.second : ""}].*side;
      for (std::size_t i = 0; i < kSpotMetrics.size(); ++i) into[i] += sums[i];
    }
  };
  merge(csv, &Merged::csv);
  merge(ledger, &Merged::ledger);
  std::vector<std::pair<SpotKey, Merged>> ordered(merged.begin(), merged.end());
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
    return a.second.busyness() > b.second.busyness();
  });
  std::vector<SpotCheck> checks;
  std::set<std::string> tiers;
  for (const auto& [key, sums] : ordered) {
    if (sums.busyness() == 0 || checks.size() == kMostChecks) break;
    const bool new_tier = tiers.insert(key.second).second;
    if (checks.size() < kBusiest || new_tier) checks.push_back(CheckOf(compared, told, key, sums));
  }
  return checks;
}

}  // namespace cognitrack
