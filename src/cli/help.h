// The help texts: the overview of all verbs, and one verb in full. Written from the verb table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/text_style.h"
#include "cli/verb_table.h"

namespace cognitrack {

// `width` is how wide a line may be.
std::string OverviewHelp(const TextStyle& style, int width);
// Of a verb, or of a mere prefix of verbs ("config"): then the verbs below it.
std::string VerbHelp(std::string_view name, const TextStyle& style, int width);

// What every verb may end with, and all that one may, by code.
const std::vector<ExitSpec>& CommonExits();
bool IsCommonExit(const ExitSpec& exit);
std::vector<ExitSpec> ExitsOf(const VerbSpec& verb);

}  // namespace cognitrack
