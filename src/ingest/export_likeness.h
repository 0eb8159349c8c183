// Whether an anonymised copy of an export says the same as the export: read again by the product's
// own reader, row beside row.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "pseudonyms/pseudonyms.h"

namespace cognitrack {

struct ExportLikeness {
  std::int64_t rows = 0;        // With numbers.
  std::int64_t blank_rows = 0;  // Confirmed zeros.
  std::int64_t days = 0;
  std::int64_t groups = 0;  // Totals compared: by day, model or line item, tier, batch, unit.
};

// kInvariant, with what differs and no text of either file, unless the copy has as many rows, every
// row the same times and numbers, as many different series, and the same totals by start, model or
// line item (the original's under their pseudonyms), service tier, batch, currency and unit.
Result<ExportLikeness> CompareWithCopy(const std::string& original, const std::string& copy,
                                       Pseudonyms* pseudonyms);

}  // namespace cognitrack
