#include "formats/series_cache.h"

#include <cstring>
#include <limits>

namespace cognitrack {
namespace {

constexpr std::size_t kFirstSlots = 1'024;
constexpr std::size_t kCacheLine = 64;

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

struct EntryHead {
  std::uint64_t hash = 0;
  std::uint32_t size = 0;
  SeriesRef series = 0;
};

EntryHead HeadAt(const char* entry) {
  EntryHead head;
  std::memcpy(&head, entry, sizeof head);
  return head;
}

std::uint32_t TagOf(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

}  // namespace

SeriesCache::SeriesCache() : entries_(kAlignment, '\0'), slots_(kFirstSlots) {}

void SeriesCache::AddText(std::string_view text) {
  // Rows are at most 1 MiB long.
  const auto size = static_cast<std::uint32_t>(text.size());
  char bytes[sizeof size];
  std::memcpy(bytes, &size, sizeof size);
  key_.append(bytes, sizeof size);
  key_.append(text);
}

void SeriesCache::EndKey() {
  hash_ = HashKey(key_);
  __builtin_prefetch(&slots_[hash_ & (slots_.size() - 1)]);
}

void SeriesCache::FetchEntry() const {
  const char* entry = EntryAt(slots_[hash_ & (slots_.size() - 1)].place);
  for (std::size_t at = 0; at < sizeof(EntryHead) + key_.size(); at += kCacheLine) {
    __builtin_prefetch(entry + at);
  }
}

const SeriesRef* SeriesCache::Find() {
  slot_ = SlotOfKey();
  if (slots_[slot_].place == 0) return nullptr;
  found_ = HeadAt(EntryAt(slots_[slot_].place)).series;
  return &found_;
}

void SeriesCache::Keep(SeriesRef series) {
  const std::size_t place = entries_.size() / kAlignment;
  if (place > std::numeric_limits<std::uint32_t>::max())
    return;  // 32 GiB of keys: no cache for more.
  if (2 * (count_ + 1) > slots_.size()) {
    Grow();
    slot_ = SlotOfKey();
  }
  slots_[slot_] = {TagOf(hash_), static_cast<std::uint32_t>(place)};
  const EntryHead head{hash_, static_cast<std::uint32_t>(key_.size()), series};
  char bytes[sizeof head];
  std::memcpy(bytes, &head, sizeof head);
  entries_.append(bytes, sizeof bytes);
  entries_ += key_;
  entries_.resize((entries_.size() + kAlignment - 1) / kAlignment * kAlignment);
  ++count_;
}

std::size_t SeriesCache::SlotOfKey() const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash_ & mask;
  while (slots_[at].place != 0 && !(slots_[at].tag == TagOf(hash_) && IsKey(slots_[at].place))) {
    at = (at + 1) & mask;
  }
  return at;
}

bool SeriesCache::IsKey(std::uint32_t place) const {
  const char* entry = EntryAt(place);
  const EntryHead head = HeadAt(entry);
  return head.size == key_.size() && std::memcmp(entry + sizeof head, key_.data(), head.size) == 0;
}

void SeriesCache::Grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.place == 0) continue;
    std::size_t at = HeadAt(EntryAt(slot.place)).hash & mask;
    while (slots_[at].place != 0) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

}  // namespace cognitrack
