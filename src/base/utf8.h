// UTF-8, strictly: no overlong forms, no surrogates, nothing over U+10FFFF (Unicode 15, table 3-7).
#pragma once

#include <string_view>

namespace cognitrack {

// The position of the first byte that does not begin or continue a valid character; npos where all
// of `text` is valid.
std::size_t FirstInvalidUtf8(std::string_view text);

}  // namespace cognitrack
