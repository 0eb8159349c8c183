#include "formats/export_rows.h"

#include <algorithm>
#include <optional>

#include "formats/export_cells.h"
#include "formats/formula_guard.h"
#include "formats/input_error.h"
#include "money/decimal_text.h"
#include "money/picos.h"

namespace cognitrack {
namespace {

constexpr std::string_view kBatch = "batch";
// Spreadsheets write exponents from eleven digits on.
constexpr std::int64_t kLeastCoarse = 10'000'000'000;

bool EndsWith(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::vector<std::size_t> ColumnsWith(ColumnRole role, const ExportHeader& header) {
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < header.columns.size(); ++i) {
    if (header.columns[i].role == role) columns.push_back(i);
  }
  return columns;
}

}  // namespace

ExportRows::ExportRows(std::string file, const ExportHeader& header, SeriesTable* series)
    : file_(std::move(file)),
      header_(header),
      series_(series),
      intervals_(file_, header),
      dimensions_(ColumnsWith(ColumnRole::kDimension, header)),
      dimension_runs_(dimensions_),
      unknown_metrics_(ColumnsWith(ColumnRole::kUnknownMetric, header)),
      empty_(ColumnsWith(ColumnRole::kUndecided, header)),
      filled_(header.columns.size()) {
  const std::vector<std::size_t> nameless = ColumnsWith(ColumnRole::kNameless, header);
  empty_.insert(empty_.end(), nameless.begin(), nameless.end());
  for (const std::size_t column : ColumnsWith(ColumnRole::kMetric, header)) {
    metrics_.emplace_back(column, header.columns[column].metric);
  }
}

Status ExportRows::Read(const CsvRecord& record, ExportRow* row) {
  const std::size_t expected = header_.columns.size();
  if (record.cells.size() != expected) {
    return ErrorAt(record, std::min(record.cells.size(), expected),
                   "the row has " + std::to_string(record.cells.size()) + " cells, the header " +
                       std::to_string(expected) +
                       "; the file may be cut off or edited: export it again");
  }
  AnnounceSeries(record);
  TRY(const IntervalReader::Interval interval, intervals_.Read(record));
  cache_.FetchEntry();
  row->line = record.line;
  row->start = interval.start;
  row->end = interval.end;
  TRY_VOID(ReadMetrics(record, row));
  TRY_VOID(ReadUnknownMetrics(record, row));
  TRY_VOID(ReadSeries(record, row));
  if (!empty_.empty()) TRY_VOID(CheckEmptyColumns(record));
  if (!record.line_break && !row->blank) TRY_VOID(CheckNotCutOff(record));
  return {};
}

Status ExportRows::ReadMetrics(const CsvRecord& record, ExportRow* row) {
  row->metrics = MetricValues{};
  row->rounded = false;
  row->coarse = false;
  for (const auto& [column, metric] : metrics_) {
    const std::string_view cell = record.cells[column];
    if (cell.empty()) continue;
    if (IsDecimal(metric)) {
      const std::optional<ParsedPicos> amount = ParsePicos(cell);
      if (!amount || !row->metrics.SetDecimal(metric, amount->value)) {
        return ErrorAt(record, column, WhyNoAmount(NameOf(metric), cell));
      }
      row->rounded = row->rounded || amount->rounded;
      continue;
    }
    std::int64_t count = 0;
    if (!ReadCount(cell, &count)) {
      return ErrorAt(record, column, WhyNoCount(NameOf(metric), cell));
    }
    if (count >= kLeastCoarse && IsCoarse(cell)) row->coarse = true;
    row->metrics.Set(metric, count);
  }
  reported_ = reported_ | row->metrics.reported();
  return {};
}

Status ExportRows::ReadUnknownMetrics(const CsvRecord& record, ExportRow* row) {
  std::size_t count = 0;
  for (const std::size_t column : unknown_metrics_) {
    const std::string_view cell = record.cells[column];
    if (cell.empty()) continue;
    std::optional<std::string> value = NormalDecimal(cell);
    if (!value) {
      return ErrorAt(record, column,
                     header_.columns[column].name + " is " + Quoted(cell) +
                         ", no plain number; export the file again");
    }
    if (count == row->unknown_metrics.size()) row->unknown_metrics.emplace_back();
    UnknownMetric& metric = row->unknown_metrics[count++];
    metric.name = header_.columns[column].name;
    metric.value = std::move(*value);
    filled_[column] = true;
  }
  row->unknown_metrics.resize(count);
  return {};
}

void ExportRows::AnnounceSeries(const CsvRecord& record) {
  any_dimension_ = false;
  cache_.BeginKey();
  dimension_runs_.ForEachPiece(record, [&](std::string_view piece, bool is_filled) {
    any_dimension_ = any_dimension_ || is_filled;
    cache_.AddText(piece);
  });
  cache_.EndKey();
}

Status ExportRows::ReadSeries(const CsvRecord& record, ExportRow* row) {
  row->blank = !any_dimension_ && row->metrics.reported().empty() && row->unknown_metrics.empty();
  row->series = 0;
  if (row->blank) return {};
  if (const SeriesRef* known = cache_.Find(); known != nullptr) {
    row->series = *known;
  } else {
    TRY(row->series, InternSeries(record));
    cache_.Keep(row->series);
  }
  for (UnknownMetric& metric : row->unknown_metrics) metric.series = row->series;
  return {};
}

Result<SeriesRef> ExportRows::InternSeries(const CsvRecord& record) {
  pairs_.clear();
  for (const std::size_t column : dimensions_) {
    const std::string_view cell = record.cells[column];
    if (cell.empty()) continue;
    const std::string& name = header_.columns[column].name;
    std::string_view value = UnguardFormula(cell);
    if (name == kBatch) {
      const std::optional<std::string_view> truth = ReadTruth(cell);
      if (!truth) {
        return ErrorAt(
            record, column,
            "batch is " + Quoted(cell) + ", neither True nor False; export the file again");
      }
      value = *truth;
    }
    pairs_.emplace_back(name, value);
    filled_[column] = true;
  }
  return series_->Intern(pairs_);
}

Status ExportRows::CheckEmptyColumns(const CsvRecord& record) const {
  for (const std::size_t column : empty_) {
    const std::string_view cell = record.cells[column];
    if (cell.empty()) continue;
    const std::string& name = header_.columns[column].name;
    return ErrorAt(record, column,
                   name.empty() ? "the cell " + Quoted(cell) +
                                      " stands in a column without a name; name it or empty it"
                                : name + " was blank a moment ago and is " + Quoted(cell) +
                                      " now; the file must not change while it is read");
  }
  return {};
}

// A file that ends within its last cell shows nothing else than the missing line break: a blank
// cell, or digits without the ".0" of the row's other counts, may then be half of a number.
Status ExportRows::CheckNotCutOff(const CsvRecord& record) const {
  const std::size_t last = record.cells.size() - 1;
  if (header_.columns[last].role != ColumnRole::kMetric) return {};
  const std::string_view cell = record.cells[last];
  const bool others_have_fraction =
      std::any_of(metrics_.begin(), metrics_.end(), [&](const auto& metric) {
        return metric.first != last && EndsWith(record.cells[metric.first], ".0");
      });
  if (!cell.empty() && !EndsWith(cell, ".") && (EndsWith(cell, ".0") || !others_have_fraction)) {
    return {};
  }
  return ErrorAt(record, last,
                 "the file ends within this cell; export it again (if the row is whole, add a line "
                 "break)");
}

Grain ExportRows::Filled() const {
  std::vector<std::string> names;
  for (const std::size_t column : dimensions_) {
    if (filled_[column]) names.push_back(header_.columns[column].name);
  }
  return Grain(std::move(names));
}

Error ExportRows::ErrorAt(const CsvRecord& record, std::size_t column,
                          const std::string& reason) const {
  return InputErrorAt(file_, record.line, static_cast<std::int64_t>(column) + 1, reason);
}

}  // namespace cognitrack
