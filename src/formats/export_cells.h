// The cells of an export as values: counts, times, truth values. An error is the reason alone, to
// be put behind the cell's place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace cognitrack {

// A filled cell of a metric: "4761", "4761.0", "1.2E3"; false where it is no count of 0 … 2^63 − 1.
bool ReadCount(std::string_view cell, std::int64_t* count);
// Whether a count that was read has an exponent and fewer digits than the number, "1.23457E+11": a
// spreadsheet writes large numbers so, and the digits that it left out are lost.
bool IsCoarse(std::string_view cell);
// Why ReadCount refused it, after the column's name: "input_tokens is '1,000', which …".
std::string WhyNoCount(std::string_view column, std::string_view cell);

// Why ParsePicos refused a filled cell, after the column's name.
std::string WhyNoAmount(std::string_view column, std::string_view cell);

// Seconds since 1970 (as a count) or an ISO 8601 instant, by the column's form. Nothing where the
// cell is neither.
std::optional<UtcSeconds> ReadEpoch(std::string_view cell);
std::optional<UtcSeconds> ReadIso(std::string_view cell);

// 2020-01-01 ≤ time ≤ the end of 2100-12-31.
bool IsWithinLedger(UtcSeconds time);

// "True", "TRUE" and "true" as "true", likewise "false"; nothing for anything else.
std::optional<std::string_view> ReadTruth(std::string_view cell);

}  // namespace cognitrack
