// How this module names the place of a fault in a file: "file:line:column: reason". Lines are
// counted by line breaks, the header being line 1; the column is the number of the cell in its row,
// from 1, as a spreadsheet counts columns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace cognitrack {

// kBadInput at a cell.
Error InputErrorAt(const std::string& file, std::int64_t line, std::int64_t column,
                   const std::string& reason);

// A cell's text as it may stand in a message: in single quotes, control characters and bytes that
// are no UTF-8 as \xNN, cut after 40 bytes.
std::string Quoted(std::string_view cell);

}  // namespace cognitrack
