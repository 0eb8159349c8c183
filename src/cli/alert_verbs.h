// The part of the verb table that is about alerts and budgets.
#pragma once

#include <string_view>
#include <vector>

#include "cli/verb_table.h"

namespace cognitrack {

// alerts list, history, check, test; budgets list, set, remove, under that heading of the help.
std::vector<VerbSpec> AlertVerbs(std::string_view group);

}  // namespace cognitrack
