// The entries of the verb table about retention, cursors and the archive.
#pragma once

#include "cli/verb_table.h"

namespace cognitrack {

VerbSpec CursorsVerb(std::string_view group);
VerbSpec CursorsResetVerb(std::string_view group);
VerbSpec RebuildVerb(std::string_view group);
VerbSpec PruneVerb(std::string_view group);

}  // namespace cognitrack
