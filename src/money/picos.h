// Picos: an exact decimal with twelve places, as a count of 10^-12 in 128 bits. Amounts of money
// and the quantities that they are billed for; the currency or unit stands beside it, never in it.
// Digits come from the text that a provider wrote and are rounded once, on entry; never a double.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/wide_count.h"

namespace cognitrack {

struct Picos {
  WideCount count = 0;
  auto operator<=>(const Picos&) const = default;
};

inline constexpr std::int64_t kPicosInOne = 1'000'000'000'000;

// An amount as two integers that SQL can sum: micro · 10^-6 + pico · 10^-12, with 0 ≤ pico < 10^6
// whatever the sign.
struct MicroAndPico {
  std::int64_t micro = 0;
  std::int64_t pico = 0;
};
inline constexpr std::int64_t kPicosInMicro = 1'000'000;
// Nothing where the millionths do not fit 64 bits (from 9.2 · 10^12 on).
std::optional<MicroAndPico> Split(Picos value);
// `pico` may be any sum of such parts.
Picos Joined(std::int64_t micro, std::int64_t pico);

struct ParsedPicos {
  Picos value;
  bool rounded = false;  // The text had digits beyond the twelfth place other than 0.
};

// A number as JSON, CSV or a spreadsheet writes it ("0.0034000", "1.29E-6", "-2"), rounded half to
// even. Nothing where it is no number, or where its millionths do not fit 64 bits.
std::optional<ParsedPicos> ParsePicos(std::string_view text);

// Plain digits without an exponent or trailing zeros: "1.619602", "-0.000001", "0".
std::string ToText(Picos value);

}  // namespace cognitrack
