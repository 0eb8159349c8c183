#include "formats/input_error.h"

#include "base/hash.h"
#include "base/utf8.h"

namespace cognitrack {
namespace {

constexpr std::size_t kMaxShown = 40;

}  // namespace

Error InputErrorAt(const std::string& file, std::int64_t line, std::int64_t column,
                   const std::string& reason) {
  return {ErrorCode::kBadInput,
          file + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + reason};
}

std::string Quoted(std::string_view cell) {
  std::size_t length = cell.size();
  if (length > kMaxShown) {
    length = kMaxShown;
    // A character is not cut in the middle.
    while (length > 0 && (static_cast<unsigned char>(cell[length]) & 0xC0) == 0x80) --length;
  }
  const std::string_view shown = cell.substr(0, length);
  const bool is_text = FirstInvalidUtf8(shown) == std::string_view::npos;
  std::string text = "'";
  for (const char c : shown) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !is_text)) {
      text += "\\x" + ToHex(std::string_view(&c, 1));
    } else {
      text.push_back(c);
    }
  }
  text += length < cell.size() ? "…'" : "'";
  return text;
}

}  // namespace cognitrack
