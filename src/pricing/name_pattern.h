// Name patterns: how the rules of a price book name models and line items. "*" stands for any run
// of characters, none included; all else stands for itself.
#pragma once

#include <string>
#include <string_view>

namespace cognitrack {

bool Fits(std::string_view pattern, std::string_view name);

// `text` with its "*", if it has one, replaced by what the first "*" of a pattern that fits stands
// for: the shortest run that lets the rest fit.
std::string FilledIn(std::string_view text, std::string_view pattern, std::string_view name);

}  // namespace cognitrack
