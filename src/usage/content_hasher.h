// ContentHasher: the content hash of a window (usage/window.h, ContentHash), worked out some rows
// at a time, so that whoever waits for something else between them loses no time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "usage/window.h"

namespace cognitrack {

class ContentHasher {
 public:
  // The read and the table outlive the hasher and do not change.
  ContentHasher(const StreamKey& stream, const WindowRead& read, const SeriesTable& series);
  // Takes the next rows in, at most so many. The first call puts all of them in order.
  void AddRows(std::size_t most);
  // What is left of the rows included. Once.
  Hash256 Finish();

 private:
  void Order();
  void AddRow(const UsageRow& row);

  const WindowRead& read_;
  const SeriesTable& series_;
  // By the first eight bytes of the series' hash, most significant first: sorting touches no memory
  // but these, and hardly ever needs the rest of the hash.
  std::vector<std::pair<std::uint64_t, std::uint32_t>> order_;
  std::size_t next_ = 0;
  bool is_ordered_ = false;
  std::unordered_map<SeriesRef, std::vector<const UnknownMetric*>> unknown_;
  Blake2bHasher hasher_;
  std::string bytes_;
};

}  // namespace cognitrack
