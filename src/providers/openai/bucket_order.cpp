#include "providers/openai/bucket_order.h"

#include <algorithm>

namespace cognitrack {
namespace {

Error Contract(UtcSeconds start, const std::string& why) {
  // A time beyond every calendar (milliseconds for seconds) is shown as the number that it is.
  const bool is_date = start >= kFirstDay.start() && start < kLastDay.end();
  const std::string name = is_date ? FormatTime(start) : std::to_string(start);
  return Error{ErrorCode::kProviderContract, "the bucket of " + name + " " + why};
}

}  // namespace

BucketOrder::BucketOrder(Day first, UtcSeconds end_time) : first_(first), next_(first) {
  EndAt(end_time);
}

void BucketOrder::EndAt(UtcSeconds end_time) {
  end_time_ = end_time;
  days_.clear();
  for (Day day = first_; day.start() < end_time; day = day + 1) days_.push_back(day);
}

Status BucketOrder::Take(UtcSeconds start, UtcSeconds end) {
  if (start < first_.start() || start >= end_time_) {
    return Contract(start, "lies outside the days that were asked for");
  }
  if (start % kSecondsPerDay != 0) return Contract(start, "does not begin at midnight UTC");
  if (end <= start || end > start + kSecondsPerDay) {
    return Contract(start, "ends at " + std::to_string(end) + ", not within its day");
  }
  const Day day = DayOf(start);
  if (std::find(taken_.begin(), taken_.end(), day) != taken_.end()) {
    return Contract(start, "came twice");
  }
  if (day < next_) return Contract(start, "came after a later one");
  taken_.push_back(day);
  next_ = day + 1;
  return {};
}

std::vector<Day> BucketOrder::Missing() const {
  std::vector<Day> missing;
  for (const Day day : days_) {
    if (std::find(taken_.begin(), taken_.end(), day) == taken_.end()) missing.push_back(day);
  }
  return missing;
}

}  // namespace cognitrack
