// The part of the verb table that is about versions in shadow.
#pragma once

#include <string_view>
#include <vector>

#include "cli/verb_table.h"

namespace cognitrack {

// shadow, shadow begin, compare, promote, drop, back and history, under that heading of the help.
std::vector<VerbSpec> ShadowVerbs(std::string_view group);

}  // namespace cognitrack
