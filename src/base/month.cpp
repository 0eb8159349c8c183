#include "base/month.h"

#include "base/check.h"

namespace cognitrack {
namespace {

constexpr int kLongestMonth = 31;
constexpr std::size_t kMonthLength = 7;  // "2026-03".

}  // namespace

Day FirstOfMonth(Day day) {
  const Result<Day> first = ParseDay(FormatMonth(day) + "-01");
  CHECK(first.has_value(), "every month has a first day");
  return *first;
}

// So many days after the first lie in the next month, however long this one is.
Day FirstOfNextMonth(Day day) { return FirstOfMonth(FirstOfMonth(day) + kLongestMonth); }

Result<Day> ParseMonth(std::string_view text) {
  const Result<Day> day = ParseDay(std::string(text) + "-01");
  if (text.size() == kMonthLength && day && *day >= kFirstDay && *day <= kLastDay) return *day;
  return Error{ErrorCode::kUsage,
               "'" + std::string(text) + "' is no month that is kept; write it as 2026-03"};
}

std::string FormatMonth(Day day) { return FormatDay(day).substr(0, kMonthLength); }

}  // namespace cognitrack
