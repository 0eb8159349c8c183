// The verbs of the price book and of the check of the bill, for the verb table.
#pragma once

#include <string_view>

#include "cli/verb_table.h"

namespace cognitrack {

VerbSpec PricesCheckVerb(std::string_view group);
VerbSpec PricesExplainVerb(std::string_view group);
VerbSpec PricesInferVerb(std::string_view group);
VerbSpec ParityCostsVerb(std::string_view group);

}  // namespace cognitrack
