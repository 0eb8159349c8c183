// UsageEvents: the ledger's rows of completions in the words of the predecessor's clients, one
// event a row, and beside them what those never told: how many there are, which windows, whole
// totals.
#pragma once

#include <cstdint>
#include <string>

#include "cli/command_context.h"

namespace cognitrack {

struct UsageEventsPage {
  std::int64_t limit = 100;
  std::int64_t offset = 0;
};

// A page of the document: the newest window first, rows of a window in an order that does not
// change, so that pages of an unchanged ledger neither repeat nor skip a row. kTryLater where the
// ledger changes faster than it can be read.
Result<std::string> UsageEventsJson(const UsageEventsPage& page, CommandContext& context);

}  // namespace cognitrack
