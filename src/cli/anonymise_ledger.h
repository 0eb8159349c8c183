// The part of 'anonymise' that makes a new ledger.
#pragma once

#include "base/result.h"
#include "cli/command_context.h"

namespace cognitrack {

// Copies the ledger in force to the place of --to, takes what is the customer's out of the copy,
// compares both, and only then puts it in its place.
Result<int> AnonymiseLedger(CommandContext& context);

}  // namespace cognitrack
