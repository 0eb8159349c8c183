// The summary of a rehearsal, as text and as the document that operators keep.
#pragma once

#include <chrono>
#include <string>

#include "cli/text_style.h"
#include "rehearsal/rehearsal.h"

namespace cognitrack {

// `took` is of real time: the one figure that differs from one rehearsal to the next.
std::string RehearsalText(const RehearsalSummary& summary, std::chrono::milliseconds took,
                          const TextStyle& style, int width);
std::string RehearsalJson(const RehearsalSummary& summary, std::chrono::milliseconds took);

}  // namespace cognitrack
