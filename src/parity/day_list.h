// Days in words, for notes and messages.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"

namespace cognitrack {

// "2026-03-01 – 2026-03-05, 2026-03-09": `days` in order, runs drawn together; after eight runs
// "and 3 more days".
std::string ToText(const std::vector<Day>& days);

}  // namespace cognitrack
