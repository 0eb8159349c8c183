// A reconciliation of usage and bill as rows, one a line: as CSV or as JSON lines, and the order of
// rows that FOCUS has, too. It wants a document of every line.
//
// Columns, likewise the names in JSON: date, verdict (of the day), usage_read, costs_read,
// project_id, line_item (as the bill writes it, or would; several for one use with "; " between),
// model, tier, meter, units, unpriced_units, free_units, amount_currency, billed, priced,
// difference, cause, implied_usd_per_million. Amounts are decimal text. What is not known is blank
// or null, never 0: `billed` where the bill has no such line or the costs were not read, `priced`
// where no use has a price, `difference` where a side was not read.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "pricing/bill_document.h"

namespace cognitrack {

// A line of the document: its day's facts beside it.
struct ReconciledRow {
  const BillDay& day;
  const BillLine& line;
  std::string_view currency;
  bool is_compared = true;  // False: a line in another currency, or without an amount.

  bool both_read() const { return day.usage_read && day.costs_read; }
  // Nothing where the difference is not known.
  std::optional<Picos> difference() const;
  std::string line_items() const;
};

// By day; what was not compared behind what was.
void ForEachRow(const BillDocument& document, const std::function<void(const ReconciledRow&)>& row);

enum class RowForm { kCsv, kJsonLines };

// `write` takes bytes as they come. Gives how many rows there were.
std::int64_t WriteReconciliation(const BillDocument& document, RowForm form,
                                 const std::function<void(std::string_view)>& write);

}  // namespace cognitrack
