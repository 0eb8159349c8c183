// The part of the verb table that is about rolling back.
#pragma once

#include <string_view>
#include <vector>

#include "cli/verb_table.h"

namespace cognitrack {

// rollback, rollback plan and run, under that heading of the help.
std::vector<VerbSpec> RollbackVerbs(std::string_view group);

}  // namespace cognitrack
