// The rules that every row of a FOCUS 1.2 file must keep (FinOps Open Cost and Usage Specification
// 1.2, 2025-05-29), as far as they concern costs and use of an API: columns, nulls, formats,
// allowed values, cost = unit price × quantity; and those that our own columns promise. Reads and
// calculates by itself, with nothing of what wrote the file.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cognitrack {

// The file as rows of column → cell. For files without faults of form.
std::vector<std::map<std::string, std::string>> FocusRows(std::string_view csv);

// One text a fault; empty: the file keeps every rule.
std::vector<std::string> FocusFaults(std::string_view csv);

// The sum of a column, as a plain decimal; nulls are left out.
std::string FocusSum(std::string_view csv, const std::string& column);

}  // namespace cognitrack
