// TextTable: an aligned table for people. Texts to the left, numbers to the right, a hairline under
// the head and above the totals. Where it is given a width, texts are cut to fit; numbers never
// are.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cli/text_style.h"

namespace cognitrack {

enum class Align { kLeft, kRight };

class TextTable {
 public:
  void AddColumn(std::string head, Align align);
  // As many cells as there are columns.
  void AddRow(std::vector<std::string> cells);
  // The last row, set apart by a line.
  void SetTotals(std::vector<std::string> cells);

  // How wide the table is when nothing is cut.
  int NaturalWidth() const;
  // `width` 0: as wide as it must be. Ends with a newline; no blanks at the ends of lines.
  std::string ToText(const TextStyle& style, int width) const;

 private:
  std::vector<int> ColumnWidths(int width) const;
  std::string Line(const std::vector<std::string>& cells, const std::vector<int>& widths) const;

  struct Column {
    std::string head;
    Align align;
  };
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
  std::optional<std::vector<std::string>> totals_;
};

}  // namespace cognitrack
