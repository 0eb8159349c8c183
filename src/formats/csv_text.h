// A text as a cell of a CSV file that we write, safe in every spreadsheet.
#pragma once

#include <string>
#include <string_view>

namespace cognitrack {

// In quotes where it must be (also where another delimiter would tear the cell apart), with a '
// before what a spreadsheet would take for a formula (formats/formula_guard.h).
void AppendCsvText(std::string_view text, std::string* line);

}  // namespace cognitrack
