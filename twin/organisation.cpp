#include "twin/organisation.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace cognitrack::twin {
namespace {

// Records of either kind with start in [from, to), as numbers [first, last).
template <typename Record>
std::pair<std::size_t, std::size_t> NumbersIn(const std::vector<Record>& records, UtcSeconds from,
                                              UtcSeconds to) {
  const auto before = [](const Record& record, UtcSeconds time) { return record.start < time; };
  const auto first = std::lower_bound(records.begin(), records.end(), from, before);
  const auto last = std::lower_bound(first, records.end(), to, before);
  return {static_cast<std::size_t>(first - records.begin()),
          static_cast<std::size_t>(last - records.begin())};
}

}  // namespace

std::uint32_t ValueTable::Intern(std::string_view value) {
  if (value.empty()) return 0;
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

void SurfaceRecords::Sort() {
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

std::pair<std::size_t, std::size_t> SurfaceRecords::RecordsIn(UtcSeconds from,
                                                              UtcSeconds to) const {
  return NumbersIn(records, from, to);
}

void CostRecords::Sort() {
  std::stable_sort(records.begin(), records.end(),
                   [](const CostRecord& a, const CostRecord& b) { return a.start < b.start; });
}

std::pair<std::size_t, std::size_t> CostRecords::RecordsIn(UtcSeconds from, UtcSeconds to) const {
  return NumbersIn(records, from, to);
}

const SurfaceRecords* Organisation::Find(std::string_view surface) const {
  const auto found =
      std::find_if(surfaces.begin(), surfaces.end(),
                   [surface](const SurfaceRecords& held) { return held.surface == surface; });
  return found == surfaces.end() ? nullptr : &*found;
}

SurfaceRecords& Organisation::Surface(std::string_view surface) {
  for (SurfaceRecords& held : surfaces) {
    if (held.surface == surface) return held;
  }
  surfaces.emplace_back();
  surfaces.back().surface = EndpointOf(surface).surface;
  return surfaces.back();
}

const SurfaceRecords& Organisation::completions() const {
  const SurfaceRecords* held = Find("completions");
  CHECK(held != nullptr, "the organisation has completions");
  return *held;
}

UtcSeconds Organisation::start() const {
  UtcSeconds first = costs ? costs->start : 0;
  for (const SurfaceRecords& held : surfaces) {
    if (held.end != 0 && (first == 0 || held.start < first)) first = held.start;
  }
  return first;
}

UtcSeconds Organisation::end() const {
  UtcSeconds last = costs ? costs->end : 0;
  for (const SurfaceRecords& held : surfaces) last = std::max(last, held.end);
  return last;
}

}  // namespace cognitrack::twin
