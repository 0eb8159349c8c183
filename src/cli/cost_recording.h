// Checking what was used against what was billed, and keeping what was found in the ledger, with
// the run that found it: for `parity costs`, and after pulls that stored costs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/command_context.h"
#include "pricing/bill_document.h"

namespace cognitrack {

// How many lines the JSON document on standard output and the ledger's record hold at most.
inline constexpr std::size_t kBillLinesShown = 1'000;

// What was found, by the price book of that digest.
struct CheckedCosts {
  BillDocument document;
  std::string price_book;
};

Result<CheckedCosts> CheckCostsOf(CommandContext& context, const std::string& source,
                                  std::optional<Day> from, std::optional<Day> to);
// Gives the run. A ledger that may not be written stays as it is.
Result<std::int64_t> RecordCosts(CommandContext& context, const CheckedCosts& checked,
                                 UtcSeconds started_at);

// Checks each source whose newest pull of costs that changed something was not checked since; gives
// how many. kTryLater where somebody else is writing: the next look does it.
Result<int> ReconcilePulls(CommandContext& context);

}  // namespace cognitrack
