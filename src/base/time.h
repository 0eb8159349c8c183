// Time as the ledger knows it: seconds since 1970 in UTC, and UTC days of 86,400 s. No time zone,
// no leap seconds, no wall clock (that is base/clock.h). Windows are half-open: [start, end).
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cognitrack {

// Seconds since 1970-01-01T00:00:00Z.
using UtcSeconds = std::int64_t;

inline constexpr UtcSeconds kSecondsPerHour = 3'600;
inline constexpr UtcSeconds kSecondsPerDay = 86'400;

// One UTC day, counted from 1970-01-01.
struct Day {
  std::int32_t number = 0;

  UtcSeconds start() const { return number * kSecondsPerDay; }
  UtcSeconds end() const { return start() + kSecondsPerDay; }
  Day operator+(int days) const { return Day{number + days}; }
  Day operator-(int days) const { return Day{number - days}; }
  int operator-(Day other) const { return number - other.number; }
  auto operator<=>(const Day&) const = default;
};

// The first and the last day that the ledger accepts: 2020-01-01 and 2100-12-31.
inline constexpr Day kFirstDay{18'262};
inline constexpr Day kLastDay{47'846};

// The day that contains `time`.
Day DayOf(UtcSeconds time);

// "2026-03-05". Fails with kUsage on anything but a real calendar date in that form.
Result<Day> ParseDay(std::string_view text);
std::string FormatDay(Day day);

// "2026-03-05T14:00:00Z".
std::string FormatTime(UtcSeconds time);

// An ISO 8601 instant: "2026-03-05T14:00:00", with a blank instead of T, with or without seconds,
// fraction (dropped), "Z", "+00:00" or another offset; without an offset it is UTC. Also a bare
// date (midnight). Fails with kBadInput.
Result<UtcSeconds> ParseTime(std::string_view text);

}  // namespace cognitrack
