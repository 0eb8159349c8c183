// JSON texts as the twin writes them.
#pragma once

#include <string>
#include <string_view>

namespace cognitrack::twin {

// The text in quotes, escaped; bytes from 0x80 on are kept as they are.
std::string JsonString(std::string_view text);

// {"error":{"message","type","param","code"}}: the provider's envelope; an empty param or code is
// null.
struct ApiError;
std::string ErrorBody(const ApiError& error);

}  // namespace cognitrack::twin
