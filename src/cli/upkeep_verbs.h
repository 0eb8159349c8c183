// The verbs that look after the database, as the help shows them.
#pragma once

#include <string_view>
#include <vector>

#include "cli/verb_table.h"

namespace cognitrack {

// backup, restore, copy, migrate status, plan, up and down.
std::vector<VerbSpec> UpkeepVerbs(std::string_view group);

}  // namespace cognitrack
