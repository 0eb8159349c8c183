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

  // Begins a key; then AddCell for each cell, in the same order for every row.
  void BeginKey() { key_.clear(); }
  void AddCell(std::string_view cell);

  // The series that was kept under this key, or null.
  const SeriesRef* Find();
  // Keeps `series` under the key that Find just missed.
  void Keep(SeriesRef series);

 private:
  struct Slot {
    std::uint64_t hash = 0;  // 0: free.
    std::uint64_t offset = 0;
    std::uint32_t size = 0;
    SeriesRef series = 0;
  };

  void Grow();
  std::size_t SlotOf(std::uint64_t hash) const;

  std::string key_;
  std::uint64_t hash_ = 0;
  std::size_t last_ = 0;     // The slot that the last row hit.
  std::string keys_;         // All kept keys, one after the other.
  std::vector<Slot> slots_;  // A power of two, at most half full.
  std::size_t count_ = 0;
};

}  // namespace cognitrack
