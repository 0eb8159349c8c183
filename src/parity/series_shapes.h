// SeriesShapes: which dimensions a series has values for ('' counts as no value), as a small number
// that is found once a series.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "usage/series.h"

namespace cognitrack {

using ShapeRef = std::uint32_t;

class SeriesShapes {
 public:
  // `series` must outlive this.
  explicit SeriesShapes(const SeriesTable* series) : series_(series) {}

  ShapeRef Of(SeriesRef ref) {
    if (ref < shape_of_.size() && shape_of_[ref] != kNotYet) return shape_of_[ref];
    return Find(ref);
  }
  const Grain& At(ShapeRef shape) const { return grains_[shape]; }

 private:
  static constexpr ShapeRef kNotYet = 0xFFFF'FFFF;
  ShapeRef Find(SeriesRef ref);

  const SeriesTable* series_;
  std::vector<ShapeRef> shape_of_;
  std::vector<Grain> grains_;
  std::map<Grain, ShapeRef> shapes_;
};

}  // namespace cognitrack
