// The part of the verb table that is about comparing exports with a ledger, and about the documents
// on record of it.
#pragma once

#include <string_view>

#include "cli/verb_table.h"

namespace cognitrack {

// Under that heading of the help.
VerbSpec ParityVerb(std::string_view group);
VerbSpec ParitySignVerb(std::string_view group);
VerbSpec ParityListVerb(std::string_view group);
VerbSpec ParityShowVerb(std::string_view group);

}  // namespace cognitrack
