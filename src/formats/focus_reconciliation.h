// The reconciliation of usage and bill as FOCUS 1.2 rows: one row a line of the bill, with what the
// use that it is for costs by the price book beside it, and why the two differ.
//
// - The sum of BilledCost is the bill, of every currency: a row of use that the bill has no line
//   for adds 0 to it (x_CostBasis: priced_usage; of the bill's own rows: billed).
// - ListCost and ContractedCost are the use at its prices where all of it has one, else the billed
//   amount; quantities are those of the usage, with a unit price where one price gave all of them.
// - x_PricedCost, x_Difference (billed − priced, 0 within 10^-6), x_DifferenceCause and
//   x_ReconciliationVerdict (of the day) are those of `parity costs`.
// - Left out are lines without an amount, and, of what the bill has no line for, use without a
//   price, and use of days of which a side was not read: each has an amount that FOCUS wants and
//   nobody knows.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/reconciliation_rows.h"

namespace cognitrack {

struct FocusReconciled {
  std::int64_t rows = 0;
  // Left out, and why.
  std::int64_t without_amount = 0;
  std::int64_t side_not_read = 0;
  std::int64_t without_price = 0;
  std::int64_t left_out() const { return without_amount + side_not_read + without_price; }
};

// As FocusWriter::Make.
Result<FocusReconciled> WriteFocusReconciliation(
    const BillDocument& document, const std::function<void(std::string_view)>& write);

}  // namespace cognitrack
