#include "twin/exact_decimal.h"

#include <charconv>

namespace cognitrack::twin {
namespace {

constexpr std::size_t kPlaces = 18;  // Of each half.
constexpr std::int64_t kUnit = 1'000'000'000'000'000'000;

bool IsDigits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

WideCount NumberOf(std::string_view digits) {
  WideCount number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

std::string PaddedTo18(WideCount number) {
  const std::string digits = ToText(number);
  return std::string(kPlaces - digits.size(), '0') + digits;
}

// Takes "E-6" off the end of a number. False where it is none.
bool TakeExponent(std::string_view* text, int* exponent) {
  const std::size_t e = text->find_first_of("eE");
  if (e == std::string_view::npos) return true;
  std::string_view power = text->substr(e + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  const auto [end, failed] = std::from_chars(power.data(), power.data() + power.size(), *exponent);
  *text = text->substr(0, e);
  return failed == std::errc() && end == power.data() + power.size() && *exponent >= -60 &&
         *exponent <= 60;
}

}  // namespace

ExactDecimal ExactDecimal::Atto(WideCount count) {
  ExactDecimal value;
  value.high_ = count;
  return value;
}

ExactDecimal ExactDecimal::Whole(WideCount count) { return Atto(count * kUnit); }

std::optional<ExactDecimal> ExactDecimal::Parse(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  int exponent = 0;
  if (!TakeExponent(&text, &exponent)) return std::nullopt;
  std::string whole(text.substr(0, text.find('.')));
  std::string fraction(text.substr(std::min(text.size(), whole.size() + 1)));
  if (whole.empty() || !IsDigits(whole) || !IsDigits(fraction)) return std::nullopt;
  if (text.ends_with('.')) return std::nullopt;
  for (; exponent > 0; --exponent) {
    whole += fraction.empty() ? '0' : fraction[0];
    if (!fraction.empty()) fraction.erase(0, 1);
  }
  for (; exponent < 0; ++exponent) {
    fraction.insert(fraction.begin(), whole.empty() ? '0' : whole.back());
    if (!whole.empty()) whole.pop_back();
  }
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
  if (fraction.find_first_not_of('0', 2 * kPlaces) != std::string::npos || whole.size() > kPlaces) {
    return std::nullopt;
  }
  fraction.resize(2 * kPlaces, '0');
  ExactDecimal value;
  value.high_ = NumberOf(whole) * kUnit + NumberOf(fraction.substr(0, kPlaces));
  value.low_ = NumberOf(fraction.substr(kPlaces));
  return negative ? -value : value;
}

ExactDecimal& ExactDecimal::operator+=(const ExactDecimal& other) {
  high_ += other.high_;
  low_ += other.low_;
  if (low_ >= kUnit) {
    low_ -= kUnit;
    ++high_;
  }
  return *this;
}

ExactDecimal ExactDecimal::operator-() const {
  ExactDecimal negated;
  negated.high_ = low_ == 0 ? -high_ : -high_ - 1;
  negated.low_ = low_ == 0 ? WideCount{0} : kUnit - low_;
  return negated;
}

std::string ExactDecimal::Text() const {
  std::string text = TextOf36Places();
  text.resize(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string ExactDecimal::TextOf36Places() const {
  if (high_ < 0) return '-' + (-*this).TextOf36Places();
  return ToText(high_ / kUnit) + '.' + PaddedTo18(high_ % kUnit) + PaddedTo18(low_);
}

}  // namespace cognitrack::twin
