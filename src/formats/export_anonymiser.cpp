#include "formats/export_anonymiser.h"

#include <algorithm>

#include "formats/csv_text.h"
#include "formats/csv_tokenizer.h"
#include "formats/export_cells.h"
#include "formats/export_header.h"
#include "formats/formula_guard.h"
#include "formats/input_error.h"
#include "formats/input_file.h"
#include "money/decimal_text.h"
#include "pseudonyms/secret_scan.h"

namespace cognitrack {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsNumber(std::string_view cell) {
  std::int64_t count = 0;
  return ReadCount(cell, &count) || NormalDecimal(cell).has_value();
}

// What is known to be a number or a time is left alone, and checked by who reads the copy.
TextKind KindOfColumn(const ExportColumn& column) {
  if (column.role == ColumnRole::kDimension || column.role == ColumnRole::kName) {
    return TextKindOf(column.name);
  }
  if (column.role != ColumnRole::kUndecided) return TextKind::kVocabulary;
  // Its name may sound like the provider's; what stands in it is not known.
  const TextKind kind = TextKindOf(column.name);
  return kind == TextKind::kVocabulary ? TextKind::kOther : kind;
}

struct Reading {
  InputFile input;
  CsvTokenizer csv;
  ExportHeader header;
  CsvRecord record;

  explicit Reading(InputFile file) : input(std::move(file)), csv(&input) { csv.KeepRaw(); }

  Status Begin() {
    TRY_VOID(csv.Start());
    TRY(const bool found, csv.Next(&record));
    if (!found) return InputErrorAt(input.path(), 1, 1, "the file is empty; export it again");
    TRY(header, ReadHeader(input.path(), record));
    return {};
  }
};

// A column that is not known keeps its cells where all of them are numbers.
Result<std::vector<bool>> ColumnsOfNumbers(const std::string& path) {
  TRY(InputFile file, InputFile::Open(path));
  Reading reading(std::move(file));
  TRY_VOID(reading.Begin());
  std::vector<bool> numbers(reading.header.columns.size(), true);
  while (true) {
    TRY(const bool found, reading.csv.Next(&reading.record));
    if (!found) return numbers;
    for (std::size_t i = 0; i < std::min(numbers.size(), reading.record.cells.size()); ++i) {
      const std::string_view cell = reading.record.cells[i];
      if (!cell.empty() && !IsNumber(cell)) numbers[i] = false;
    }
  }
}

Result<std::vector<AnonymisedColumn>> ColumnsOf(const ExportHeader& header,
                                                const std::string& path) {
  std::vector<AnonymisedColumn> columns;
  std::vector<bool> numbers(header.columns.size(), false);
  if (header.HasUndecided()) {
    TRY(numbers, ColumnsOfNumbers(path));
  }
  for (std::size_t i = 0; i < header.columns.size(); ++i) {
    const ExportColumn& column = header.columns[i];
    if (const auto secret = SecretIn(column.name)) {
      return InputErrorAt(
          path, 1, static_cast<std::int64_t>(i) + 1,
          "the name of this column holds " + std::string(*secret) + "; rename the column");
    }
    AnonymisedColumn anonymised{column.name, column.is_known, KindOfColumn(column), 0};
    const bool keeps_numbers = !column.is_known && numbers[i];
    if (keeps_numbers) anonymised.kind = TextKind::kVocabulary;
    columns.push_back(std::move(anonymised));
  }
  return columns;
}

// In quotes where the cell was; and where a text that takes the place of a plain one needs them.
void AppendCell(std::string_view text, bool was_quoted, std::string* row) {
  if (!was_quoted) return AppendCsvText(text, row);
  std::string quoted;
  AppendCsvText(text, &quoted);
  const bool is_quoted = !quoted.empty() && quoted.front() == '"';
  *row += is_quoted ? quoted : "\"" + quoted + "\"";
}

// The row with the cells of the columns replaced; every byte between them as it was.
Status AppendRow(const CsvRecord& record, std::vector<AnonymisedColumn>* columns,
                 Pseudonyms* pseudonyms, std::string* row) {
  const char* copied = record.raw.data();
  for (std::size_t i = 0; i < std::min(columns->size(), record.cells.size()); ++i) {
    AnonymisedColumn& column = (*columns)[i];
    if (column.kind == TextKind::kVocabulary || record.cells[i].empty()) continue;
    const std::string_view text = UnguardFormula(record.cells[i]);
    TRY(const std::string pseudonym, pseudonyms->Of(column.kind, text));
    if (pseudonym == text) continue;
    const std::string_view raw = record.raw_cells[i];
    row->append(copied, raw.data());
    AppendCell(pseudonym, raw.front() == '"', row);
    copied = raw.data() + raw.size();
    ++column.replaced;
  }
  row->append(copied, record.raw.data() + record.raw.size());
  return {};
}

}  // namespace

Result<AnonymisedExport> AnonymiseExport(const std::string& path, Pseudonyms* pseudonyms,
                                         const std::function<void(std::string_view)>& write) {
  if (InputFile::IsPipe(path)) {
    return Error{ErrorCode::kBadInput,
                 path +
                     ": a pipe cannot be read twice, and the copy is compared with it; give the "
                     "file itself"};
  }
  TRY(InputFile file, InputFile::Open(path));
  Reading reading(std::move(file));
  TRY_VOID(reading.Begin());
  AnonymisedExport anonymised;
  TRY(anonymised.columns, ColumnsOf(reading.header, path));
  if (reading.csv.has_byte_order_mark()) write(kByteOrderMark);
  write(reading.record.raw);
  std::string row;
  while (true) {
    TRY(const bool found, reading.csv.Next(&reading.record));
    if (!found) return anonymised;
    row.clear();
    TRY_VOID(AppendRow(reading.record, &anonymised.columns, pseudonyms, &row));
    write(row);
    ++anonymised.rows;
  }
}

Status CheckNothingIsLeft(const std::string& copy, const Pseudonyms& pseudonyms) {
  TRY(InputFile file, InputFile::Open(copy));
  Reading reading(std::move(file));
  TRY_VOID(reading.Begin());
  while (true) {
    TRY(const bool found, reading.csv.Next(&reading.record));
    if (!found) return {};
    const auto& cells = reading.record.cells;
    for (std::size_t i = 0; i < std::min(reading.header.columns.size(), cells.size()); ++i) {
      const ExportColumn& column = reading.header.columns[i];
      std::optional<std::string_view> left = SecretIn(cells[i]);
      const bool is_replaced = column.is_known && KindOfColumn(column) != TextKind::kVocabulary;
      if (!left && is_replaced && pseudonyms.WasReplaced(UnguardFormula(cells[i]))) {
        left = "an id of the original";
      }
      if (!left) continue;
      return Error{ErrorCode::kInvariant, "line " + std::to_string(reading.record.line) +
                                              ", column " + std::to_string(i + 1) +
                                              " of the copy (" + column.name + ") still holds " +
                                              std::string(*left)};
    }
  }
}

}  // namespace cognitrack
