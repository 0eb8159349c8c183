#include "money/picos.h"

#include <limits>

#include "money/decimal_text.h"

namespace cognitrack {
namespace {

constexpr std::size_t kPlaces = 12;
// As many digits before the point as millionths in 64 bits can have.
constexpr std::size_t kWholeDigitsMax = 13;

bool IsOdd(WideCount value) { return value % 2 != 0; }

// Whether what follows the last kept place makes the number before it grow, half to even.
bool RoundsUp(std::string_view beyond, bool is_odd) {
  if (beyond.empty() || beyond[0] < '5') return false;
  const bool is_half = beyond[0] == '5' && beyond.find_first_not_of('0', 1) == beyond.npos;
  return !is_half || is_odd;
}

}  // namespace

std::optional<MicroAndPico> Split(Picos value) {
  WideCount micro = value.count / kPicosInMicro;
  WideCount pico = value.count % kPicosInMicro;
  if (pico < 0) {
    pico += kPicosInMicro;
    --micro;
  }
  if (micro < std::numeric_limits<std::int64_t>::min() ||
      micro > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return MicroAndPico{static_cast<std::int64_t>(micro), static_cast<std::int64_t>(pico)};
}

Picos Joined(std::int64_t micro, std::int64_t pico) {
  return {WideCount{micro} * kPicosInMicro + pico};
}

std::optional<ParsedPicos> ParsePicos(std::string_view text) {
  const std::optional<std::string> normal = NormalDecimal(text);
  if (!normal) return std::nullopt;
  std::string_view digits = *normal;
  const bool is_negative = digits[0] == '-';
  if (is_negative) digits.remove_prefix(1);
  const std::size_t point = digits.find('.');
  const std::string_view whole = digits.substr(0, point);
  const std::string_view places = point == digits.npos ? "" : digits.substr(point + 1);
  if (whole.size() > kWholeDigitsMax) return std::nullopt;

  ParsedPicos parsed;
  WideCount count = 0;
  for (const char c : whole) count = count * 10 + (c - '0');
  for (std::size_t i = 0; i < kPlaces; ++i) {
    count = count * 10 + (i < places.size() ? places[i] - '0' : 0);
  }
  // A normal decimal ends with a digit other than 0.
  parsed.rounded = places.size() > kPlaces;
  if (parsed.rounded && RoundsUp(places.substr(kPlaces), IsOdd(count))) ++count;
  parsed.value.count = is_negative ? -count : count;
  if (!Split(parsed.value)) return std::nullopt;
  return parsed;
}

std::string ToText(Picos value) {
  const bool is_negative = value.count < 0;
  std::string digits = ToText(is_negative ? -value.count : value.count);
  if (digits.size() <= kPlaces) digits.insert(0, kPlaces + 1 - digits.size(), '0');
  digits.insert(digits.size() - kPlaces, 1, '.');
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return is_negative ? "-" + digits : digits;
}

}  // namespace cognitrack
