// A script of the schema, taken apart into its statements: the way it is shown, timed and run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cognitrack {

// In order, without comments and without the semicolon at the end. A semicolon inside quotes or
// inside $tag$ … $tag$ ends nothing.
std::vector<std::string> StatementsOf(std::string_view script);

// On one line, with single blanks, cut to `length` characters where it is longer.
std::string OneLine(std::string_view statement, std::size_t length);

}  // namespace cognitrack
