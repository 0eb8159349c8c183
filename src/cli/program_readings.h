// The readings that this program knows, as use cases take them.
#pragma once

#include "cli/command_context.h"
#include "ingest/shadow_comparison.h"

namespace cognitrack {

// Lives no longer than the context.
inline ProgramReadings ReadingsOf(CommandContext& context) {
  CliEnvironment& environment = context.environment();
  return {environment.readings, [&environment](int reading) {
            return environment.make_bucket_reader("openai", reading);
          }};
}

}  // namespace cognitrack
