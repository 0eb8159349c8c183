// Doubled rows: whether lines that stand more than once in an export explain why it holds more of a
// series than the ledger does.
#pragma once

#include <cstdint>
#include <vector>

#include "parity/metric_totals.h"
#include "usage/series.h"

namespace cognitrack {

// One line of an export.
struct JoinedLine {
  SeriesRef series = 0;  // At the file's own grain.
  MetricValues metrics;
  std::uint64_t unknown = 0;  // A number for its unknown metrics.
  std::uint32_t file = 0;
  std::int64_t line = 0;
};

// The lines that are fully identical to another one, where their repetition is the difference:
// without the repeated copies (all of them, or some of one line) the export equals the ledger in
// every metric of `compared`; or it has a whole multiple of the ledger, and every line so many
// times. Otherwise empty.
std::vector<const JoinedLine*> DoubledRows(std::vector<const JoinedLine*> lines,
                                           const MetricTotals& ledger, MetricSet compared);

}  // namespace cognitrack
