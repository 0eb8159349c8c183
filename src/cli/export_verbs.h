// The part of the verb table that is about exports.
#pragma once

#include <string_view>

#include "cli/verb_table.h"

namespace cognitrack {

// Under that heading of the help.
VerbSpec ExportVerb(std::string_view group);
VerbSpec ExportReconciliationVerb(std::string_view group);

}  // namespace cognitrack
