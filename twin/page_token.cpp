#include "twin/page_token.h"

#include <cstdint>

#include "base/hash.h"

namespace cognitrack::twin {
namespace {

constexpr std::string_view kPrefix = "page_";
// Eight bytes of position and twelve of hash: base64 of 20 bytes ends in "=".
constexpr std::size_t kHashBytes = 12;
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void AppendBigEndian(std::uint32_t value, std::string* bytes) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    *bytes += static_cast<char>((value >> shift) & 0xFFU);
  }
}

UtcSeconds BigEndianAt(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = value << 8U | static_cast<std::uint8_t>(bytes[at + i]);
  }
  return value;
}

std::string Base64(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8U | (i + j < bytes.size() ? static_cast<std::uint8_t>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += i + j > bytes.size() ? '=' : kAlphabet[(group >> (18 - 6 * j)) & 63U];
    }
  }
  return text;
}

}  // namespace

std::string IssueToken(const PagePosition& position, std::string_view query_identity) {
  std::string bytes;
  AppendBigEndian(static_cast<std::uint32_t>(position.next), &bytes);
  AppendBigEndian(static_cast<std::uint32_t>(position.end), &bytes);
  Blake2bHasher hasher;
  hasher.AddText("page token of the twin");
  hasher.AddBytes(bytes);
  hasher.AddText(query_identity);
  bytes += hasher.Finish().view().substr(0, kHashBytes);
  return std::string(kPrefix) + Base64(bytes);
}

std::optional<PagePosition> ReadToken(std::string_view token, std::string_view query_identity) {
  // Issuing again and comparing refuses every other spelling of the same bytes as well.
  if (!token.starts_with(kPrefix) || token.size() != kPrefix.size() + 28) return std::nullopt;
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : token.substr(kPrefix.size(), 27)) {
    const std::size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6U | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>((bits >> held) & 0xFFU);
  }
  const PagePosition position{BigEndianAt(bytes, 0), BigEndianAt(bytes, 4)};
  if (IssueToken(position, query_identity) != token) return std::nullopt;
  return position;
}

}  // namespace cognitrack::twin
