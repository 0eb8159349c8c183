// Billed costs as FOCUS 1.2 rows: one row of costs (day × project × line item …) is one FOCUS row.
// Quantities are those that the provider billed, and stand there only where it said for which line
// item and in which unit; a list price is not known, so that ListCost is the amount.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "allocation/allocation_statement.h"
#include "base/result.h"
#include "formats/focus_writer.h"
#include "usage/window.h"

namespace cognitrack {

// What the rows to be written have in common.
struct FocusCostsContent {
  std::string provider;            // As in the ledger: "openai".
  std::string billing_account_id;  // Whom the provider bills: the organisation.
  Grain grain;                     // The union over the windows; it decides the columns.
  // Allocation rules are in force: Tags (business_unit and cost_centre of a row that is one owner's
  // alone) and x_Allocation (its parts with their amounts, as JSON) are columns.
  bool is_allocated = false;
};

class FocusCostsWriter {
 public:
  // As FocusWriter::Make.
  static Result<FocusCostsWriter> Make(FocusCostsContent content,
                                       std::function<void(std::string_view)> write);

  // False, with nothing written, for a row without amount or currency: FOCUS wants both.
  [[nodiscard]] bool Row(Day day, const Series& series, const MetricValues& metrics,
                         const std::vector<AllocatedPart>& parts);

 private:
  FocusCostsWriter(FocusWriter writer, std::vector<std::string> own_dimensions, bool is_allocated)
      : writer_(std::move(writer)),
        own_dimensions_(std::move(own_dimensions)),
        is_allocated_(is_allocated) {}

  FocusWriter writer_;
  std::vector<std::string> own_dimensions_;  // That have a column of ours, in order.
  bool is_allocated_;
};

}  // namespace cognitrack
