// Exact decimals as text, for numbers whose meaning the ledger does not know (unknown metrics):
// never through double, never rounded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/wide_count.h"

namespace cognitrack {

// The plain form of a number as JSON, CSV or a spreadsheet writes it: "4761.0" → "4761",
// "1.29E-6" → "0.00000129", "-0" → "0". Nothing where `text` is no number or is longer than 400
// digits when written out.
std::optional<std::string> NormalDecimal(std::string_view text);

// The sum of two normal decimals, normal itself.
std::string AddDecimals(std::string_view a, std::string_view b);

// The plain form of a fraction whose decimal ends, as any does that has no factor but 2 and 5
// below: 3/8 → "0.375", never rounded. `above` is not negative, `below` is positive; of a decimal
// without an end the first 120 places.
std::string DecimalOfFraction(WideCount above, WideCount below);

enum class CountError { kNone, kNotANumber, kNotWhole, kNegative, kTooLarge };

// A count as an export or a spreadsheet writes it: "4761", "4761.0", "1.2E3". Whole, not negative,
// at most 2^63 − 1; anything else says why.
CountError ParseCount(std::string_view text, std::int64_t* count);

}  // namespace cognitrack
