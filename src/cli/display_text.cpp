#include "cli/display_text.h"

#include <array>
#include <cstdint>

namespace cognitrack {
namespace {

struct Glyph {
  char32_t code = 0;
  std::size_t bytes = 1;
};

// The next code point; a broken byte stands for itself.
Glyph NextGlyph(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(0);
  const std::size_t length = first < 0x80    ? 1
                             : first >= 0xF0 ? 4
                             : first >= 0xE0 ? 3
                             : first >= 0xC2 ? 2
                                             : 1;
  if (length == 1 || text.size() < length) return {first, 1};
  char32_t code = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {first, 1};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  return {code, length};
}

int WidthOf(char32_t code) {
  struct Range {
    char32_t first, last;
  };
  static constexpr std::array<Range, 7> kWide = {{{0x1100, 0x115F},
                                                  {0x2E80, 0xA4CF},
                                                  {0xAC00, 0xD7A3},
                                                  {0xF900, 0xFAFF},
                                                  {0xFE30, 0xFE6F},
                                                  {0xFF00, 0xFF60},
                                                  {0x1F300, 0x1FAFF}}};
  if (code >= 0x300 && code <= 0x36F) return 0;
  if (code == 0x200B || code == 0xFE0F) return 0;
  for (const Range& range : kWide) {
    if (code >= range.first && code <= range.last) return 2;
  }
  return 1;
}

}  // namespace

int DisplayWidth(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    if (text.front() == '\x1b') {
      const std::size_t end = text.find('m');
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      continue;
    }
    const Glyph glyph = NextGlyph(text);
    width += WidthOf(glyph.code);
    text.remove_prefix(glyph.bytes);
  }
  return width;
}

std::string PaddedLeft(std::string_view text, int width) {
  const int missing = width - DisplayWidth(text);
  return std::string(missing > 0 ? static_cast<std::size_t>(missing) : 0, ' ').append(text);
}

std::string PaddedRight(std::string_view text, int width) {
  const int missing = width - DisplayWidth(text);
  return std::string(text).append(missing > 0 ? static_cast<std::size_t>(missing) : 0, ' ');
}

std::string Shortened(std::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  std::string kept;
  int used = 1;
  while (!text.empty()) {
    const Glyph glyph = NextGlyph(text);
    used += WidthOf(glyph.code);
    if (used > width) break;
    kept.append(text.substr(0, glyph.bytes));
    text.remove_prefix(glyph.bytes);
  }
  return kept + "…";
}

std::vector<std::string> Wrapped(std::string_view text, int width) {
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const std::size_t blank = text.find(' ');
    const std::string_view word = text.substr(0, blank);
    if (!line.empty() && DisplayWidth(line) + 1 + DisplayWidth(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
    text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string Printable(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const Glyph glyph = NextGlyph(text);
    if (glyph.code < 0x20 || (glyph.code >= 0x7F && glyph.code < 0xA0)) {
      shown += "\\x";
      shown += kHex[glyph.code >> 4U];
      shown += kHex[glyph.code & 0xFU];
    } else {
      shown.append(text.substr(0, glyph.bytes));
    }
    text.remove_prefix(glyph.bytes);
  }
  return shown;
}

}  // namespace cognitrack
