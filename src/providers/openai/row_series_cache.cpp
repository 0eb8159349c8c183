#include "providers/openai/row_series_cache.h"

#include <cstdint>
#include <cstring>

namespace cognitrack {
namespace {

void AppendWithLength(std::string_view text, std::string* to) {
  const auto length = static_cast<std::uint32_t>(text.size());
  char bytes[sizeof length];
  std::memcpy(bytes, &length, sizeof length);
  to->append(bytes, sizeof bytes);
  to->append(text);
}

}  // namespace

void RowSeriesCache::Add(std::string_view name, std::string_view value) {
  values_.emplace_back(name, value);
  AppendWithLength(name, &key_);
  AppendWithLength(value, &key_);
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
