// Values of a row that are skipped: a page is believed as a whole or not at all, so that they are
// checked, too.
#pragma once

#include <simdjson.h>

#include <string_view>

#include "providers/openai/json_token.h"

namespace cognitrack {

// Whether `value`, whose raw token and kind are given, is valid to the letter of RFC 8259; `whole`
// is then its text, from its first character to its last.
bool IsStrictValue(simdjson::ondemand::value value, std::string_view token, JsonKind kind,
                   std::string_view* whole);

}  // namespace cognitrack
