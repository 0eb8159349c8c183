#include "store/series_groups.h"

#include <algorithm>

namespace cognitrack {
namespace {

// Where fewer than one group in so many is to be sorted, ranking all of them costs more.
constexpr std::size_t kFew = 8;

bool Matches(const DimensionFilter& filter, const std::string* value) {
  return std::any_of(filter.values.begin(), filter.values.end(), [value](const auto& wanted) {
    return value == nullptr ? !wanted.has_value() : wanted == *value;
  });
}

}  // namespace

Status SeriesGroups::Learn(std::span<const std::int64_t> series) {
  return dictionary_->ReadAll(series, [this](std::int64_t id, const Series& values) {
    const auto place = static_cast<std::size_t>(id);
    if (place >= group_of_.size())
      group_of_.resize(std::max(place + 1, 2 * group_of_.size()), kUnread);
    group_of_[place] = GroupOf(values);
  });
}

std::uint32_t SeriesGroups::GroupOf(const Series& values) {
  if (!Passes(values)) return kLeftOut;
  std::vector<GroupValue> group;
  for (const std::string& name : query_->group_by) {
    const std::string* value = values.Find(name);
    if (name != kGroupByDay && !grain_->Has(name)) {
      group.push_back({GroupValue::Kind::kNotGrouped, ""});
    } else if (value == nullptr) {
      group.push_back({GroupValue::Kind::kUnattributed, ""});
    } else {
      group.push_back({GroupValue::Kind::kValue, *value});
    }
  }
  const auto [number, inserted] =
      number_of_.try_emplace(std::make_shared<const std::vector<GroupValue>>(std::move(group)),
                             static_cast<std::uint32_t>(values_.size()));
  if (inserted) values_.push_back(number->first);
  return number->second;
}

void SeriesGroups::Sort(std::vector<std::uint32_t>* groups) {
  if (groups->size() < size() / kFew) {
    std::sort(groups->begin(), groups->end(),
              [this](std::uint32_t a, std::uint32_t b) { return *values_[a] < *values_[b]; });
    return;
  }
  if (rank_of_.size() != size()) {
    rank_of_.resize(size());
    std::uint32_t rank = 0;
    for (const auto& [values, number] : number_of_) rank_of_[number] = rank++;
  }
  std::sort(groups->begin(), groups->end(),
            [this](std::uint32_t a, std::uint32_t b) { return rank_of_[a] < rank_of_[b]; });
}

bool SeriesGroups::Passes(const Series& series) const {
  return std::all_of(query_->filters.begin(), query_->filters.end(),
                     [&series](const DimensionFilter& filter) {
                       return Matches(filter, series.Find(filter.dimension)) != filter.exclude;
                     });
}

}  // namespace cognitrack
