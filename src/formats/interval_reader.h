// IntervalReader: the interval that a row of an export covers, from its four time cells. The epoch
// columns count; ISO columns stand in where these are absent or blank (without an offset they are
// UTC), and must agree where both are there. Without an end a row covers one day.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "formats/cell_runs.h"
#include "formats/export_header.h"

namespace cognitrack {

class IntervalReader {
 public:
  struct Interval {
    UtcSeconds start = 0;
    UtcSeconds end = 0;
  };

  IntervalReader(std::string file, const ExportHeader& header);

  // kBadInput, with the place, for times that are absent, unreadable, contradictory, outside
  // 2020–2100, or an end that is not after its start.
  Result<Interval> Read(const CsvRecord& record);

 private:
  struct Kept {
    std::string key;
    Interval interval;
  };

  Result<Interval> Parse(const CsvRecord& record) const;
  Result<std::optional<UtcSeconds>> ParseOne(const CsvRecord& record, std::size_t epoch,
                                             std::size_t iso) const;
  Error OutOfRange(const CsvRecord& record, std::size_t column) const;
  Error ErrorAt(const CsvRecord& record, std::size_t column, const std::string& reason) const;

  std::string file_;
  std::vector<std::string> names_;
  std::size_t start_;  // Columns; npos where absent.
  std::size_t end_;
  std::size_t start_iso_;
  std::size_t end_iso_;
  CellRuns runs_;  // Those of the four that are there.
  std::string key_;
  std::vector<Kept> kept_;  // Intervals read lately, by a hash of their cells.
};

}  // namespace cognitrack
