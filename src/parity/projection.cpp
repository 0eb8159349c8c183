#include "parity/projection.h"

#include <algorithm>
#include <cstring>
#include <iterator>

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
  const auto is_kept = [this](const DimensionValue& pair) {
    return !pair.value.empty() && (!grain_ || grain_->Has(pair.name));
  };
  const std::vector<DimensionValue>& values = series.values();
  WideUnsigned number = 0;
  if (std::all_of(values.begin(), values.end(), is_kept)) {
    number = NumberOf(series_->HashAt(ref));
  } else {
    std::vector<DimensionValue> kept;
    std::copy_if(values.begin(), values.end(), std::back_inserter(kept), is_kept);
    number = NumberOf(Series(std::move(kept)).Hash());
  }
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
