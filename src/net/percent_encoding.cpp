#include "net/percent_encoding.h"

#include <cstdint>

namespace cognitrack {
namespace {

bool IsUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

void AppendPercentEncoded(std::string_view value, std::string* to) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  for (const char c : value) {
    if (IsUnreserved(c)) {
      to->push_back(c);
      continue;
    }
    const auto byte = static_cast<std::uint8_t>(c);
    to->push_back('%');
    to->push_back(kDigits[byte >> 4]);
    to->push_back(kDigits[byte & 15]);
  }
}

}  // namespace cognitrack
