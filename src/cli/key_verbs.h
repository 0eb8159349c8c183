// The part of the verb table that is about keys of providers.
#pragma once

#include <string_view>
#include <vector>

#include "cli/verb_table.h"

namespace cognitrack {

// keys list, add, check, rotate, disable, enable, remove, reseal, rotate-kek and retire-kek, under
// that heading of the help.
std::vector<VerbSpec> KeyVerbs(std::string_view group);

}  // namespace cognitrack
