#include "usage/day_coverage.h"

#include <bit>
#include <string>

namespace cognitrack {
namespace {

constexpr UtcSeconds kSecondsPerMinute = 60;
constexpr std::uint32_t kAllHours = (1U << 24) - 1;
constexpr int kMinutesPerDay = 1'440;

Error Refused(UtcSeconds start, UtcSeconds end, const std::string& why) {
  return {ErrorCode::kBadInput,
          "the row covers " + FormatTime(start) + " to " + FormatTime(end) + ", " + why};
}

struct Bucket {
  BucketWidth width = BucketWidth::kDay;
  bool clipped = false;
};

// Whether [from, to) is a bucket of `width`, whole or cut at one of its ends.
bool LiesInOne(UtcSeconds from, UtcSeconds to, UtcSeconds width) {
  return from / width == (to - 1) / width && (from % width == 0 || to % width == 0);
}

// `from` and `to` are seconds of one day. A bucket that begins at midnight and is no whole hour or
// minute is the last day of a range, cut at the time of the export.
std::optional<Bucket> BucketOf(UtcSeconds from, UtcSeconds to) {
  const UtcSeconds length = to - from;
  if (length == kSecondsPerDay) return Bucket{BucketWidth::kDay, false};
  if (length == kSecondsPerHour && from % kSecondsPerHour == 0) {
    return Bucket{BucketWidth::kHour, false};
  }
  if (length == kSecondsPerMinute && from % kSecondsPerMinute == 0) {
    return Bucket{BucketWidth::kMinute, false};
  }
  if (from == 0) return Bucket{BucketWidth::kDay, true};
  if (LiesInOne(from, to, kSecondsPerMinute)) return Bucket{BucketWidth::kMinute, true};
  if (LiesInOne(from, to, kSecondsPerHour)) return Bucket{BucketWidth::kHour, true};
  if (LiesInOne(from, to, kSecondsPerDay)) return Bucket{BucketWidth::kDay, true};
  return std::nullopt;
}

}  // namespace

std::string_view NameOf(BucketWidth width) {
  switch (width) {
    case BucketWidth::kMinute:
      return "minute";
    case BucketWidth::kHour:
      return "hour";
    case BucketWidth::kDay:
      return "day";
  }
  return "";
}

Result<Day> DayCoverage::Add(UtcSeconds start, UtcSeconds end) {
  const Day day = DayOf(start);
  // Most rows repeat the interval of the row before them.
  if (start == last_start_ && end == last_end_ && start < end) return day;
  if (start >= end) return Refused(start, end, "which is empty: end_time must be after start_time");
  if (day < kFirstDay || day > kLastDay) return Refused(start, end, "outside 2020 to 2100");
  if (end - start > kSecondsPerDay) {
    return Refused(start, end, "more than a day; export by day, hour or minute");
  }
  if (end > day.end()) {
    return Refused(start, end, "across midnight; the buckets of an export lie within one UTC day");
  }
  const UtcSeconds from = start - day.start();
  const std::optional<Bucket> bucket = BucketOf(from, end - day.start());
  if (!bucket) return Refused(start, end, "which is neither a minute, an hour nor a day");

  const auto index = static_cast<std::size_t>(day - kFirstDay);
  if (index >= states_.size()) states_.resize(index + 1);
  State& state = states_[index];
  if (state.seen && state.width != bucket->width) {
    return Refused(start, end,
                   "one " + std::string(NameOf(bucket->width)) + ", while earlier rows of " +
                       FormatDay(day) + " cover one " + std::string(NameOf(state.width)) +
                       "; the numbers would count twice: export the day in one width");
  }
  state.seen = true;
  state.width = bucket->width;
  state.clipped = state.clipped || bucket->clipped;
  Mark(state, from);
  last_start_ = start;
  last_end_ = end;
  return day;
}

void DayCoverage::Mark(State& state, UtcSeconds second_of_day) {
  if (state.width == BucketWidth::kHour) {
    state.hours |= 1U << static_cast<unsigned>(second_of_day / kSecondsPerHour);
  } else if (state.width == BucketWidth::kMinute) {
    if (state.minutes < 0) {
      state.minutes = static_cast<std::int32_t>(minutes_.size());
      minutes_.emplace_back();
    }
    const auto minute = static_cast<std::size_t>(second_of_day / kSecondsPerMinute);
    minutes_[static_cast<std::size_t>(state.minutes)][minute / 64] |= std::uint64_t{1}
                                                                      << (minute % 64);
  }
}

CoveredDay DayCoverage::CoveredAt(std::size_t index) const {
  const State& state = states_[index];
  bool complete = true;
  if (state.width == BucketWidth::kHour) complete = state.hours == kAllHours;
  if (state.width == BucketWidth::kMinute) {
    int count = 0;
    for (const std::uint64_t word : minutes_[static_cast<std::size_t>(state.minutes)]) {
      count += std::popcount(word);
    }
    complete = count == kMinutesPerDay;
  }
  return {kFirstDay + static_cast<int>(index), state.width, complete, state.clipped};
}

std::optional<CoveredDay> DayCoverage::Find(Day day) const {
  if (day < kFirstDay) return std::nullopt;
  const auto index = static_cast<std::size_t>(day - kFirstDay);
  if (index >= states_.size() || !states_[index].seen) return std::nullopt;
  return CoveredAt(index);
}

std::vector<CoveredDay> DayCoverage::days() const {
  std::vector<CoveredDay> days;
  for (std::size_t index = 0; index < states_.size(); ++index) {
    if (states_[index].seen) days.push_back(CoveredAt(index));
  }
  return days;
}

}  // namespace cognitrack
