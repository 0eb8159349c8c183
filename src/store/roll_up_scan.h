// RollUpScan: the rows of one roll-up of many windows, window by window. Lives inside one
// transaction.
//
// What was written before schema 5 stands row by row, in a table of its own, until its window
// changes; a window is of one form or the other. That table is opened with the first window that no
// block was found of.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "store/roll_up_block.h"
#include "store/window_scan.h"

namespace cognitrack {

class RollUpScan {
 public:
  // A statement of the rows from a window on: its start, series, usage_rows, metrics.
  using OpenRows = std::function<Result<SqlQuery>(UtcSeconds from)>;

  // `blocks` gives the start of a window, and a block. With `wanted`, only rows of these series.
  RollUpScan(SqlQuery blocks, std::optional<std::vector<std::int64_t>> wanted, OpenRows open_rows);

  // The rows of a window, until `row` returns false; by series id, where all are wanted. Windows
  // are asked for in ascending order. kDisk for a block that cannot be read.
  Status Read(UtcSeconds window, const std::function<bool(const RollUpRow&)>& row);
  // Whether the last Read failed because of a block, and not of the database.
  bool met_damage() const { return met_damage_; }

 private:
  Status ReadRows(UtcSeconds window, const std::function<bool(const RollUpRow&)>& row);

  WindowScan blocks_;
  std::optional<std::vector<std::int64_t>> wanted_;  // Sorted.
  OpenRows open_rows_;
  std::optional<WindowScan> rows_;
  bool met_damage_ = false;
};

}  // namespace cognitrack
