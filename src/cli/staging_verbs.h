// The part of the verb table that is about copies for others to see.
#pragma once

#include <string_view>

#include "cli/verb_table.h"

namespace cognitrack {

// Under that heading of the help.
VerbSpec AnonymiseVerb(std::string_view group);
VerbSpec CaptureVerb(std::string_view group);

}  // namespace cognitrack
