#include "formats/json_writer.h"

#include <algorithm>

#include "base/utf8.h"

namespace cognitrack {
namespace {

void AppendEscaped(unsigned char byte, std::string* text) {
  constexpr char kDigits[] = "0123456789abcdef";
  switch (byte) {
    case '"':
      *text += "\\\"";
      return;
    case '\\':
      *text += "\\\\";
      return;
    case '\n':
      *text += "\\n";
      return;
    case '\r':
      *text += "\\r";
      return;
    case '\t':
      *text += "\\t";
      return;
    default:
      break;
  }
  if (byte >= 0x20) {
    text->push_back(static_cast<char>(byte));
    return;
  }
  *text += "\\u00";
  text->push_back(kDigits[byte >> 4]);
  text->push_back(kDigits[byte & 15]);
}

}  // namespace

void JsonWriter::Separate() {
  if (text_.empty()) return;
  const char last = text_.back();
  if (last != '{' && last != '[' && last != ':') text_.push_back(',');
}

void JsonWriter::BeginObject() {
  Separate();
  text_.push_back('{');
}

void JsonWriter::EndObject() { text_.push_back('}'); }

void JsonWriter::BeginArray() {
  Separate();
  text_.push_back('[');
}

void JsonWriter::EndArray() { text_.push_back(']'); }

void JsonWriter::Key(std::string_view name) {
  String(name);
  text_.push_back(':');
}

void JsonWriter::String(std::string_view text) {
  Separate();
  text_.push_back('"');
  while (!text.empty()) {
    const std::size_t valid = std::min(FirstInvalidUtf8(text), text.size());
    for (const char byte : text.substr(0, valid)) {
      AppendEscaped(static_cast<unsigned char>(byte), &text_);
    }
    if (valid < text.size()) text_ += "\xEF\xBF\xBD";
    text.remove_prefix(std::min(valid + 1, text.size()));
  }
  text_.push_back('"');
}

void JsonWriter::Integer(WideCount value) {
  Separate();
  text_ += ToText(value);
}

void JsonWriter::Boolean(bool value) {
  Separate();
  text_ += value ? "true" : "false";
}

void JsonWriter::Null() {
  Separate();
  text_ += "null";
}

void JsonWriter::Decimal(const std::string& decimal) {
  if (decimal.find('.') != std::string::npos) return String(decimal);
  Separate();
  text_ += decimal;
}

}  // namespace cognitrack
