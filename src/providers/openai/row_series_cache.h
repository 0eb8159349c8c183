// RowSeriesCache: from the dimension values of a row, as they come, to their SeriesRef. A row whose
// values were seen before costs one look-up of their concatenated bytes, without sorting them and
// without a cryptographic hash.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "usage/series.h"

namespace cognitrack {

class RowSeriesCache {
 public:
  // `series` must outlive the cache, and be the same for its whole life.
  explicit RowSeriesCache(SeriesTable* series) : series_(series) {}

  void BeginRow() {
    values_.clear();
    key_.clear();
  }
  // Texts must stay valid until Intern. A name at most once a row.
  void Add(std::string_view name, std::string_view value);
  SeriesRef Intern();

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  SeriesTable* series_;
  std::vector<std::pair<std::string_view, std::string_view>> values_;
  std::string key_;
  std::unordered_map<std::string, SeriesRef, TextHash, std::equal_to<>> known_;
};

}  // namespace cognitrack
