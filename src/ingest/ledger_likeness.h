// Whether an anonymised copy of a ledger says the same as the ledger, asked through the same port
// as every report.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "pseudonyms/pseudonyms.h"
#include "store/ledger_store.h"

namespace cognitrack {

struct LedgerLikeness {
  std::int64_t windows = 0;
  std::int64_t revisions = 0;  // Contents of all windows, older ones included.
  std::int64_t rows = 0;
  std::int64_t groups = 0;  // Totals compared.
};

// kInvariant, with what differs and no text of either ledger, unless both hold the same windows,
// each with the same history, counts and totals, and give the same totals by day, model or line
// item (the original's under their pseudonyms), service tier, batch, currency and unit; and unless
// the copy agrees with itself as 'doctor' checks it.
Result<LedgerLikeness> CompareWithCopy(LedgerStore& original, LedgerStore& copy,
                                       Pseudonyms* pseudonyms);

}  // namespace cognitrack
