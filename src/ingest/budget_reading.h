// What budgets have cost so far: billed, and what the use costs by the price book on days that are
// not billed. It reads the ledger and writes nothing.
#pragma once

#include <vector>

#include "alerts/budget.h"
#include "pricing/price_book.h"
#include "store/ledger_store.h"

namespace cognitrack {

// A bill comes days after the use: a period is looked at for so long after its end.
inline constexpr UtcSeconds kBudgetGrace = 48 * kSecondsPerHour;

// The current period, and the one before it within kBudgetGrace. Without a price book, or without
// the source, what is not billed is unknown. `book` may be null.
Result<std::vector<BudgetSpending>> ReadSpending(const Budget& budget, const PriceBook* book,
                                                 LedgerStore& store, UtcSeconds now);

}  // namespace cognitrack
