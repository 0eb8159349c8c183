#include "store/series_groups.h"

#include <algorithm>
#include <numeric>

namespace cognitrack {
namespace {

// Where fewer than one group in so many is to be sorted, ranking all of them costs more.
constexpr std::size_t kFew = 8;

bool Matches(const DimensionFilter& filter, const std::string* value) {
  return std::any_of(filter.values.begin(), filter.values.end(), [value](const auto& wanted) {
    return value == nullptr ? !wanted.has_value() : wanted == *value;
  });
}

// Values hold no NUL (store/sql_connection.h refuses it), so that no two groups have one key.
std::string KeyOf(const std::vector<GroupValue>& values) {
  std::string key;
  for (const GroupValue& value : values) {
    key.push_back(static_cast<char>('0' + static_cast<int>(value.kind)));
    key.append(value.text).push_back('\0');
  }
  return key;
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

std::uint32_t SeriesGroups::GroupOf(const Series& series) {
  if (!Passes(series)) return kLeftOut;
  std::vector<GroupValue> values = ValuesIn(series);
  const auto number = static_cast<std::uint32_t>(values_.size());
  const auto [at, inserted] = number_of_.try_emplace(KeyOf(values), number);
  if (inserted) {
    values_.push_back(std::make_shared<const std::vector<GroupValue>>(std::move(values)));
  }
  return at->second;
}

std::vector<GroupValue> SeriesGroups::ValuesIn(const Series& series) const {
  std::vector<GroupValue> values;
  values.reserve(query_->group_by.size());
  for (const std::string& name : query_->group_by) {
    const std::string* value = series.Find(name);
    if (name != kGroupByDay && !grain_->Has(name)) {
      values.push_back({GroupValue::Kind::kNotGrouped, ""});
    } else if (value == nullptr) {
      values.push_back({GroupValue::Kind::kUnattributed, ""});
    } else {
      values.push_back({GroupValue::Kind::kValue, *value});
    }
  }
  return values;
}

void SeriesGroups::Sort(std::vector<std::uint32_t>* groups) {
  const auto comes_before = [this](std::uint32_t a, std::uint32_t b) {
    return *values_[a] < *values_[b];
  };
  if (groups->size() < size() / kFew) {
    std::sort(groups->begin(), groups->end(), comes_before);
    return;
  }
  if (rank_of_.size() != size()) {
    std::vector<std::uint32_t> order(size());
    std::iota(order.begin(), order.end(), std::uint32_t{0});
    std::sort(order.begin(), order.end(), comes_before);
    rank_of_.resize(size());
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
      rank_of_[order[rank]] = static_cast<std::uint32_t>(rank);
    }
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
