// Series: one combination of dimension values, the identity of a usage row within its window. The
// sorted non-null (name, value) pairs; a name that is absent was not attributed (inside the
// window's grain) or not asked for (outside it). '' and 'false' are values.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "usage/grain.h"

namespace cognitrack {

struct DimensionValue {
  std::string name;
  std::string value;
  auto operator<=>(const DimensionValue&) const = default;
};

class Series {
 public:
  Series() = default;
  // Sorts the pairs by name. A name may stand there once only (CHECK).
  explicit Series(std::vector<DimensionValue> values);
  // Series{{"model", "gpt-5"}, {"batch", "false"}}
  Series(std::initializer_list<DimensionValue> values)
      : Series(std::vector<DimensionValue>(values)) {}

  // Null where the series has no value of that name.
  const std::string* Find(std::string_view name) const;
  // What is left of the series at a coarser grain.
  Series RestrictedTo(const Grain& grain) const;
  // BLAKE2b-128 over the pairs in order, each text with its length before it.
  Hash128 Hash() const;

  const std::vector<DimensionValue>& values() const { return values_; }
  auto operator<=>(const Series&) const = default;

 private:
  std::vector<DimensionValue> values_;
};

// A number for a series within one SeriesTable. Never stored.
using SeriesRef = std::uint32_t;

// Interns series, so that a row carries four bytes instead of seven texts. Grows with the number of
// distinct series only. References that it hands out stay valid.
//
// Threads may share one: each may intern, and look up (At, HashAt) what any of them was given
// before.
class SeriesTable {
 public:
  SeriesTable();
  ~SeriesTable();
  SeriesTable(const SeriesTable&) = delete;
  SeriesTable& operator=(const SeriesTable&) = delete;

  // Another one for every table of the process: what was learnt of one table holds for no other.
  std::uint64_t id() const { return id_; }

  // Pairs in any order; texts are copied where the series is new. `pairs` may be reordered.
  SeriesRef Intern(std::vector<std::pair<std::string_view, std::string_view>>& pairs);
  SeriesRef Intern(const Series& series);
  // `hash` must be series.Hash().
  SeriesRef Intern(Series series, const Hash128& hash);

  const Series& At(SeriesRef ref) const { return EntryAt(ref).series; }
  const Hash128& HashAt(SeriesRef ref) const { return EntryAt(ref).hash; }
  // Every ref given so far is below it.
  std::size_t size() const { return size_; }

 private:
  struct Entry {
    Series series;
    Hash128 hash;
  };
  struct Index;  // From hash to ref.
  // Blocks of 64, 128, 256 … entries, so that nothing moves while the table grows.
  static constexpr std::size_t kFirstBlock = 64;
  static std::size_t BlockOf(std::size_t ref) {
    return static_cast<std::size_t>(std::bit_width(ref / kFirstBlock + 1)) - 1;
  }
  static std::size_t FirstOf(std::size_t block) {
    return kFirstBlock * ((std::size_t{1} << block) - 1);
  }
  const Entry& EntryAt(SeriesRef ref) const {
    const std::size_t block = BlockOf(ref);
    return blocks_[block][ref - FirstOf(block)];
  }
  SeriesRef Append(Series series, const Hash128& hash);

  std::uint64_t id_;
  std::mutex interning_;  // Held to intern; entries never change once they are there.
  std::atomic<std::size_t> size_ = 0;
  std::array<std::unique_ptr<Entry[]>, 27> blocks_;
  std::unique_ptr<Index> index_;
};

}  // namespace cognitrack
