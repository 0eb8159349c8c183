// The names verbs' part of the verb table.
#pragma once

#include <string_view>

#include "cli/verb_table.h"

namespace cognitrack {

// `group`: the heading of verbs that read and fill the ledger's names.
VerbSpec NamesVerb(std::string_view group);
VerbSpec NamesPullVerb(std::string_view group);
VerbSpec NamesListVerb(std::string_view group);
VerbSpec NamesShowVerb(std::string_view group);

}  // namespace cognitrack
