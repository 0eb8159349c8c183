// E-mail addresses inside texts. They are personal data: what CogniTrack was not asked to keep is
// replaced before anything is stored, shown or quoted (docs/NAMES.md).
#pragma once

#include <string>
#include <string_view>

namespace cognitrack {

// Stands where an address stood.
inline constexpr std::string_view kHiddenEmail = "(e-mail)";

// The text with every address in it replaced. An address is local@domain, where the domain ends in
// a label of two or more letters; "router@v2.1" and "@team" are none. Text without one comes back
// as it is.
std::string WithoutEmails(std::string_view text);

}  // namespace cognitrack
