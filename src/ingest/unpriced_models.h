// Models that were used and that a price book has no price of.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "pricing/price_book.h"
#include "store/ledger_store.h"

namespace cognitrack {

// How far back is looked for them, today counted.
inline constexpr int kPricedDays = 35;

// Of a source from `from` on, sorted.
Result<std::vector<std::string>> UnpricedModels(const SourceRecord& source, Day from,
                                                const PriceBook& book, LedgerStore& store);

}  // namespace cognitrack
