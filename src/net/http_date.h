// The three forms of an HTTP date (RFC 9110 §5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT",
// "Sunday, 06-Nov-94 08:49:37 GMT" and "Sun Nov  6 08:49:37 1994". Always UTC. The name of the
// weekday must be one, but is not checked against the date.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace cognitrack {

// Nothing for anything else. A year of two digits is the one that lies at most 50 years after
// `now`.
std::optional<UtcSeconds> ParseHttpDate(std::string_view text, UtcSeconds now);

}  // namespace cognitrack
