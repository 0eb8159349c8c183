// The form in which HTTP writes a time: "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7).
#pragma once

#include <string>

#include "base/time.h"

namespace cognitrack {

std::string FormatHttpDate(UtcSeconds time);

}  // namespace cognitrack
