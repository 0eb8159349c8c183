// WindowScan: the answer of one statement about many windows, given window by window, so that a
// server is asked once and neither side holds more than a piece of it. Lives inside one
// transaction.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "base/time.h"
#include "store/sql_connection.h"

namespace cognitrack {

// The windows of one stream with `start` in [from, to).
struct WindowRange {
  std::int64_t stream = 0;
  UtcSeconds from = 0;
  UtcSeconds to = 0;
};

class WindowScan {
 public:
  // `query` is bound; its column 0 is the start of a window, and its rows ascend by that.
  explicit WindowScan(SqlQuery query) : query_(std::move(query)) {}

  // Steps to the next row of that window; false where there is none. Windows are asked for in
  // ascending order; rows that were not asked for are passed over.
  Result<bool> Next(UtcSeconds window);
  const SqlQuery& row() const { return query_; }

 private:
  enum class Place { kBefore, kAtRow, kAtGivenRow, kEnd };
  SqlQuery query_;
  Place place_ = Place::kBefore;
};

// A scan whose rows are of one type.
template <typename Row>
class RowScan {
 public:
  using Reader = std::function<Row(const SqlQuery&)>;
  RowScan(WindowScan scan, Reader reader) : scan_(std::move(scan)), reader_(std::move(reader)) {}

  // The rows of a window, until `row` returns false.
  template <typename Take>
  Status Read(UtcSeconds window, const Take& row) {
    while (true) {
      TRY(const bool more, scan_.Next(window));
      if (!more || !row(reader_(scan_.row()))) return {};
    }
  }

 private:
  WindowScan scan_;
  Reader reader_;
};

}  // namespace cognitrack
