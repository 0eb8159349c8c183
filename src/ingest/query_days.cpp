#include "ingest/query_days.h"

#include <string>
#include <utility>

namespace cognitrack {
namespace {

class Calendar {
 public:
  explicit Calendar(const PlannedQuery& query) : query_(query) {
    for (Day day = query.start; day <= query.end; day = day + 1) {
      QueryDay unread;
      unread.day = day;
      unread.error = {ErrorCode::kInvariant, "the provider's answer says nothing of this day"};
      days_.push_back(std::move(unread));
    }
    taken_.resize(days_.size());
  }

  // The day's place, which may be taken once only.
  Result<QueryDay*> Take(UtcSeconds start) {
    const Day day = DayOf(start);
    if (day < query_.start || day > query_.end || day.start() != start) {
      return Error{ErrorCode::kInvariant, "a window at " + FormatTime(start) +
                                              " came with a query of " + FormatDay(query_.start) +
                                              " to " + FormatDay(query_.end)};
    }
    const auto index = static_cast<std::size_t>(day - query_.start);
    if (taken_[index]) {
      return Error{ErrorCode::kInvariant, FormatDay(day) + " came twice in one query"};
    }
    taken_[index] = true;
    return &days_[index];
  }

  std::vector<QueryDay> MoveOut() { return std::move(days_); }

 private:
  const PlannedQuery& query_;
  std::vector<QueryDay> days_;
  std::vector<bool> taken_;
};

}  // namespace

Result<std::vector<QueryDay>> QueryDaysOf(const PlannedQuery& query, PullResult* result) {
  Calendar calendar(query);
  for (WindowRead& read : result->windows) {
    TRY(QueryDay* const day, calendar.Take(read.start));
    if (read.end != day->day.end()) {
      return Error{ErrorCode::kInvariant,
                   "the window of " + FormatDay(day->day) + " ends at " + FormatTime(read.end)};
    }
    day->kind = QueryDay::Kind::kRead;
    day->read = std::move(read);
  }
  for (const UtcSeconds start : result->unchanged) {
    TRY(QueryDay* const day, calendar.Take(start));
    day->kind = QueryDay::Kind::kUnchanged;
  }
  for (ParkedWindow& parked : result->parked) {
    TRY(QueryDay* const day, calendar.Take(parked.start));
    day->error = std::move(parked.error);
  }
  return calendar.MoveOut();
}

}  // namespace cognitrack
