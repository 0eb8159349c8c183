#include "usage/series.h"

#include <algorithm>
#include <atomic>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstring>

#include "base/check.h"

namespace cognitrack {
namespace {

void AppendLengthPrefixed(std::string_view text, std::string* to) {
  auto length = static_cast<std::uint64_t>(text.size());
  for (int i = 0; i < 8; ++i, length >>= 8) to->push_back(static_cast<char>(length & 0xFF));
  to->append(text);
}

}  // namespace

Series::Series(std::vector<DimensionValue> values) : values_(std::move(values)) {
  std::sort(values_.begin(), values_.end());
  for (std::size_t i = 1; i < values_.size(); ++i) {
    CHECK(values_[i - 1].name != values_[i].name, "a series has one value a dimension");
  }
}

const std::string* Series::Find(std::string_view name) const {
  for (const DimensionValue& pair : values_) {
    if (pair.name == name) return &pair.value;
  }
  return nullptr;
}

Series Series::RestrictedTo(const Grain& grain) const {
  std::vector<DimensionValue> kept;
  for (const DimensionValue& pair : values_) {
    if (grain.Has(pair.name)) kept.push_back(pair);
  }
  return Series(std::move(kept));
}

Hash128 Series::Hash() const {
  std::string bytes;
  for (const DimensionValue& pair : values_) {
    AppendLengthPrefixed(pair.name, &bytes);
    AppendLengthPrefixed(pair.value, &bytes);
  }
  return Blake2b128(bytes);
}

struct SeriesTable::Index {
  boost::unordered_flat_map<Hash128, SeriesRef, HashPrefix> refs;
};

SeriesTable::SeriesTable() : index_(std::make_unique<Index>()) {
  static std::atomic<std::uint64_t> last_id{0};
  id_ = ++last_id;
}

SeriesTable::~SeriesTable() = default;

SeriesRef SeriesTable::Intern(std::vector<std::pair<std::string_view, std::string_view>>& pairs) {
  std::sort(pairs.begin(), pairs.end());
  thread_local std::string bytes;
  bytes.clear();
  for (const auto& [name, value] : pairs) {
    AppendLengthPrefixed(name, &bytes);
    AppendLengthPrefixed(value, &bytes);
  }
  const Hash128 hash = Blake2b128(bytes);
  {
    const std::lock_guard lock(interning_);
    const auto found = index_->refs.find(hash);
    if (found != index_->refs.end()) return found->second;
  }
  // Copied without the lock: other threads intern meanwhile, perhaps this very series.
  std::vector<DimensionValue> values;
  values.reserve(pairs.size());
  for (const auto& [name, value] : pairs) {
    values.push_back({std::string(name), std::string(value)});
  }
  return Intern(Series(std::move(values)), hash);
}

SeriesRef SeriesTable::Intern(const Series& series) { return Intern(series, series.Hash()); }

SeriesRef SeriesTable::Intern(Series series, const Hash128& hash) {
  const std::lock_guard lock(interning_);
  if (const auto found = index_->refs.find(hash); found != index_->refs.end()) return found->second;
  return Append(std::move(series), hash);
}

SeriesRef SeriesTable::Append(Series series, const Hash128& hash) {
  const std::size_t at = size_, block = BlockOf(at);
  CHECK(at <= UINT32_MAX, "a table holds at most 2^32 series");
  const auto ref = static_cast<SeriesRef>(at);
  if (blocks_[block] == nullptr) blocks_[block] = std::make_unique<Entry[]>(kFirstBlock << block);
  blocks_[block][at - FirstOf(block)] = {std::move(series), hash};
  index_->refs.emplace(hash, ref);
  size_ = at + 1;
  return ref;
}

}  // namespace cognitrack
