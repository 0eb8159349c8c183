#include "formats/named_cells.h"

#include <algorithm>

#include "formats/input_error.h"

namespace cognitrack {

NamedCells::NamedCells(InputFile* input, std::vector<std::string_view> known,
                       std::vector<std::string_view> needed)
    : path_(input->path()), csv_(input), known_(std::move(known)), needed_(std::move(needed)) {}

Status NamedCells::ReadHead() {
  TRY_VOID(csv_.Start());
  TRY(const bool found, csv_.Next(&record_));
  if (!found) return InputErrorAt(path_, 1, 1, "the file is empty");
  columns_ = record_.cells.size();
  for (std::size_t i = 0; i < columns_; ++i) {
    const std::string_view name = record_.cells[i];
    const auto column = static_cast<std::int64_t>(i) + 1;
    if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
      return InputErrorAt(path_, 1, column, "the column " + Quoted(name) + " is not known here");
    }
    if (!place_of_.emplace(std::string(name), i).second) {
      return InputErrorAt(path_, 1, column, "the column " + Quoted(name) + " stands there twice");
    }
  }
  for (const std::string_view name : needed_) {
    if (place_of_.count(name) > 0) continue;
    return InputErrorAt(path_, 1, static_cast<std::int64_t>(columns_) + 1,
                        "the column " + std::string(name) + " is missing");
  }
  return {};
}

Result<bool> NamedCells::Next() {
  while (true) {
    TRY(const bool found, csv_.Next(&record_));
    if (!found) return false;
    const bool is_blank = std::all_of(record_.cells.begin(), record_.cells.end(),
                                      [](std::string_view cell) { return cell.empty(); });
    if (is_blank) continue;
    if (record_.cells.size() == columns_) return true;
    return InputErrorAt(path_, record_.line, 1,
                        "the row has " + std::to_string(record_.cells.size()) +
                            " cells, the header " + std::to_string(columns_));
  }
}

std::string_view NamedCells::Cell(std::string_view column) const {
  const auto at = place_of_.find(column);
  return at == place_of_.end() ? std::string_view() : record_.cells[at->second];
}

Error NamedCells::ErrorAt(std::string_view column, const std::string& reason) const {
  const auto at = place_of_.find(column);
  const std::size_t place = at == place_of_.end() ? 0 : at->second;
  return InputErrorAt(path_, record_.line, static_cast<std::int64_t>(place) + 1, reason);
}

Result<std::string> NamedCells::Needed(std::string_view column) const {
  const std::string_view cell = Cell(column);
  if (cell.empty()) return ErrorAt(column, std::string(column) + " is blank; it must be given");
  return std::string(cell);
}

Result<Day> NamedCells::NeededDay(std::string_view column) const {
  TRY(const std::string text, Needed(column));
  const Result<Day> day = ParseDay(text);
  if (day) return *day;
  return ErrorAt(column,
                 std::string(column) + " is " + Quoted(text) + ", no day; write it as 2026-03-05");
}

}  // namespace cognitrack
