// Serve: the verb `serve`. One process over one ledger: a pool of readers, the HTTP interface,
// until the process is told to stop; then the requests in progress are ended.
#pragma once

#include "base/result.h"
#include "cli/command_context.h"

namespace cognitrack {

// kConfig for an address beyond loopback without a token; else what opening the ledger or listening
// gave. Makes the schema in an empty database.
Result<int> Serve(CommandContext& context);

}  // namespace cognitrack
