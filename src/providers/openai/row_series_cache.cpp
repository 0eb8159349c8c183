#include "providers/openai/row_series_cache.h"

#include <cstring>

namespace cognitrack {
namespace {

void AppendNumber(std::uint32_t number, std::string* to) {
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  to->append(bytes, sizeof bytes);
}

}  // namespace

void RowSeriesCache::Add(std::uint32_t field, std::string_view name, std::string_view value) {
  values_.emplace_back(name, value);
  AppendNumber(field, &key_);
  AppendNumber(static_cast<std::uint32_t>(value.size()), &key_);
  key_.append(value);
}

SeriesRef RowSeriesCache::Intern() {
  if (const auto found = known_.find(std::string_view(key_)); found != known_.end()) {
    return found->second;
  }
  const SeriesRef ref = series_->Intern(values_);
  known_.emplace(key_, ref);
  return ref;
}

}  // namespace cognitrack
