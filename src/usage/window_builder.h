// WindowBuilder: gathers the rows of one window as a provider or a file gives them. Rows of one
// series are summed (real exports hold two rows with identical dimensions), and every repetition is
// kept for the report. Sums are checked: what does not fit 64 bits is refused.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "usage/window.h"

namespace cognitrack {

// A row whose series had been seen before in this window.
struct RepeatedRow {
  SeriesRef series = 0;
  std::int64_t line = 0;   // The line in the file, or the row's number in the bucket.
  bool identical = false;  // Every metric equals the row before it of that series, too.
};

class WindowBuilder {
 public:
  // Makes room for about that many rows.
  void Reserve(std::size_t rows);

  // `unknown` are the row's unknown metrics (their `series` is ignored). kBadInput where a sum does
  // not fit; the builder is then no longer usable.
  Status Add(SeriesRef series, const MetricValues& metrics,
             const std::vector<UnknownMetric>& unknown, std::int64_t line);

  // Moves the rows into `read` (rows, unknown_metrics; reported is united with the rows').
  void MoveInto(WindowRead* read);

  std::size_t row_count() const { return rows_.size(); }
  const std::vector<RepeatedRow>& repeated() const { return repeated_; }

 private:
  std::vector<UsageRow> rows_;
  boost::unordered_flat_map<SeriesRef, std::size_t> row_of_;
  std::unordered_map<SeriesRef, MetricValues> last_of_;  // Only for series seen twice.
  std::vector<UnknownMetric> unknown_;
  std::unordered_map<std::string, std::size_t> unknown_of_;
  std::vector<RepeatedRow> repeated_;
};

}  // namespace cognitrack
