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

}  // namespace cognitrack
