#include "providers/quoted_text.h"

#include <cstdint>

#include "names/email_text.h"

namespace cognitrack {
namespace {

constexpr std::size_t kLongest = 300;

bool IsKeyCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '*' || c == '.';
}

// "sk-" at the start of a word, and whatever could belong to the key after it.
std::string WithoutKeys(std::string_view text) {
  std::string safe;
  for (std::size_t i = 0; i < text.size();) {
    const bool begins_word = i == 0 || !IsKeyCharacter(text[i - 1]);
    if (!begins_word || text.substr(i, 3) != "sk-") {
      safe.push_back(text[i++]);
      continue;
    }
    safe += "sk-…";
    while (i < text.size() && IsKeyCharacter(text[i])) ++i;
  }
  return safe;
}

// The length of the UTF-8 character at the start of `text`; 0 where there is none.
std::size_t CharacterLength(std::string_view text) {
  const auto byte = [&text](std::size_t i) {
    return i < text.size() ? static_cast<std::uint8_t>(text[i]) : std::uint8_t{0};
  };
  const std::uint8_t first = byte(0);
  if (first < 0x80) return 1;
  const auto follows = [&byte](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
  if (first >= 0xC2 && first < 0xE0) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first < 0xF0) return follows(1) && follows(2) ? 3 : 0;
  if (first >= 0xF0 && first < 0xF5) return follows(1) && follows(2) && follows(3) ? 4 : 0;
  return 0;
}

std::string Escaped(char c) {
  if (c == '\n') return "\\n";
  if (c == '\r') return "\\r";
  if (c == '\t') return "\\t";
  constexpr char kDigits[] = "0123456789abcdef";
  const auto byte = static_cast<std::uint8_t>(c);
  return {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
}

}  // namespace

std::string QuotedText(std::string_view text) {
  // Cut first: a provider's answer may be megabytes; a key that straddles the cut is still found.
  const std::string safe = WithoutEmails(WithoutKeys(text.substr(0, 4 * kLongest)));
  std::string quoted;
  for (std::size_t i = 0; i < safe.size();) {
    const std::string_view rest = std::string_view(safe).substr(i);
    const std::size_t length = CharacterLength(rest);
    const auto byte = static_cast<std::uint8_t>(rest[0]);
    const bool is_plain = length > 0 && byte >= 0x20 && byte != 0x7F &&
                          !(byte == 0xC2 && static_cast<std::uint8_t>(rest[1]) < 0xA0);
    const std::string piece = is_plain ? std::string(rest.substr(0, length)) : Escaped(rest[0]);
    if (quoted.size() + piece.size() > kLongest) return quoted + "…";
    quoted += piece;
    i += is_plain ? length : 1;
  }
  return text.size() > 4 * kLongest ? quoted + "…" : quoted;
}

}  // namespace cognitrack
