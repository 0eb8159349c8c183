#include "formats/export_reader.h"

#include <algorithm>
#include <utility>

#include "formats/csv_tokenizer.h"
#include "formats/export_cells.h"
#include "formats/export_header.h"
#include "formats/export_rows.h"
#include "formats/input_error.h"
#include "formats/input_file.h"
#include "money/decimal_text.h"

namespace cognitrack {
namespace {

using RowSink = std::function<Status(const ExportRow&)>;

bool IsBlankLine(const CsvRecord& record) {
  return std::all_of(record.cells.begin(), record.cells.end(),
                     [](std::string_view cell) { return cell.empty(); });
}

Result<ExportHeader> ReadFirstLine(const InputFile& input, CsvTokenizer* csv) {
  TRY_VOID(csv->Start());
  CsvRecord record;
  TRY(const bool found, csv->Next(&record));
  if (!found) return InputErrorAt(input.path(), 1, 1, "the file is empty; export it again");
  if (IsBlankLine(record)) {
    return InputErrorAt(input.path(), record.line, 1,
                        "the first line is blank; it must name the columns");
  }
  return ReadHeader(input.path(), record);
}

bool IsNumber(std::string_view cell) {
  std::int64_t count = 0;
  return ReadCount(cell, &count) || NormalDecimal(cell).has_value();
}

// Back to the first row.
Status Restart(InputFile* input, CsvTokenizer* csv) {
  TRY_VOID(input->Rewind());
  TRY_VOID(csv->Start());
  CsvRecord first_line;
  TRY_VOID(csv->Next(&first_line));
  return {};
}

// Looks through the rest of the file for what the unknown columns are; those without any filled
// cell stay undecided.
Status DecideUnknownColumns(CsvTokenizer* csv, ExportHeader* header) {
  CsvRecord record;
  for (;;) {
    TRY(const bool found, csv->Next(&record));
    if (!found) return {};
    bool all_are_dimensions = true;
    for (std::size_t i = 0; i < std::min(header->columns.size(), record.cells.size()); ++i) {
      ExportColumn& column = header->columns[i];
      if (column.is_known) continue;
      if (!record.cells[i].empty() && column.role != ColumnRole::kDimension) {
        column.role =
            IsNumber(record.cells[i]) ? ColumnRole::kUnknownMetric : ColumnRole::kDimension;
      }
      all_are_dimensions = all_are_dimensions && column.role == ColumnRole::kDimension;
    }
    if (all_are_dimensions) return {};
  }
}

ExportColumns ColumnsOf(const ExportHeader& header, const ExportRows& rows, bool any_rows) {
  ExportColumns columns;
  for (std::size_t i = 0; i < header.columns.size(); ++i) {
    const ExportColumn& column = header.columns[i];
    if (column.role == ColumnRole::kDimension) columns.dimensions.push_back(column.name);
    if (column.role == ColumnRole::kMetric && (!any_rows || rows.reported().Has(column.metric))) {
      columns.metrics.Add(column.metric);
    }
    if (column.role == ColumnRole::kUnknownMetric && rows.IsFilled(i)) {
      columns.unknown_metrics.push_back(column.name);
    }
    if (!column.is_known) columns.unknown.push_back(column.name);
  }
  std::sort(columns.dimensions.begin(), columns.dimensions.end());
  if (header.kind != ExportKind::kEmptyGrid) columns.missing = header.Missing();
  return columns;
}

Status ReadRows(const std::string& path, CsvTokenizer* csv, ExportRows* rows, const RowSink& sink,
                ExportFile* file) {
  CsvRecord record;
  ExportRow row;
  std::int64_t blank_line = 0;
  for (;;) {
    TRY(const bool found, csv->Next(&record));
    if (!found) return {};
    // Spreadsheets leave blank lines at the end.
    if (record.cells.front().empty() && IsBlankLine(record)) {
      if (blank_line == 0) blank_line = record.line;
      continue;
    }
    if (blank_line != 0) {
      return InputErrorAt(path, blank_line, 1,
                          "a blank line with rows behind it; remove it, or export the file again");
    }
    TRY_VOID(rows->Read(record, &row));
    ++(row.blank ? file->blank_rows : file->rows);
    if (row.rounded) ++file->rounded;
    if (row.coarse) ++file->coarse;
    if (const Status status = sink(row); !status) {
      return status.error().At(path + ":" + std::to_string(row.line));
    }
  }
}

}  // namespace

Result<std::optional<ExportKind>> PeekExportKind(const std::string& path) {
  if (InputFile::IsPipe(path)) return std::optional<ExportKind>();
  TRY(InputFile input, InputFile::Open(path));
  CsvTokenizer csv(&input);
  TRY(const ExportHeader header, ReadFirstLine(input, &csv));
  return std::optional<ExportKind>(header.kind);
}

Result<ExportFile> ReadExport(const std::string& path, SeriesTable* series,
                              const std::function<Status(const ExportRow&)>& sink) {
  TRY(InputFile input, InputFile::Open(path));
  CsvTokenizer csv(&input);
  TRY(ExportHeader header, ReadFirstLine(input, &csv));
  if (header.HasUndecided()) {
    TRY_VOID(Restart(&input, &csv));
    TRY_VOID(DecideUnknownColumns(&csv, &header));
    TRY_VOID(Restart(&input, &csv));
  }
  ExportFile file;
  file.name = path;
  file.kind = header.kind;
  ExportRows rows(path, header, series);
  TRY_VOID(ReadRows(path, &csv, &rows, sink, &file));
  if (file.rows + file.blank_rows == 0) {
    return InputErrorAt(path, 1, 1,
                        "the file has a header and no row, so it covers no day; export it again");
  }
  file.sha256 = input.FinishSha256();
  file.filled = rows.Filled();
  file.columns = ColumnsOf(header, rows, file.rows > 0);
  return file;
}

}  // namespace cognitrack
