// The verb `rehearse`: a rehearsal in a temporary directory, and its summary.
#pragma once

#include "cli/command_context.h"
#include "rehearsal/rehearsal.h"

namespace cognitrack {

// 0 where the verdict is exact, else 1. kUsage for hours, a seed or faults that are none.
Result<int> RehearseIn(CommandContext& context, const RehearsalPorts& ports);

}  // namespace cognitrack
