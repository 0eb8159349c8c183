// Reads a provider's usage or cost export: streams rows, columns by name, in one pass over the file
// (two where an unknown column must first be told apart as metric or dimension; a pipe cannot be
// read twice). Memory does not grow with the file, only with the number of distinct series.
//
// Source: OpenAI dashboard exports of completions usage, header versions U1 (16 columns, Jun 2025),
// U2 (24, Sep 2025 – Apr 2026), U3 (25, Jul 2026), U4 (26, Aug 2026); of costs, C1 (9, Dec 2024 –
// May 2025), C2 (11, Jun 2025), C3 (10, Oct 2025), C4 (16, Aug 2026), C5 (17, Sep 2026); and the
// four-column grid of an empty range; as downloaded or after a spreadsheet (BOM, CRLF, tabs or
// semicolons, FALSE, 4761.0, 1.2E3). A day with time cells only is a confirmed zero, not an error.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/export_kind.h"
#include "usage/window.h"

namespace cognitrack {

struct ExportColumns {
  std::vector<std::string> dimensions;       // Known and unknown ones that the header has, sorted.
  MetricSet metrics;                         // Known metrics that a row has filled in; in a file
                                             // without use, those that the header has.
  std::vector<std::string> unknown_metrics;  // Unknown columns whose filled cells are all numbers,
                                             // and compute_units (U4) where it has any.
  std::vector<std::string> unknown;          // Every unknown column, as named in the header.
  std::vector<std::string> missing;          // Known columns of the newest version that are absent;
                                             // none in an empty grid.
};

// Facts about one file, known after it was read.
struct ExportFile {
  std::string name;    // As given on the command line.
  std::string sha256;  // Lower-case hex, of the bytes as they are on disk.
  ExportKind kind = ExportKind::kUnknown;
  ExportColumns columns;
  Grain filled;                 // Dimensions that at least one row has filled in.
  std::int64_t rows = 0;        // Rows with numbers.
  std::int64_t blank_rows = 0;  // Rows with time cells only.
  std::int64_t coarse = 0;      // Rows with a count that has lost digits in a spreadsheet.
  std::int64_t rounded = 0;     // Rows with an amount or quantity of more than twelve decimals.
};

// `batch` is 'true' or 'false' whatever the file's letters; a blank cell is no value; a ' before a
// formula character is taken off (formats/formula_guard.h).
struct ExportRow {
  std::int64_t line = 0;  // The line on which the row begins; the header is line 1.
  UtcSeconds start = 0;
  UtcSeconds end = 0;    // As the file says: start + 86,399 on a clipped last day.
  bool blank = false;    // Time cells only: a confirmed zero.
  SeriesRef series = 0;  // In the table given to ReadExport. Without meaning on a blank row.
  MetricValues metrics;
  bool coarse = false;   // A count has lost digits in a spreadsheet.
  bool rounded = false;  // An amount or quantity had more than twelve decimals.
  std::vector<UnknownMetric> unknown_metrics;
};

// What the file is by its first line; the rest is not looked at. Fails as ReadExport does. Nothing
// for what can be read only once (a pipe), which is not touched.
Result<std::optional<ExportKind>> PeekExportKind(const std::string& path);

// Reads `path` to its end. The row given to the sink is reused for the next. The sink may refuse a
// row with an error of its own, which ends the read; it is given back with "file:line" before it.
// Every failure is kBadInput with file, line and column (the number of the cell in its row, from
// 1), the reason, and what to do; kDisk where the file system fails. Dates outside 2020–2100, epoch
// and ISO times that disagree, counts that are negative, not whole or over int64, ragged rows,
// blank lines before the last row, unterminated quotes, NUL bytes, UTF-16, missing or duplicate
// columns, lines over 1 MiB, exports of another kind (named as what they are) and files that are
// empty, have a header alone, are directories or unreadable are such failures.
Result<ExportFile> ReadExport(const std::string& path, SeriesTable* series,
                              const std::function<Status(const ExportRow&)>& sink);

}  // namespace cognitrack
