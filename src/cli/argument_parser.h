// The argument parser: what was typed → CommandOptions, after the verb table. The only file that
// knows CLI11 is its .cpp.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/command_options.h"

namespace cognitrack {

struct ParsedCommand {
  bool help = false;  // Help was asked for: of options.verb, or the overview where that is empty.
  CommandOptions options;
};

// kUsage for an unknown verb or option (with the nearest name), a missing or repeated value, a
// value of the wrong form, and a missing required option.
Result<ParsedCommand> ParseArguments(const std::vector<std::string>& arguments);

}  // namespace cognitrack
