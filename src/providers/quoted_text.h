// Quoting what a provider wrote, in messages for people: never long, never on several lines, never
// with anything that looks like a key or an e-mail address in it.
#pragma once

#include <string>
#include <string_view>

namespace cognitrack {

// At most 300 characters (bytes of whole UTF-8 characters; "…" marks a cut), control characters as
// "\n" or "\x1b", invalid UTF-8 as "\xff", and "sk-…" for every word that begins like a key,
// "(e-mail)" for every address.
std::string QuotedText(std::string_view text);

}  // namespace cognitrack
