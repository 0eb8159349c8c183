#include "formats/series_cache.h"

#include <cstring>

namespace cognitrack {
namespace {

constexpr std::size_t kFirstSlots = 1'024;

// Folds the product of 64 × 64 bits (wyhash's mixing step).
std::uint64_t Mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t HashKey(std::string_view bytes) {
  constexpr std::uint64_t kFirst = 0x9E3779B97F4A7C15U;
  constexpr std::uint64_t kSecond = 0xD1B54A32D192ED03U;
  std::uint64_t hash = bytes.size() * kSecond;
  const char* at = bytes.data();
  std::size_t left = bytes.size();
  std::uint64_t words[2];
  for (; left >= sizeof words; left -= sizeof words, at += sizeof words) {
    std::memcpy(words, at, sizeof words);
    hash = Mix(words[0] ^ kFirst ^ hash, words[1] ^ kSecond);
  }
  words[0] = words[1] = 0;
  std::memcpy(words, at, left);
  hash = Mix(words[0] ^ kFirst ^ hash, words[1] ^ kSecond);
  return hash == 0 ? 1 : hash;
}

}  // namespace

SeriesCache::SeriesCache() : slots_(kFirstSlots) {}

void SeriesCache::AddCell(std::string_view cell) {
  // Cells are at most 1 MiB long.
  const auto size = static_cast<std::uint32_t>(cell.size());
  char bytes[sizeof size];
  std::memcpy(bytes, &size, sizeof size);
  key_.append(bytes, sizeof size);
  key_.append(cell);
}

const SeriesRef* SeriesCache::Find() {
  hash_ = HashKey(key_);
  last_ = SlotOf(hash_);
  return slots_[last_].hash == 0 ? nullptr : &slots_[last_].series;
}

void SeriesCache::Keep(SeriesRef series) {
  if (2 * (count_ + 1) > slots_.size()) {
    Grow();
    last_ = SlotOf(hash_);
  }
  slots_[last_] = {hash_, keys_.size(), static_cast<std::uint32_t>(key_.size()), series};
  keys_ += key_;
  ++count_;
}

// The slot that holds the current key, or the free one where it belongs.
std::size_t SeriesCache::SlotOf(std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at].hash != 0; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.hash == hash && slot.size == key_.size() &&
        std::memcmp(keys_.data() + slot.offset, key_.data(), slot.size) == 0) {
      break;
    }
  }
  return at;
}

void SeriesCache::Grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.hash == 0) continue;
    std::size_t at = slot.hash & mask;
    while (slots_[at].hash != 0) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

}  // namespace cognitrack
