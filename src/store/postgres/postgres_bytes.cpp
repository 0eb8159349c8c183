#include "store/postgres/postgres_bytes.h"

#include <limits>

namespace cognitrack {

// Four numbers of 16 bits (digits, weight, sign, scale), then digits of base 10,000; the first one
// counts for 10,000^weight.
std::optional<std::int64_t> IntegerFromNumeric(std::string_view bytes) {
  constexpr std::size_t kHeader = 8;
  constexpr std::int64_t kNegative = 0x4000;
  constexpr std::int64_t kBase = 10'000;
  if (bytes.size() < kHeader) return std::nullopt;
  const auto number = [&bytes](std::size_t at) { return IntegerFrom(bytes.substr(at, 2)); };
  const std::int64_t count = number(0);
  const std::int64_t weight = number(2);
  const std::int64_t sign = number(4);
  if (sign != 0 && sign != kNegative) return std::nullopt;
  if (bytes.size() != kHeader + 2 * static_cast<std::size_t>(count)) return std::nullopt;
  if (count > weight + 1) return std::nullopt;
  __extension__ typedef __int128 Wide;
  Wide value = 0;
  for (std::int64_t i = 0; i <= weight && count > 0; ++i) {
    value = value * kBase + (i < count ? number(kHeader + 2 * static_cast<std::size_t>(i)) : 0);
    if (value > Wide{1} << 64) return std::nullopt;
  }
  if (sign == kNegative) value = -value;
  if (value > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  if (value < std::numeric_limits<std::int64_t>::min()) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

}  // namespace cognitrack
