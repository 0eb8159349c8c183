// The part of the verb table that is about who may ask a service, and what was changed.
#pragma once

#include <string_view>
#include <vector>

#include "cli/verb_table.h"

namespace cognitrack {

// accounts …, tokens … and audit …, under that heading of the help.
std::vector<VerbSpec> AccountVerbs(std::string_view group);

}  // namespace cognitrack
