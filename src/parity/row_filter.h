// RowFilter: dimension = value conditions on rows of either side, answered once a series.
// Conditions on one dimension are alternatives; different dimensions must all agree. An empty value
// means rows without a value.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "usage/window.h"

namespace cognitrack {

class RowFilter {
 public:
  // `series` must outlive this.
  RowFilter(const SeriesTable* series, std::vector<std::pair<std::string, std::string>> conditions)
      : series_(series), conditions_(std::move(conditions)) {}

  bool Passes(SeriesRef ref) {
    if (conditions_.empty()) return true;
    if (ref < answers_.size() && answers_[ref] != kNotYet) return answers_[ref] == kYes;
    return Find(ref);
  }

  // Those whose series pass.
  std::vector<UnknownMetric> Passing(const std::vector<UnknownMetric>& metrics);

  bool empty() const { return conditions_.empty(); }
  // The dimensions that conditions name.
  Grain dimensions() const;
  // "--filter project_id=proj_alpha --filter user_id=".
  std::string OptionsText() const;
  // "project_id = proj_alpha, user_id is blank".
  std::string ToText() const;

 private:
  static constexpr std::uint8_t kNotYet = 0, kYes = 1, kNo = 2;
  bool Find(SeriesRef ref);

  const SeriesTable* series_;
  std::vector<std::pair<std::string, std::string>> conditions_;
  std::vector<std::uint8_t> answers_;
};

}  // namespace cognitrack
