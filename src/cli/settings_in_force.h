// The settings that hold for a command: read once where the environment brings none.
#pragma once

#include "base/result.h"
#include "cli/command_line.h"
#include "cli/settings.h"

namespace cognitrack {

// kConfig for a value that may not be.
Result<Settings> SettingsInForce(const CommandOptions& options, const CliEnvironment& environment);

}  // namespace cognitrack
