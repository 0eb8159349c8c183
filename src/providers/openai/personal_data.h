// Personal data in what a provider wrote (the e-mail address of a cost row), which is never stored:
// neither as a dimension nor in the archive.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cognitrack {

// Whether a field of that name holds an e-mail address.
bool IsPersonalField(std::string_view name);

// `text` with the text "(e-mail)" in place of each of `values`, which are parts of it, in order.
std::string WithoutPersonalData(std::string_view text, const std::vector<std::string_view>& values);

}  // namespace cognitrack
