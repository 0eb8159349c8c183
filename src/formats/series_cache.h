// SeriesCache: finds the series of a row by the raw text of its dimension cells, so that only texts
// not seen before are interned (sorted and hashed cryptographically). Grows with the number of
// distinct texts, not with the rows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "usage/series.h"

namespace cognitrack {

class SeriesCache {
 public:
  SeriesCache();

  // Begins a key; then AddText for each of its texts, in the same order for every row. Keys are
  // told apart by the number of their texts, too.
  void BeginKey() { key_.clear(); }
  void AddText(std::string_view text);

  // Ends the key. Memory that Find will look at is fetched in the background, the slot from here
  // and the entry from FetchEntry, so it is worth doing other work between the three.
  void EndKey();
  void FetchEntry() const;

  // The series that was kept under this key, or null.
  const SeriesRef* Find();
  // Keeps `series` under the key that Find just missed.
  void Keep(SeriesRef series);

 private:
  // Small, so that the table of many series stays in the processor's cache; the rest is in
  // entries_.
  struct Slot {
    std::uint32_t tag = 0;    // The upper half of the key's hash.
    std::uint32_t place = 0;  // Of the entry, in units of kAlignment; 0: free.
  };

  static constexpr std::size_t kAlignment = 8;

  std::size_t SlotOfKey() const;
  bool IsKey(std::uint32_t place) const;
  const char* EntryAt(std::uint32_t place) const { return entries_.data() + place * kAlignment; }
  void Grow();

  std::string key_;
  std::uint64_t hash_ = 0;  // Of key_.
  std::size_t slot_ = 0;    // Of key_, or the free one where it belongs.
  SeriesRef found_ = 0;
  std::string
      entries_;  // The hash, the key's size and its series, then the key; one after the other.
  std::vector<Slot> slots_;  // A power of two, at most half full.
  std::size_t count_ = 0;
};

}  // namespace cognitrack
