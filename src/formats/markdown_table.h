// Markdown pieces: tables that survive any cell, and code spans that survive any value (GitHub
// Flavored Markdown, 2019: inside a table a bar ends its cell even in a code span).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cognitrack {

// Text for a table cell or a paragraph: no character of it is taken for markup.
std::string MarkdownText(std::string_view text);
// `text` as a code span, for ids and names.
std::string MarkdownCode(std::string_view text);

class MarkdownTable {
 public:
  enum class Align { kLeft, kRight };
  struct Column {
    std::string name;
    Align align = Align::kLeft;
  };

  explicit MarkdownTable(std::vector<Column> columns);
  // Cells are Markdown already; as many as there are columns (CHECK).
  void Row(const std::vector<std::string>& cells);
  // The table with a blank line after it.
  std::string Take();

 private:
  std::size_t columns_;
  std::string text_;
};

}  // namespace cognitrack
