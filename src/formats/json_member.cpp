#include "formats/json_member.h"

namespace cognitrack::json_member {

void Text(std::string_view name, std::string_view text, JsonWriter* to) {
  to->Key(name);
  to->String(text);
}

void TextOrNull(std::string_view name, std::string_view text, JsonWriter* to) {
  to->Key(name);
  if (text.empty()) return to->Null();
  to->String(text);
}

void Count(std::string_view name, WideCount count, JsonWriter* to) {
  to->Key(name);
  to->Integer(count);
}

void Flag(std::string_view name, bool value, JsonWriter* to) {
  to->Key(name);
  to->Boolean(value);
}

void Money(std::string_view name, std::optional<Picos> amount, JsonWriter* to) {
  to->Key(name);
  if (!amount) return to->Null();
  to->String(ToText(*amount));
}

}  // namespace cognitrack::json_member
