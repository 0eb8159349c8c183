// NamedCells: a CSV file of ours (prices, allocation rules) whose columns are known by name, row by
// row. Columns may stand in any order; those not needed may be absent. Blank rows are passed over.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "formats/csv_tokenizer.h"
#include "formats/input_file.h"

namespace cognitrack {

class NamedCells {
 public:
  NamedCells(InputFile* input, std::vector<std::string_view> known,
             std::vector<std::string_view> needed);

  // kBadInput for a column that is not known, stands there twice, or is missing.
  Status ReadHead();
  // kBadInput for a row that has not as many cells as the header.
  Result<bool> Next();

  std::int64_t line() const { return record_.line; }
  const std::string& path() const { return path_; }
  // "" where the column is absent.
  std::string_view Cell(std::string_view column) const;
  // kBadInput at the cell.
  Error ErrorAt(std::string_view column, const std::string& reason) const;
  // kBadInput where the cell is blank.
  Result<std::string> Needed(std::string_view column) const;
  // kBadInput where the cell holds no day.
  Result<Day> NeededDay(std::string_view column) const;

 private:
  std::string path_;
  CsvTokenizer csv_;
  std::vector<std::string_view> known_;
  std::vector<std::string_view> needed_;
  std::map<std::string, std::size_t, std::less<>> place_of_;
  std::size_t columns_ = 0;
  CsvRecord record_;
};

// Every row of the file as `read` gives it.
template <typename Row>
Result<std::vector<Row>> ReadNamedRows(InputFile* input, std::vector<std::string_view> known,
                                       std::vector<std::string_view> needed,
                                       Result<Row> (*read)(const NamedCells&)) {
  NamedCells cells(input, std::move(known), std::move(needed));
  TRY_VOID(cells.ReadHead());
  std::vector<Row> rows;
  while (true) {
    TRY(const bool found, cells.Next());
    if (!found) return rows;
    TRY(Row row, read(cells));
    rows.push_back(std::move(row));
  }
}

}  // namespace cognitrack
