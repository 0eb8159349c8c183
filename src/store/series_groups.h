// SeriesGroups: which group of a report each series of the dictionary belongs to, within windows of
// one grain; or none, where a filter leaves it out. Each series is read and judged once.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "reports/usage_query.h"
#include "store/series_dictionary.h"

namespace cognitrack {

class SeriesGroups {
 public:
  static constexpr std::uint32_t kLeftOut = UINT32_MAX;

  SeriesGroups(const UsageQuery* query, const Grain* grain, SeriesDictionary* dictionary)
      : query_(query), grain_(grain), dictionary_(dictionary) {}

  // Whether GroupOf knows the series without reading it.
  bool Knows(std::int64_t series) const {
    const auto place = static_cast<std::size_t>(series);
    return place < group_of_.size() && group_of_[place] != kUnread;
  }
  // Reads many series at once.
  Status Learn(std::span<const std::int64_t> series);
  // The number of the series' group, or kLeftOut.
  Result<std::uint32_t> GroupOf(std::int64_t series) {
    if (!Knows(series)) TRY_VOID(Learn(std::span(&series, 1)));
    return group_of_[static_cast<std::size_t>(series)];
  }
  // Likewise of a series that is in no dictionary.
  std::uint32_t GroupOf(const Series& series);
  // Its values, in the order of group_by; the value of "day" is left for the window to fill in.
  const std::shared_ptr<const std::vector<GroupValue>>& ValuesOf(std::uint32_t group) const {
    return values_[group];
  }
  std::size_t size() const { return values_.size(); }
  // Orders numbers of groups by their values.
  void Sort(std::vector<std::uint32_t>* groups);

 private:
  static constexpr std::uint32_t kUnread = UINT32_MAX - 1;
  using Values = std::shared_ptr<const std::vector<GroupValue>>;

  bool Passes(const Series& series) const;
  std::vector<GroupValue> ValuesIn(const Series& series) const;

  const UsageQuery* query_;
  const Grain* grain_;
  SeriesDictionary* dictionary_;
  std::vector<std::uint32_t> group_of_;  // By series id; ids are dense.
  std::vector<Values> values_;
  boost::unordered_flat_map<std::string, std::uint32_t> number_of_;  // By KeyOf its values.
  std::vector<std::uint32_t> rank_of_;  // As the groups were when many of them were last sorted.
};

}  // namespace cognitrack
