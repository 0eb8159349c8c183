// Numbers for people: thousands separated, unknown shown as "—" and never as 0, durations and byte
// counts in the unit that reads best.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cognitrack {

inline constexpr std::string_view kUnknownText = "—";

// "1,234,567".
std::string CountText(std::int64_t count);
// "—" where it is unknown.
std::string CountText(std::optional<std::int64_t> count);
// Of decimal digits as text, with an optional sign and fraction: "-1,234.50".
std::string Grouped(std::string_view decimal);

// "312 ms", "4.2 s", "3 min 05 s", "2 h 07 min".
std::string DurationText(std::int64_t milliseconds);
// Between two times that are known to the second: "less than 1 s", "17 s", "1 min 05 s".
std::string SecondsText(std::int64_t seconds);
// "0:07", "12:34", "1:02:03": for a time that is left.
std::string ClockText(std::int64_t seconds);
// "512 B", "3.4 MiB".
std::string BytesText(std::uint64_t bytes);

// "1 day", "3 days": the word with an s unless there is one.
std::string Counted(std::int64_t count, std::string_view word);

}  // namespace cognitrack
