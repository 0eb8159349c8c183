#include "twin/json_text.h"

#include "twin/usage_query.h"

namespace cognitrack::twin {
namespace {

std::string TextOrNull(std::string_view text) { return text.empty() ? "null" : JsonString(text); }

}  // namespace

std::string JsonString(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20) {
      quoted += "\\u00";
      quoted += kHex[byte >> 4U];
      quoted += kHex[byte & 15U];
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string ErrorBody(const ApiError& error) {
  return R"({"error":{"message":)" + JsonString(error.message) + R"(,"type":)" +
         JsonString(error.type) + R"(,"param":)" + TextOrNull(error.param) + R"(,"code":)" +
         TextOrNull(error.code) + "}}";
}

}  // namespace cognitrack::twin
