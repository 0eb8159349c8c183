#include "base/wide_count.h"

#include <algorithm>

namespace cognitrack {

std::string ToText(WideCount count) {
  auto rest = static_cast<WideUnsigned>(count);
  if (count < 0) rest = ~rest + 1;
  std::string digits;
  do {
    digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  } while (rest != 0);
  if (count < 0) digits.push_back('-');
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::optional<WideCount> WideCountFrom(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || (text[0] == '0' && (negative || text.size() > 1))) return std::nullopt;
  const WideUnsigned limit = (WideUnsigned{1} << 127) - (negative ? 0 : 1);
  WideUnsigned value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    const auto next = static_cast<WideUnsigned>(digit - '0');
    if (value > (limit - next) / 10) return std::nullopt;
    value = value * 10 + next;
  }
  return static_cast<WideCount>(negative ? ~value + 1 : value);
}

}  // namespace cognitrack
