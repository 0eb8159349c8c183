#include "twin/organisation.h"

#include <algorithm>
#include <numeric>

namespace cognitrack::twin {

std::uint32_t ValueTable::Intern(std::string_view value) {
  const auto [found, added] =
      ids_.try_emplace(std::string(value), static_cast<std::uint32_t>(values_.size()));
  if (added) values_.emplace_back(value);
  return found->second;
}

std::uint32_t ValueTable::Find(std::string_view value) const {
  const auto found = ids_.find(std::string(value));
  return found == ids_.end() ? 0 : found->second;
}

std::size_t KeyHash::operator()(const Key& key) const {
  std::uint64_t hash = 0x9E3779B97F4A7C15;
  for (const std::uint32_t value : key) {
    hash = (hash ^ value) * 0xBF58476D1CE4E5B9;
    hash ^= hash >> 29U;
  }
  return hash;
}

Key KeyAt(const Key& key, DimensionMask kept) {
  Key coarser{};
  for (std::size_t i = 0; i < kDimensionCount; ++i) {
    if ((kept >> i) & 1U) coarser[i] = key[i];
  }
  return coarser;
}

void Organisation::Sort() {
  std::vector<std::size_t> order(records.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
    return records[a].start < records[b].start;
  });
  std::vector<std::size_t> place_of(records.size());
  std::vector<UsageRecord> sorted;
  sorted.reserve(records.size());
  for (const std::size_t old_place : order) {
    place_of[old_place] = sorted.size();
    sorted.push_back(records[old_place]);
  }
  records = std::move(sorted);
  for (ExtraMetric& extra : extras) extra.record = place_of[extra.record];
  std::stable_sort(extras.begin(), extras.end(),
                   [](const ExtraMetric& a, const ExtraMetric& b) { return a.record < b.record; });
}

std::pair<std::size_t, std::size_t> Organisation::RecordsIn(UtcSeconds from, UtcSeconds to) const {
  const auto before = [](const UsageRecord& record, UtcSeconds time) {
    return record.start < time;
  };
  const auto first = std::lower_bound(records.begin(), records.end(), from, before);
  const auto last = std::lower_bound(first, records.end(), to, before);
  return {static_cast<std::size_t>(first - records.begin()),
          static_cast<std::size_t>(last - records.begin())};
}

}  // namespace cognitrack::twin
