// RollUpBlock: many rows of one roll-up of one window, packed into one row of the database. Written
// row by row, roll-ups cost more than the usage rows that they sum: each row has a place in a tree
// and a log entry of its own, and nobody looks for one of them alone.
//
// A block holds the rows whose series ids share all but their last 8 bits. So a new series changes
// one block only, and the block of a series is known without looking. Its text is JSON, which both
// databases read as well: [[series, usage_rows, metric, …], …] by series id, metrics in the order
// of their columns (store/metric_columns.h), null for what was not reported; what is left out at
// the end of a row was not reported either.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "usage/metrics.h"

namespace cognitrack {

struct RollUpRow {
  std::int64_t series = 0;
  std::int64_t usage_rows = 0;
  MetricValues metrics;
  bool operator==(const RollUpRow&) const = default;
};

struct RollUpBlock {
  std::int64_t number = 0;
  std::string packed;
  bool operator==(const RollUpBlock&) const = default;
};

// The number of the block of a series.
constexpr std::int64_t BlockOf(std::int64_t series) { return series >> 8; }

// `rows` in order of series id.
std::vector<RollUpBlock> Packed(const std::vector<const RollUpRow*>& rows);

// Gives the rows of a block until `row` returns false; with `wanted`, which is sorted, only those
// of these series. False for a text that is no block.
[[nodiscard]] bool Unpack(std::string_view packed, const std::vector<std::int64_t>* wanted,
                          const std::function<bool(const RollUpRow&)>& row);

}  // namespace cognitrack
