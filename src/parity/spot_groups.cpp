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

SpotCheck CheckOf(const Grain& told, const std::pair<std::string, std::string>& key,
                  const Merged& merged) {
  SpotCheck check;
  const std::array<const std::string*, 2> values = {&key.first, &key.second};
  for (std::size_t i = 0; i < kSpotDimensions.size(); ++i) {
    if (!told.Has(kSpotDimensions[i])) continue;
    std::optional<std::string>& value = check.dimensions[std::string(kSpotDimensions[i])];
    if (!values[i]->empty()) value = *values[i];
  }
  for (std::size_t i = 0; i < kSpotMetrics.size(); ++i) {
    check.csv.emplace(NameOf(kSpotMetrics[i]), merged.csv[i]);
    check.ledger.emplace(NameOf(kSpotMetrics[i]), merged.ledger[i]);
  }
  return check;
}

}  // namespace

void SpotSums::Add(const SpotSums& other) {
  if (sums_.size() < other.sums_.size()) sums_.resize(other.sums_.size());
  for (std::size_t group = 0; group < other.sums_.size(); ++group) {
    for (std::size_t i = 0; i < kSpotMetrics.size(); ++i) {
      sums_[group][i] += other.sums_[group][i];
    }
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

std::vector<SpotCheck> SpotGroups::Busiest(const Grain& compared, const SpotSums& csv,
                                           const SpotSums& ledger) const {
  const bool by_project = compared.Has(kSpotDimensions[0]),
             by_tier = compared.Has(kSpotDimensions[1]);
  if (!by_project && !by_tier) return {};
  std::map<Key, Merged> merged;
  for (std::size_t group = 0; group < std::max(csv.size(), ledger.size()); ++group) {
    Merged& sums =
        merged[{by_project ? groups_[group].first : "", by_tier ? groups_[group].second : ""}];
    for (std::size_t i = 0; i < kSpotMetrics.size(); ++i) {
      sums.csv[i] += csv.Of(group, i);
      sums.ledger[i] += ledger.Of(group, i);
    }
  }
  std::vector<std::pair<Key, Merged>> ordered(merged.begin(), merged.end());
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
    return a.second.busyness() > b.second.busyness();
  });
  std::vector<SpotCheck> checks;
  std::set<std::string> tiers;
  for (const auto& [key, sums] : ordered) {
    if (sums.busyness() == 0 || checks.size() == kMostChecks) break;
    const bool new_tier = tiers.insert(key.second).second;
    if (checks.size() < kBusiest || new_tier) checks.push_back(CheckOf(compared, key, sums));
  }
  return checks;
}

}  // namespace cognitrack
