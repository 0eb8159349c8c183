// The version of the program; CMakeLists.txt says the same, and a test holds them together.
#pragma once

#include <string_view>

namespace cognitrack {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace cognitrack
