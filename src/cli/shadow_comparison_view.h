// A comparison of versions as text for people.
#pragma once

#include <string>

#include "cli/text_style.h"
#include "ingest/shadow_comparison.h"

namespace cognitrack {

std::string ComparisonText(const ShadowComparison& comparison, const TextStyle& style, int width);

}  // namespace cognitrack
