// UTC months as ranges of days: the period that a bill is for.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace cognitrack {

// The first day of the month that holds `day`, and of the month after it.
Day FirstOfMonth(Day day);
Day FirstOfNextMonth(Day day);

// "2026-03" → its first day. kUsage on anything else, and outside the days that are kept.
Result<Day> ParseMonth(std::string_view text);
// The month that holds `day`, as "2026-03".
std::string FormatMonth(Day day);

}  // namespace cognitrack
