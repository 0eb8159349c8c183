// Priced use as FOCUS 1.2 rows: one row of a day × project × API key × model × tier × meter.
//
// Use is not a bill. FOCUS wants a BilledCost in every row, and wants its sum to be the invoice; it
// is 0 where the money is billed by other rows, as FOCUS has it for use that is paid elsewhere.
// These others are the costs. What the use costs by the price book stands in EffectiveCost (free
// use: 0), ContractedCost (with a book of one's own) and ListCost (without), which are unit price ×
// quantity. x_CostBasis says so in every row: priced_usage.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/focus_writer.h"
#include "pricing/priced_rows.h"

namespace cognitrack {

// The value of x_CostBasis where the amounts are those of use by the price book.
inline constexpr std::string_view kPricedUsage = "priced_usage";

class FocusUsageWriter {
 public:
  // As FocusWriter::Make.
  static Result<FocusUsageWriter> Make(std::string provider, std::string billing_account_id,
                                       std::function<void(std::string_view)> write);

  // False, with nothing written, for use without a price: FOCUS wants amounts, and 0 is not one.
  [[nodiscard]] bool Row(Day day, const PricedRow& priced);

 private:
  explicit FocusUsageWriter(FocusWriter writer) : writer_(std::move(writer)) {}

  FocusWriter writer_;
};

}  // namespace cognitrack
