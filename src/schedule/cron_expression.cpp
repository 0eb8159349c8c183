#include "schedule/cron_expression.h"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <vector>

#include "base/check.h"

namespace cognitrack {
namespace {

constexpr UtcSeconds kMinute = 60;
// Every day of the year meets every day of the week within 40 years, 29 February across 2100 too.
constexpr int kLongestPause = 366 * 41;
constexpr std::array<unsigned, 13> kLongestMonths = {0,  31, 29, 31, 30, 31, 30,
                                                     31, 31, 30, 31, 30, 31};

std::string_view WithoutNickname(std::string_view text) {
  if (text == "@hourly") return "0 * * * *";
  if (text == "@daily") return "0 0 * * *";
  if (text == "@weekly") return "0 0 * * 0";
  if (text == "@monthly") return "0 0 1 * *";
  return text;
}

std::vector<std::string_view> FieldsIn(std::string_view text) {
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return fields;
    text.remove_prefix(begin);
    fields.push_back(text.substr(0, text.find_first_of(" \t")));
    text.remove_prefix(fields.back().size());
  }
}

// Whether some month has one of the days.
bool IsInCalendar(const CronField& days, const CronField& months) {
  for (unsigned month = 1; month <= 12; ++month) {
    if (!months.Has(month)) continue;
    for (unsigned day = 1; day <= kLongestMonths[month]; ++day) {
      if (days.Has(day)) return true;
    }
  }
  return false;
}

}  // namespace

Result<CronExpression> CronExpression::Parse(std::string_view text) {
  const std::string written(text);
  const auto refused = [&written](const std::string& why) {
    return Error{ErrorCode::kConfig, "the schedule '" + written + "': " + why};
  };
  const std::vector<std::string_view> fields = FieldsIn(WithoutNickname(text));
  if (fields.size() != 5) {
    return refused("it has " + std::to_string(fields.size()) +
                   " fields, but must have five (minute, hour, day of month, month, day of week), "
                   "or be @hourly, @daily, @weekly or @monthly");
  }
  CronExpression cron;
  cron.text_ = written;
  CronField* const places[] = {&cron.minutes_, &cron.hours_, &cron.days_of_month_, &cron.months_,
                               &cron.days_of_week_};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    auto field = ParseCronField(static_cast<CronFieldKind>(i), fields[i]);
    if (!field) return refused(field.error().message);
    *places[i] = *field;
  }
  const bool needs_day = cron.days_of_week_.begins_with_star;
  if (needs_day && !IsInCalendar(cron.days_of_month_, cron.months_)) {
    return refused("the fields 'day of month' and 'month' name a day that no year has");
  }
  return cron;
}

bool CronExpression::Matches(UtcSeconds minute) const {
  const Day day = DayOf(minute);
  const UtcSeconds second = minute - day.start();
  return second % kMinute == 0 && hours_.Has(static_cast<unsigned>(second / kSecondsPerHour)) &&
         minutes_.Has(static_cast<unsigned>(second % kSecondsPerHour / kMinute)) && HasDay(day);
}

UtcSeconds CronExpression::NextAfter(UtcSeconds time) const {
  Day day = DayOf(time);
  UtcSeconds from = time - day.start() + 1;
  for (int i = 0; i < kLongestPause; ++i, day = day + 1, from = 0) {
    if (!HasDay(day)) continue;
    if (const auto first = FirstOfDayFrom(from)) return day.start() + *first;
  }
  CHECK(false, "a schedule that was accepted has a time");
  return time;
}

UtcSeconds CronExpression::LastUntil(UtcSeconds time) const {
  Day day = DayOf(time);
  UtcSeconds until = time - day.start();
  for (int i = 0; i < kLongestPause; ++i, day = day - 1, until = kSecondsPerDay) {
    if (!HasDay(day)) continue;
    if (const auto last = LastOfDayUntil(until)) return day.start() + *last;
  }
  CHECK(false, "a schedule that was accepted has a time");
  return time;
}

std::int64_t CronExpression::CountBetween(UtcSeconds from, UtcSeconds to) const {
  if (to <= from + 1) return 0;
  std::int64_t count = 0;
  for (Day day = DayOf(from); day.start() < to; day = day + 1) {
    if (!HasDay(day)) continue;
    const UtcSeconds begin = std::max<UtcSeconds>(from + 1 - day.start(), 0);
    const UtcSeconds end = std::min(to - day.start(), kSecondsPerDay);
    count += CountBefore(end) - CountBefore(begin);
  }
  return count;
}

bool CronExpression::HasDay(Day day) const {
  const std::chrono::sys_days date{std::chrono::days(day.number)};
  const std::chrono::year_month_day calendar{date};
  if (!months_.Has(static_cast<unsigned>(calendar.month()))) return false;
  const bool of_month = days_of_month_.Has(static_cast<unsigned>(calendar.day()));
  const bool of_week = days_of_week_.Has(std::chrono::weekday(date).c_encoding());
  const bool both_restricted = !days_of_month_.begins_with_star && !days_of_week_.begins_with_star;
  return both_restricted ? of_month || of_week : of_month && of_week;
}

std::int64_t CronExpression::CountBefore(UtcSeconds second_of_day) const {
  const auto hour = static_cast<unsigned>(second_of_day / kSecondsPerHour);
  const UtcSeconds rest = second_of_day % kSecondsPerHour;
  const auto minutes_begun = static_cast<unsigned>((rest + kMinute - 1) / kMinute);
  const auto below = [](std::uint64_t values, unsigned bound) {
    return std::popcount(values & ((std::uint64_t{1} << bound) - 1));
  };
  const bool is_in_hour = hour < 24 && hours_.Has(hour);
  return std::int64_t{below(hours_.values, hour)} * std::popcount(minutes_.values) +
         (is_in_hour ? below(minutes_.values, minutes_begun) : 0);
}

std::optional<UtcSeconds> CronExpression::FirstOfDayFrom(UtcSeconds second_of_day) const {
  for (UtcSeconds hour = second_of_day / kSecondsPerHour; hour < 24; ++hour) {
    if (!hours_.Has(static_cast<unsigned>(hour))) continue;
    for (unsigned minute = 0; minute < 60; ++minute) {
      const UtcSeconds second = hour * kSecondsPerHour + minute * kMinute;
      if (second >= second_of_day && minutes_.Has(minute)) return second;
    }
  }
  return std::nullopt;
}

std::optional<UtcSeconds> CronExpression::LastOfDayUntil(UtcSeconds second_of_day) const {
  for (UtcSeconds hour = std::min<UtcSeconds>(second_of_day / kSecondsPerHour, 23); hour >= 0;
       --hour) {
    if (!hours_.Has(static_cast<unsigned>(hour))) continue;
    for (int minute = 59; minute >= 0; --minute) {
      const UtcSeconds second = hour * kSecondsPerHour + minute * kMinute;
      if (second <= second_of_day && minutes_.Has(static_cast<unsigned>(minute))) return second;
    }
  }
  return std::nullopt;
}

}  // namespace cognitrack
