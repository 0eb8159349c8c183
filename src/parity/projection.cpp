#include "parity/projection.h"

#include <cstring>

namespace cognitrack {
namespace {

WideUnsigned NumberOf(const Hash128& hash) {
  WideUnsigned number = 0;
  static_assert(sizeof number == sizeof hash.bytes);
  std::memcpy(&number, hash.bytes.data(), sizeof number);
  return number;
}

}  // namespace

WideUnsigned Projection::Find(SeriesRef ref) {
  const Series& series = series_->At(ref);
  std::vector<DimensionValue> kept;
  kept.reserve(series.values().size());
  for (const DimensionValue& pair : series.values()) {
    if (!pair.value.empty() && (!grain_ || grain_->Has(pair.name))) kept.push_back(pair);
  }
  const bool whole = kept.size() == series.values().size();
  const WideUnsigned number =
      NumberOf(whole ? series_->HashAt(ref) : Series(std::move(kept)).Hash());
  if (numbers_.size() <= ref) numbers_.resize(series_->size(), kNotYet);
  numbers_[ref] = number;
  return number;
}

Projection* Projections::To(const std::optional<Grain>& grain) {
  std::unique_ptr<Projection>& projection = by_grain_[grain];
  if (projection == nullptr) projection = std::make_unique<Projection>(series_, grain);
  return projection.get();
}

}  // namespace cognitrack
