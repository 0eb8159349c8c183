// Request ids: what log lines of one request have in common, and what its sender is told
// (X-Request-Id).
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"

namespace cognitrack {

// `given`, where it is 8 to 64 letters, digits, '-', '_' and '.'; else a new one of 16 hex digits.
std::string RequestIdFrom(std::string_view given, Random& random);

}  // namespace cognitrack
