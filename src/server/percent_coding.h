// Percent-encoding of addresses (RFC 3986 §2.1), undone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cognitrack {

// Nothing where a percent sign is not followed by two hexadecimal digits. The bytes may be any.
std::optional<std::string> PercentDecoded(std::string_view text);

}  // namespace cognitrack
