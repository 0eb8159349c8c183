// RowSeriesCache: from the dimension values of a row, as they come, to their SeriesRef. A row whose
// values were seen before costs one look-up of their concatenated bytes, without sorting them and
// without a cryptographic hash.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "usage/series.h"

namespace cognitrack {

class RowSeriesCache {
 public:
  // Rows that follow go into `series`; what is known of another table is forgotten.
  void Begin(SeriesTable* series) {
    if (series->id() != table_id_) known_.clear();
    table_id_ = series->id();
    series_ = series;
  }
  void BeginRow() {
    values_.clear();
    key_.clear();
  }
  // `field` is the number of the name, the same in every row. Texts must stay valid until Intern. A
  // name at most once a row.
  void Add(std::uint32_t field, std::string_view name, std::string_view value);
  SeriesRef Intern();

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  SeriesTable* series_ = nullptr;
  std::uint64_t table_id_ = 0;
  std::vector<std::pair<std::string_view, std::string_view>> values_;
  std::string key_;
  boost::unordered_flat_map<std::string, SeriesRef, TextHash, std::equal_to<>> known_;
};

}  // namespace cognitrack
