#include "server/target.h"

#include <charconv>

#include "base/utf8.h"

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

std::optional<std::string> Decoded(std::string_view text) {
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

}  // namespace

std::optional<Target> ParseTarget(std::string_view text) {
  const std::size_t mark = text.find('?');
  std::optional<std::string> path = Decoded(text.substr(0, mark));
  if (!path || path->find('\0') != path->npos) return std::nullopt;
  if (FirstInvalidUtf8(*path) != std::string_view::npos) return std::nullopt;
  return Target{*std::move(path),
                mark == text.npos ? std::string() : std::string(text.substr(mark + 1))};
}

}  // namespace cognitrack
