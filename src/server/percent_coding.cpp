#include "server/percent_coding.h"

#include <charconv>

namespace cognitrack {
namespace {

// The byte that the first two characters name.
std::optional<char> ByteOf(std::string_view digits) {
  if (digits.size() < 2) return std::nullopt;
  unsigned value = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + 2, value, 16);
  if (failed != std::errc() || end != digits.data() + 2) return std::nullopt;
  return static_cast<char>(value);
}

}  // namespace

std::optional<std::string> PercentDecoded(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain.push_back(text[i]);
      continue;
    }
    const std::optional<char> byte = ByteOf(text.substr(i + 1));
    if (!byte) return std::nullopt;
    plain.push_back(*byte);
    i += 2;
  }
  return plain;
}

}  // namespace cognitrack
