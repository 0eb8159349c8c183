#include "base/time.h"

#include <chrono>
#include <cstdio>
#include <optional>

namespace cognitrack {
namespace {

// Reads exactly `digits` decimal digits at `*at` and moves past them.
std::optional<int> TakeNumber(std::string_view text, std::size_t* at, int digits) {
  int value = 0;
  for (int i = 0; i < digits; ++i, ++*at) {
    if (*at >= text.size() || text[*at] < '0' || text[*at] > '9') return std::nullopt;
    value = value * 10 + (text[*at] - '0');
  }
  return value;
}

bool TakeChar(std::string_view text, std::size_t* at, char expected) {
  if (*at >= text.size() || text[*at] != expected) return false;
  ++*at;
  return true;
}

std::optional<Day> TakeDay(std::string_view text, std::size_t* at) {
  const auto year = TakeNumber(text, at, 4);
  if (!year || !TakeChar(text, at, '-')) return std::nullopt;
  const auto month = TakeNumber(text, at, 2);
  if (!month || !TakeChar(text, at, '-')) return std::nullopt;
  const auto day = TakeNumber(text, at, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return Day{static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count())};
}

// "Z", "+hh:mm", "+hhmm", "-hh:mm" or nothing: seconds to subtract from the local reading.
std::optional<UtcSeconds> TakeOffset(std::string_view text, std::size_t* at) {
  if (*at == text.size()) return 0;
  if (TakeChar(text, at, 'Z') || TakeChar(text, at, 'z')) return 0;
  const bool negative = text[*at] == '-';
  if (!negative && text[*at] != '+') return std::nullopt;
  ++*at;
  const auto hours = TakeNumber(text, at, 2);
  TakeChar(text, at, ':');
  const auto minutes = hours ? TakeNumber(text, at, 2) : std::nullopt;
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const UtcSeconds offset = *hours * kSecondsPerHour + *minutes * 60;
  return negative ? -offset : offset;
}

std::optional<UtcSeconds> TakeTimeOfDay(std::string_view text, std::size_t* at) {
  const auto hour = TakeNumber(text, at, 2);
  if (!hour || !TakeChar(text, at, ':')) return std::nullopt;
  const auto minute = TakeNumber(text, at, 2);
  if (!minute) return std::nullopt;
  int second = 0;
  if (TakeChar(text, at, ':')) {
    const auto taken = TakeNumber(text, at, 2);
    if (!taken) return std::nullopt;
    second = *taken;
    if (TakeChar(text, at, '.')) {
      while (*at < text.size() && text[*at] >= '0' && text[*at] <= '9') ++*at;
    }
  }
  if (*hour > 23 || *minute > 59 || second > 59) return std::nullopt;
  return *hour * kSecondsPerHour + *minute * 60 + second;
}

std::optional<UtcSeconds> TakeTime(std::string_view text) {
  std::size_t at = 0;
  const auto day = TakeDay(text, &at);
  if (!day) return std::nullopt;
  if (at == text.size()) return day->start();
  if (!TakeChar(text, &at, 'T') && !TakeChar(text, &at, ' ')) return std::nullopt;
  const auto seconds = TakeTimeOfDay(text, &at);
  if (!seconds) return std::nullopt;
  const auto offset = TakeOffset(text, &at);
  if (!offset || at != text.size()) return std::nullopt;
  return day->start() + *seconds - *offset;
}

}  // namespace

Day DayOf(UtcSeconds time) {
  UtcSeconds number = time / kSecondsPerDay;
  if (time % kSecondsPerDay < 0) --number;
  return Day{static_cast<std::int32_t>(number)};
}

Result<Day> ParseDay(std::string_view text) {
  std::size_t at = 0;
  const auto day = TakeDay(text, &at);
  if (!day || at != text.size()) {
    return Error{ErrorCode::kUsage,
                 "'" + std::string(text) + "' is no date; write a UTC day as YYYY-MM-DD"};
  }
  return *day;
}

std::string FormatDay(Day day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day.number}}};
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

std::string FormatTime(UtcSeconds time) {
  const Day day = DayOf(time);
  const int second = static_cast<int>(time - day.start());
  char text[32];
  std::snprintf(text, sizeof text, "T%02d:%02d:%02dZ", second / 3600, second / 60 % 60,
                second % 60);
  return FormatDay(day) + text;
}

Result<UtcSeconds> ParseTime(std::string_view text) {
  const auto time = TakeTime(text);
  if (!time) {
    return Error{ErrorCode::kBadInput, "'" + std::string(text) + "' is no ISO 8601 time"};
  }
  return *time;
}

}  // namespace cognitrack
