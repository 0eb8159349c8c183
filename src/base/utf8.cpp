#include "base/utf8.h"

#include <cstdint>
#include <cstring>

namespace cognitrack {
namespace {

bool IsWithin(unsigned char byte, unsigned char low, unsigned char high) {
  return byte >= low && byte <= high;
}

// The length of the valid character at `at`, whose first byte is not ASCII; 0 where there is none.
std::size_t LengthAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char lead = byte(0);
  std::size_t length = 0;
  if (IsWithin(lead, 0xC2, 0xDF)) length = 2;
  if (IsWithin(lead, 0xE0, 0xEF)) length = 3;
  if (IsWithin(lead, 0xF0, 0xF4)) length = 4;
  if (length == 0 || text.size() - at < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if (!IsWithin(byte(i), 0x80, 0xBF)) return 0;
  }
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;  // Overlong.
  if (lead == 0xED && byte(1) > 0x9F) return 0;  // Surrogates.
  if (lead == 0xF0 && byte(1) < 0x90) return 0;  // Overlong.
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;  // Over U+10FFFF.
  return length;
}

}  // namespace

std::size_t FirstInvalidUtf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    std::uint64_t eight = 0;
    while (text.size() - at >= sizeof eight) {
      std::memcpy(&eight, text.data() + at, sizeof eight);
      if ((eight & 0x8080808080808080U) != 0) break;
      at += sizeof eight;
    }
    if (at == text.size()) break;
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const std::size_t length = LengthAt(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

}  // namespace cognitrack
