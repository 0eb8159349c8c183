#include "money/decimal_text.h"

#include <algorithm>
#include <limits>

namespace cognitrack {
namespace {

constexpr std::size_t kMaxDigits = 400;

// A decimal taken apart: ±digits · 10^-scale.
struct Decimal {
  bool negative = false;
  std::string digits;  // Without leading zeros; "" is zero.
  std::int64_t scale = 0;
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::optional<std::int64_t> ParseExponent(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || text.size() > 6) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (!IsDigit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

void DropTrailingZeros(Decimal* decimal) {
  while (!decimal->digits.empty() && decimal->digits.back() == '0' && decimal->scale > 0) {
    decimal->digits.pop_back();
    --decimal->scale;
  }
}

// [+-]digits[.digits][e[+-]digits], with at least one digit before the exponent.
std::optional<Decimal> ParseDecimal(std::string_view text) {
  Decimal decimal;
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+'))
    decimal.negative = text[at++] == '-';
  bool any = false;
  for (; at < text.size() && IsDigit(text[at]); ++at, any = true)
    decimal.digits.push_back(text[at]);
  if (at < text.size() && text[at] == '.') {
    for (++at; at < text.size() && IsDigit(text[at]); ++at, any = true) {
      decimal.digits.push_back(text[at]);
      ++decimal.scale;
    }
  }
  if (!any) return std::nullopt;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    const auto exponent = ParseExponent(text.substr(at + 1));
    if (!exponent) return std::nullopt;
    decimal.scale -= *exponent;
    at = text.size();
  }
  if (at != text.size()) return std::nullopt;
  decimal.digits.erase(0, std::min(decimal.digits.find_first_not_of('0'), decimal.digits.size()));
  if (decimal.digits.empty()) return Decimal{};
  DropTrailingZeros(&decimal);
  const auto length = static_cast<std::int64_t>(decimal.digits.size());
  const std::int64_t written =
      std::max(decimal.scale, length + std::max<std::int64_t>(-decimal.scale, 0));
  if (written > static_cast<std::int64_t>(kMaxDigits)) return std::nullopt;
  if (decimal.scale < 0) {
    decimal.digits.append(static_cast<std::size_t>(-decimal.scale), '0');
    decimal.scale = 0;
  }
  return decimal;
}

std::string ToText(const Decimal& decimal) {
  if (decimal.digits.empty()) return "0";
  const auto scale = static_cast<std::size_t>(decimal.scale);
  std::string digits = decimal.digits;
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  if (scale > 0) digits.insert(digits.size() - scale, 1, '.');
  return decimal.negative ? "-" + digits : digits;
}

// Gives both the same scale and the same number of digits.
void Align(Decimal* a, Decimal* b) {
  const std::int64_t scale = std::max(a->scale, b->scale);
  for (Decimal* decimal : {a, b}) {
    decimal->digits.append(static_cast<std::size_t>(scale - decimal->scale), '0');
    decimal->scale = scale;
  }
  const std::size_t length = std::max(a->digits.size(), b->digits.size());
  for (Decimal* decimal : {a, b}) decimal->digits.insert(0, length - decimal->digits.size(), '0');
}

// Digits of equal length; `sign` is +1 to add and −1 to subtract a smaller one.
std::string Combine(const std::string& larger, const std::string& other, int sign) {
  std::string digits(larger.size() + 1, '0');
  int carry = 0;
  for (std::size_t i = larger.size(); i-- > 0;) {
    int sum = (larger[i] - '0') + sign * (other[i] - '0') + carry;
    carry = 0;
    if (sum > 9) {
      sum -= 10;
      carry = 1;
    } else if (sum < 0) {
      sum += 10;
      carry = -1;
    }
    digits[i + 1] = static_cast<char>('0' + sum);
  }
  digits[0] = static_cast<char>('0' + carry);
  return digits;
}

}  // namespace

std::optional<std::string> NormalDecimal(std::string_view text) {
  const auto decimal = ParseDecimal(text);
  if (!decimal) return std::nullopt;
  return ToText(*decimal);
}

std::string AddDecimals(std::string_view a, std::string_view b) {
  Decimal left = ParseDecimal(a).value_or(Decimal{});
  Decimal right = ParseDecimal(b).value_or(Decimal{});
  Align(&left, &right);
  if (left.digits < right.digits) std::swap(left, right);
  Decimal sum;
  sum.negative = left.negative;
  sum.scale = left.scale;
  sum.digits = Combine(left.digits, right.digits, left.negative == right.negative ? 1 : -1);
  sum.digits.erase(0, std::min(sum.digits.find_first_not_of('0'), sum.digits.size()));
  if (sum.digits.empty()) return "0";
  DropTrailingZeros(&sum);
  return ToText(sum);
}

std::string DecimalOfFraction(WideCount above, WideCount below) {
  constexpr int kPlacesMax = 120;
  std::string text = ToText(above / below);
  WideCount rest = above % below;
  if (rest != 0) text.push_back('.');
  for (int place = 0; rest != 0 && place < kPlacesMax; ++place) {
    rest *= 10;
    text.push_back(static_cast<char>('0' + static_cast<int>(rest / below)));
    rest %= below;
  }
  return text;
}

CountError ParseCount(std::string_view text, std::int64_t* count) {
  // Almost every cell is plain digits; they need no detour over text.
  if (!text.empty() && text.size() <= 18 && std::all_of(text.begin(), text.end(), IsDigit)) {
    std::int64_t value = 0;
    for (const char c : text) value = value * 10 + (c - '0');
    *count = value;
    return CountError::kNone;
  }
  const auto decimal = ParseDecimal(text);
  if (!decimal) return CountError::kNotANumber;
  if (decimal->scale > 0) return CountError::kNotWhole;
  if (decimal->negative) return CountError::kNegative;
  std::int64_t value = 0;
  for (const char c : decimal->digits) {
    if (__builtin_mul_overflow(value, 10, &value) ||
        __builtin_add_overflow(value, c - '0', &value)) {
      return CountError::kTooLarge;
    }
  }
  *count = value;
  return CountError::kNone;
}

}  // namespace cognitrack
