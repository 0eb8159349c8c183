// Cost check: the usage held, priced by the price book, against the costs held (`parity costs`). It
// reads the ledger and writes nothing: recording what was found is the caller's.
#pragma once

#include <optional>
#include <string>

#include "pricing/bill_document.h"
#include "pricing/price_book.h"
#include "store/ledger_store.h"

namespace cognitrack {

struct CostCheckOptions {
  std::string source;
  // The days that costs are held of by default; of usage where no costs are held. Inclusive.
  std::optional<Day> from;
  std::optional<Day> to;
  BillBands bands;
  bool every_line = false;  // Lines without a difference, too.
};

// kUsage for an empty range; kConfig where there are sources, but none of that name (no source at
// all is an empty ledger). The document's verdict is the answer, not an Error.
Result<BillDocument> CheckCosts(const CostCheckOptions& options, const PriceBook& book,
                                LedgerStore& store);

}  // namespace cognitrack
