// The manual page cognitrack(1), as roff. Written from the verb table and the table of settings, as
// the help is.
#pragma once

#include <string>

namespace cognitrack {

std::string ManPage();

}  // namespace cognitrack
