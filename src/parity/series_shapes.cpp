#include "parity/series_shapes.h"

namespace cognitrack {

ShapeRef SeriesShapes::Find(SeriesRef ref) {
  std::vector<std::string> names;
  for (const DimensionValue& pair : series_->At(ref).values()) {
    if (!pair.value.empty()) names.push_back(pair.name);
  }
  const auto [at, inserted] =
      shapes_.try_emplace(Grain(std::move(names)), static_cast<ShapeRef>(grains_.size()));
  if (inserted) grains_.push_back(at->first);
  if (shape_of_.size() <= ref) shape_of_.resize(series_->size(), kNotYet);
  shape_of_[ref] = at->second;
  return at->second;
}

}  // namespace cognitrack
