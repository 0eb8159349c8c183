// BucketOrder: whether the buckets of a query's pages are the days that were asked for: each at a
// UTC midnight, ascending, none twice, none on two pages, none outside, none longer than its day.
// Knows which days never came.
#pragma once

#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace cognitrack {

class BucketOrder {
 public:
  // The days from `first` on that begin before `end_time`.
  BucketOrder(Day first, UtcSeconds end_time);

  // kProviderContract, with the reason, where the bucket cannot come next.
  Status Take(UtcSeconds start, UtcSeconds end);

  // The day after the last one taken; the first day at the start.
  Day next() const { return next_; }
  // The last day can never be read: it counts as taken, but came not.
  void SkipNext() { next_ = next_ + 1; }
  // Fewer days are asked for than were at first.
  void EndAt(UtcSeconds end_time);
  // Every day of the query, and those of them that did not come.
  const std::vector<Day>& days() const { return days_; }
  std::vector<Day> Missing() const;

 private:
  Day first_;
  UtcSeconds end_time_ = 0;
  Day next_;
  std::vector<Day> days_;
  std::vector<Day> taken_;
};

}  // namespace cognitrack
