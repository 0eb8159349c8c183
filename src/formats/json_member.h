// Members of an object, written as the documents have them: an amount that is not known is null,
// and so is a text that may be blank.
#pragma once

#include <optional>
#include <string_view>

#include "base/wide_count.h"
#include "formats/json_writer.h"
#include "money/picos.h"

namespace cognitrack::json_member {

void Text(std::string_view name, std::string_view text, JsonWriter* to);
void TextOrNull(std::string_view name, std::string_view text, JsonWriter* to);
void Count(std::string_view name, WideCount count, JsonWriter* to);
void Flag(std::string_view name, bool value, JsonWriter* to);
void Money(std::string_view name, std::optional<Picos> amount, JsonWriter* to);

}  // namespace cognitrack::json_member
