// Projection: series at a coarser grain, as 128-bit numbers that are computed once a series. Two
// series that agree in every dimension of the grain have the same number; '' counts as no value.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/wide_count.h"
#include "usage/series.h"

namespace cognitrack {

class Projection {
 public:
  // `series` must outlive this. No grain: every dimension.
  Projection(const SeriesTable* series, std::optional<Grain> grain)
      : series_(series), grain_(std::move(grain)) {}

  WideUnsigned Of(SeriesRef ref) {
    if (ref < numbers_.size() && numbers_[ref] != kNotYet) return numbers_[ref];
    return Find(ref);
  }

 private:
  static constexpr WideUnsigned kNotYet = 0;
  WideUnsigned Find(SeriesRef ref);

  const SeriesTable* series_;
  std::optional<Grain> grain_;
  std::vector<WideUnsigned> numbers_;
};

// One projection a grain. Pointers that it hands out stay valid.
class Projections {
 public:
  explicit Projections(const SeriesTable* series) : series_(series) {}
  Projection* To(const std::optional<Grain>& grain);

 private:
  const SeriesTable* series_;
  std::map<std::optional<Grain>, std::unique_ptr<Projection>> by_grain_;
};

}  // namespace cognitrack
