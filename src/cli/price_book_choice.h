// The price book that a verb prices by, and a remark where a file that was given hides the one that
// was promoted.
#pragma once

#include "cli/command_context.h"
#include "ingest/book_in_force.h"

namespace cognitrack {

Result<BookInForce> ChoosePriceBook(CommandContext& context, LedgerStore& store);
// Of the ledger that the settings name. A file that was given needs none.
Result<BookInForce> ChoosePriceBook(CommandContext& context);

}  // namespace cognitrack
