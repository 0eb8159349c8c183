// CellRuns: some columns of a row as few pieces of text. Where no cell of the row was in quotes,
// columns side by side are one piece, the delimiters included; so a key made of them costs one
// copy, not one a cell. Equal pieces, equally many, mean equal cells; the same cells in quotes may
// give more pieces.
#pragma once

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/csv_tokenizer.h"

namespace cognitrack {

class CellRuns {
 public:
  explicit CellRuns(std::vector<std::size_t> columns) : columns_(std::move(columns)) {
    std::sort(columns_.begin(), columns_.end());
    for (const std::size_t column : columns_) {
      if (runs_.empty() || runs_.back().last + 1 != column) runs_.push_back({column, column});
      runs_.back().last = column;
    }
  }

  // Calls take(piece, whether any of its cells is filled) for each piece.
  template <typename Take>
  void ForEachPiece(const CsvRecord& record, Take take) const {
    if (!record.plain) {
      for (const std::size_t column : columns_) {
        take(record.cells[column], !record.cells[column].empty());
      }
      return;
    }
    for (const Run& run : runs_) {
      const char* begin = record.cells[run.first].data();
      const std::string_view last = record.cells[run.last];
      const auto size = static_cast<std::size_t>(last.data() + last.size() - begin);
      take(std::string_view(begin, size), size > run.last - run.first);
    }
  }

 private:
  struct Run {
    std::size_t first = 0;
    std::size_t last = 0;
  };

  std::vector<std::size_t> columns_;
  std::vector<Run> runs_;
};

}  // namespace cognitrack
