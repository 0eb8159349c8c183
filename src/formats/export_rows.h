// ExportRows: the rows of a usage or cost export, from the cells of a CSV file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/cell_runs.h"
#include "formats/csv_tokenizer.h"
#include "formats/export_header.h"
#include "formats/export_reader.h"
#include "formats/interval_reader.h"
#include "formats/series_cache.h"

namespace cognitrack {

class ExportRows {
 public:
  ExportRows(std::string file, const ExportHeader& header, SeriesTable* series);

  // Fills `row`, which is reused. kBadInput with the place.
  Status Read(const CsvRecord& record, ExportRow* row);

  // Dimensions that at least one row has filled in.
  Grain Filled() const;
  // Metrics that at least one row has reported.
  MetricSet reported() const { return reported_; }
  // Whether a row has filled in that column.
  bool IsFilled(std::size_t column) const { return filled_[column]; }

 private:
  // Forms the series' key early, so that memory is fetched while the counts are read.
  void AnnounceSeries(const CsvRecord& record);
  Status ReadMetrics(const CsvRecord& record, ExportRow* row);
  Status ReadUnknownMetrics(const CsvRecord& record, ExportRow* row);
  Status ReadSeries(const CsvRecord& record, ExportRow* row);
  Result<SeriesRef> InternSeries(const CsvRecord& record);
  Status CheckEmptyColumns(const CsvRecord& record) const;
  Status CheckNotCutOff(const CsvRecord& record) const;
  Error ErrorAt(const CsvRecord& record, std::size_t column, const std::string& reason) const;

  std::string file_;
  const ExportHeader& header_;
  SeriesTable* series_;
  IntervalReader intervals_;
  SeriesCache cache_;
  std::vector<std::pair<std::size_t, Metric>> metrics_;
  std::vector<std::size_t> dimensions_;
  CellRuns dimension_runs_;
  std::vector<std::size_t> unknown_metrics_;
  std::vector<std::size_t> empty_;  // Columns in which no cell may be filled.
  std::vector<bool> filled_;        // By column.
  std::vector<std::pair<std::string_view, std::string_view>> pairs_;
  MetricSet reported_;
  bool any_dimension_ = false;  // In the row that is being read.
};

}  // namespace cognitrack
