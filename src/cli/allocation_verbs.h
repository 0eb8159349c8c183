// The part of the verb table that is about allocation.
#pragma once

#include <string_view>
#include <vector>

#include "cli/verb_table.h"

namespace cognitrack {

// Under that heading of the help.
std::vector<VerbSpec> AllocationVerbs(std::string_view group);

}  // namespace cognitrack
