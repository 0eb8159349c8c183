#include "cli/text_table.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "cli/display_text.h"

namespace cognitrack {
namespace {

constexpr int kGap = 2;
constexpr int kNarrowestText = 8;

std::string Hairline(int width) {
  std::string line;
  for (int i = 0; i < width; ++i) line += "─";
  return line;
}

int TotalWidth(const std::vector<int>& widths) {
  if (widths.empty()) return 0;
  return std::accumulate(widths.begin(), widths.end(), 0) +
         kGap * (static_cast<int>(widths.size()) - 1);
}

}  // namespace

void TextTable::AddColumn(std::string head, Align align) {
  columns_.push_back({std::move(head), align});
}

void TextTable::AddRow(std::vector<std::string> cells) {
  CHECK(cells.size() == columns_.size(), "a row has as many cells as the table has columns");
  rows_.push_back(std::move(cells));
}

void TextTable::SetTotals(std::vector<std::string> cells) {
  CHECK(cells.size() == columns_.size(), "the totals have as many cells as the table has columns");
  totals_ = std::move(cells);
}

int TextTable::NaturalWidth() const { return TotalWidth(ColumnWidths(0)); }

std::vector<int> TextTable::ColumnWidths(int width) const {
  std::vector<int> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    int widest = DisplayWidth(columns_[i].head);
    for (const auto& row : rows_) widest = std::max(widest, DisplayWidth(row[i]));
    if (totals_) widest = std::max(widest, DisplayWidth((*totals_)[i]));
    widths.push_back(widest);
  }
  // The widest text column gives way, one column at a time, so that several share what is missing.
  while (width > 0 && TotalWidth(widths) > width) {
    std::size_t widest = columns_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].align != Align::kLeft || widths[i] <= kNarrowestText) continue;
      if (widest == columns_.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == columns_.size()) break;
    --widths[widest];
  }
  return widths;
}

std::string TextTable::Line(const std::vector<std::string>& cells,
                            const std::vector<int>& widths) const {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line.append(kGap, ' ');
    // A cell with colour is never cut: only plain names are long.
    const bool cut = cells[i].find('\x1b') == std::string::npos;
    const std::string cell = cut ? Shortened(cells[i], widths[i]) : cells[i];
    line += columns_[i].align == Align::kRight ? PaddedLeft(cell, widths[i])
                                               : PaddedRight(cell, widths[i]);
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

std::string TextTable::ToText(const TextStyle& style, int width) const {
  const std::vector<int> widths = ColumnWidths(width);
  const std::string hairline = style.Dim(Hairline(TotalWidth(widths))) + "\n";
  std::vector<std::string> heads;
  for (const Column& column : columns_) heads.push_back(column.head);
  std::string text = style.Bold(Line(heads, widths)) + "\n" + hairline;
  for (const auto& row : rows_) text += Line(row, widths) + "\n";
  if (totals_) text += hairline + style.Bold(Line(*totals_, widths)) + "\n";
  return text;
}

}  // namespace cognitrack
