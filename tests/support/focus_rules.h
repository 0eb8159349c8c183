// The rules that every row of a FOCUS 1.2 file must keep (FinOps Open Cost and Usage Specification
// 1.2, 2025-05-29), as far as they concern billed costs of an API: columns, nulls, formats, allowed
// values. Reads the file by itself, with nothing of what wrote it.
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

}  // namespace cognitrack
