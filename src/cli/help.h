// The help texts: the overview of all verbs, and one verb in full. Written from the verb table.
#pragma once

#include <string>
#include <string_view>

#include "cli/text_style.h"

namespace cognitrack {

// `width` is how wide a line may be.
std::string OverviewHelp(const TextStyle& style, int width);
// Of a verb, or of a mere prefix of verbs ("config"): then the verbs below it.
std::string VerbHelp(std::string_view name, const TextStyle& style, int width);

}  // namespace cognitrack
