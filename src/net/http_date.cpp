#include "net/http_date.h"

#include <array>
#include <chrono>

namespace cognitrack {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kWeekdays = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

struct DateFields {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
};

bool Take(std::string_view* text, std::string_view expected) {
  if (text->substr(0, expected.size()) != expected) return false;
  text->remove_prefix(expected.size());
  return true;
}

bool TakeNumber(std::string_view* text, std::size_t digits, int* value) {
  if (text->size() < digits) return false;
  *value = 0;
  for (const char c : text->substr(0, digits)) {
    if (c < '0' || c > '9') return false;
    *value = *value * 10 + (c - '0');
  }
  text->remove_prefix(digits);
  return true;
}

bool TakeMonth(std::string_view* text, int* month) {
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (!Take(text, kMonths[i])) continue;
    *month = static_cast<int>(i) + 1;
    return true;
  }
  return false;
}

bool TakeClock(std::string_view* text, DateFields* date) {
  return TakeNumber(text, 2, &date->hour) && Take(text, ":") &&
         TakeNumber(text, 2, &date->minute) && Take(text, ":") &&
         TakeNumber(text, 2, &date->second);
}

bool TakeWeekday(std::string_view* text, std::size_t letters) {
  for (const std::string_view weekday : kWeekdays) {
    if (Take(text, weekday.substr(0, letters))) return true;
  }
  return false;
}

// "Sun, 06 Nov 1994 08:49:37 GMT"
bool ParseImf(std::string_view text, DateFields* date) {
  return TakeWeekday(&text, 3) && Take(&text, ", ") && TakeNumber(&text, 2, &date->day) &&
         Take(&text, " ") && TakeMonth(&text, &date->month) && Take(&text, " ") &&
         TakeNumber(&text, 4, &date->year) && Take(&text, " ") && TakeClock(&text, date) &&
         text == " GMT";
}

// "Sunday, 06-Nov-94 08:49:37 GMT"
bool ParseRfc850(std::string_view text, int year_now, DateFields* date) {
  if (!(TakeWeekday(&text, std::string_view::npos) && Take(&text, ", ") &&
        TakeNumber(&text, 2, &date->day) && Take(&text, "-") && TakeMonth(&text, &date->month) &&
        Take(&text, "-") && TakeNumber(&text, 2, &date->year) && Take(&text, " ") &&
        TakeClock(&text, date) && text == " GMT")) {
    return false;
  }
  date->year += year_now / 100 * 100;
  if (date->year > year_now + 50) date->year -= 100;
  return true;
}

// "Sun Nov  6 08:49:37 1994"
bool ParseAsctime(std::string_view text, DateFields* date) {
  if (!(TakeWeekday(&text, 3) && Take(&text, " ") && TakeMonth(&text, &date->month) &&
        Take(&text, " "))) {
    return false;
  }
  const bool one_digit = Take(&text, " ");
  return TakeNumber(&text, one_digit ? 1 : 2, &date->day) && Take(&text, " ") &&
         TakeClock(&text, date) && Take(&text, " ") && TakeNumber(&text, 4, &date->year) &&
         text.empty();
}

int YearOf(UtcSeconds time) {
  const std::chrono::sys_days day{std::chrono::days{DayOf(time).number}};
  return static_cast<int>(std::chrono::year_month_day(day).year());
}

}  // namespace

std::optional<UtcSeconds> ParseHttpDate(std::string_view text, UtcSeconds now) {
  DateFields date;
  if (!ParseImf(text, &date) && !ParseRfc850(text, YearOf(now), &date) &&
      !ParseAsctime(text, &date)) {
    return std::nullopt;
  }
  const std::chrono::year_month_day day{std::chrono::year{date.year},
                                        std::chrono::month{static_cast<unsigned>(date.month)},
                                        std::chrono::day{static_cast<unsigned>(date.day)}};
  // 60 is a leap second, which HTTP allows.
  if (!day.ok() || date.hour > 23 || date.minute > 59 || date.second > 60) return std::nullopt;
  return std::chrono::sys_days(day).time_since_epoch().count() * kSecondsPerDay +
         date.hour * kSecondsPerHour + date.minute * 60 + date.second;
}

}  // namespace cognitrack
