// DayCoverage: which part of each UTC day the rows of an export cover, told from their intervals
// alone. Exports hold one row a bucket and series, the buckets being days, hours or minutes, as the
// dashboard showed them; empty buckets are listed too. Import and parity sum hours and minutes to
// days, and need to know whether a day is whole.
//
// Source: OpenAI dashboard exports; the last day of a range that reaches "now" ends early, e.g. at
// 23:59:59 (June 2025 export), and the API's first and last buckets are clipped likewise.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace cognitrack {

enum class BucketWidth : std::uint8_t { kMinute, kHour, kDay };
std::string_view NameOf(BucketWidth width);  // "minute", "hour", "day".

struct CoveredDay {
  Day day;
  BucketWidth width = BucketWidth::kDay;
  bool complete =
      false;  // Every bucket of the day is there: the day itself, 24 hours, 1,440 minutes.
  bool clipped = false;  // A bucket ends before (or begins after) its due time, as 23:59:59.

  bool operator==(const CoveredDay&) const = default;
};

class DayCoverage {
 public:
  // Takes in a row's interval, in any order, any number of times, and gives its day. kBadInput,
  // with nothing taken in, for an interval that is empty, outside 2020–2100, crosses midnight, is
  // no minute, hour or day, or has another width than the day's rows before it; the message has no
  // place, which the caller knows.
  Result<Day> Add(UtcSeconds start, UtcSeconds end);

  // Nothing where no row lies in `day`.
  std::optional<CoveredDay> Find(Day day) const;
  // The days that have rows, in order.
  std::vector<CoveredDay> days() const;

 private:
  static constexpr std::size_t kMinuteWords = 23;  // 1,440 bits.

  struct State {
    bool seen = false;
    bool clipped = false;
    BucketWidth width = BucketWidth::kDay;
    std::uint32_t hours = 0;    // One bit each.
    std::int32_t minutes = -1;  // Index into minutes_.
  };

  void Mark(State& state, UtcSeconds second_of_day);
  CoveredDay CoveredAt(std::size_t index) const;

  UtcSeconds last_start_ = 0;
  UtcSeconds last_end_ = 0;    // Empty interval: none yet.
  std::vector<State> states_;  // By day, from kFirstDay.
  std::vector<std::array<std::uint64_t, kMinuteWords>> minutes_;
};

}  // namespace cognitrack
