// ExactDecimal: a decimal of up to 36 places, as the provider prints amounts. Sums are exact; it is
// the twin's own, so that the product's decimals are tested against another arithmetic.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/wide_count.h"

namespace cognitrack::twin {

class ExactDecimal {
 public:
  ExactDecimal() = default;
  // So many 10^-18.
  static ExactDecimal Atto(WideCount count);
  static ExactDecimal Whole(WideCount count);
  // "0.0034", "-2", "1.29E-6". Nothing for anything else, for more than 36 places other than 0, and
  // for 10^18 and more.
  static std::optional<ExactDecimal> Parse(std::string_view text);

  ExactDecimal& operator+=(const ExactDecimal& other);
  ExactDecimal operator-() const;
  bool operator==(const ExactDecimal&) const = default;
  bool operator<(const ExactDecimal& other) const {
    return high_ != other.high_ ? high_ < other.high_ : low_ < other.low_;
  }
  // So many 10^-18 of it; what is smaller is cut off.
  WideCount atto() const { return high_; }

  // "0.0034": plain digits without zeros at the end.
  std::string Text() const;
  // "0.003400000000000000000000000000000000".
  std::string TextOf36Places() const;

 private:
  // The value is high · 10^-18 + low · 10^-36, with 0 ≤ low < 10^18.
  WideCount high_ = 0;
  WideCount low_ = 0;
};

}  // namespace cognitrack::twin
