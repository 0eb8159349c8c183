// The verbs of the service, as rows of the verb table.
#pragma once

#include <string_view>
#include <vector>

#include "cli/verb_table.h"

namespace cognitrack {

std::vector<VerbSpec> ServiceVerbs(std::string_view group);

}  // namespace cognitrack
