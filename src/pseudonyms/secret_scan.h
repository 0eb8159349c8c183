// Whether a text still holds what must never be shown: API keys, bearer tokens, e-mail addresses.
// The last look at a copy before it is written. What is found is named by kind, never quoted.
#pragma once

#include <optional>
#include <string_view>

namespace cognitrack {

// "an API key", "a bearer token", "a signed token", "an e-mail address"; nothing where none is
// found. Addresses under example.invalid, which pseudonyms are, and redacted keys ("sk-...abcd")
// are none.
std::optional<std::string_view> SecretIn(std::string_view text);

}  // namespace cognitrack
