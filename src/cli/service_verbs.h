// The verbs of the service, as rows of the verb table.
#pragma once

#include <string_view>

#include "cli/verb_table.h"

namespace cognitrack {

VerbSpec ServeVerb(std::string_view group);

}  // namespace cognitrack
