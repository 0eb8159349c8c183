// WindowSum: adds up the rows of one window while they are read, and compares the sum with what the
// window's record says: in a window that is read whole, a flipped bit on the disk becomes an error,
// never a wrong total. Reports that look for a few series only cannot do this; doctor can.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "usage/window.h"

namespace cognitrack {

class WindowSum {
 public:
  explicit WindowSum(const WindowRecord* record) : record_(record) {}

  void Add(std::int64_t rows, const MetricValues& metrics) {
    rows_ += rows;
    fits_ = totals_.Add(metrics) && fits_;
  }
  // kDisk where the rows that were added are not those of the record.
  Status Verify() const;

 private:
  const WindowRecord* record_;
  std::int64_t rows_ = 0;
  MetricValues totals_;
  bool fits_ = true;
};

}  // namespace cognitrack
