// Writes billed costs as FOCUS 1.2 rows in CSV: one row of costs (day × project × line item …) is
// one FOCUS row.
//
// Source: the FinOps Open Cost and Usage Specification 1.2 (2025-05-29). Columns in this order:
// those that are mandatory, those conditional ones that the costs can fill truthfully, then our
// own, which begin with x_. A null is an empty cell, a number a plain decimal, a time ISO 8601 in
// UTC with Z, ends exclusive. What is not known is null, never derived: quantities are those that
// the provider billed, and stand there only where it said for which line item and in which unit; a
// list price is not known, so that ListCost is the amount. Safe against formula injection
// (formats/formula_guard.h).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "allocation/allocation_statement.h"
#include "base/result.h"
#include "usage/window.h"

namespace cognitrack {

// What the rows to be written have in common.
struct FocusContent {
  std::string provider;            // As in the ledger: "openai".
  std::string billing_account_id;  // Whom the provider bills: the organisation.
  Grain grain;                     // The union over the windows; it decides the columns.
  // Allocation rules are in force: Tags (business_unit and cost_centre of a row that is one owner's
  // alone) and x_Allocation (its parts with their amounts, as JSON) are columns.
  bool is_allocated = false;
};

class FocusWriter {
 public:
  // `write` takes bytes as they come; the header is written at once. kUsage for a provider whose
  // FOCUS names are not known.
  static Result<FocusWriter> Make(FocusContent content,
                                  std::function<void(std::string_view)> write);

  // False, with nothing written, for a row without amount or currency: FOCUS wants both.
  [[nodiscard]] bool Row(Day day, const Series& series, const MetricValues& metrics,
                         const std::vector<AllocatedPart>& parts);

 private:
  struct Names;
  struct BilledRow;
  // What a cell holds; nothing: null.
  using Cell = std::optional<std::string>;
  struct Column {
    std::string name;
    std::function<Cell(const BilledRow&)> cell;
  };

  FocusWriter(FocusContent content, std::function<void(std::string_view)> write)
      : content_(std::move(content)), write_(std::move(write)) {}
  void AddCostColumns();
  void AddChargeColumns();
  void AddServiceColumns(const Names& names);
  void AddQuantityColumns();
  void AddConditionalColumns();
  void AddOwnColumns();
  void Add(std::string name, std::function<Cell(const BilledRow&)> cell);
  void AddConstant(std::string name, std::string value);
  void AddDimension(std::string name, std::string dimension);

  FocusContent content_;
  std::function<void(std::string_view)> write_;
  std::vector<Column> columns_;
};

}  // namespace cognitrack
