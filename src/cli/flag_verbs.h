// The part of the verb table that is about flags.
#pragma once

#include <string_view>
#include <vector>

#include "cli/verb_table.h"

namespace cognitrack {

// flags, flags set, reset and history, under that heading of the help.
std::vector<VerbSpec> FlagVerbs(std::string_view group);

}  // namespace cognitrack
