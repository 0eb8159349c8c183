// Writes rows of FOCUS 1.2 as CSV: the standard's part of it. What a row of the ledger says in
// these terms is decided by focus_costs.h, focus_usage.h and focus_reconciliation.h.
//
// Source: the FinOps Open Cost and Usage Specification 1.2 (2025-05-29). Columns in this order:
// those that are mandatory, those conditional ones that the rows can fill truthfully, then our
// own, which begin with x_. A null is an empty cell, a number a plain decimal, a time ISO 8601 in
// UTC with Z, ends exclusive. What is not known is null, never derived. Safe against formula
// injection (formats/formula_guard.h).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "money/picos.h"

namespace cognitrack {

// What the rows to be written have in common; it decides the columns.
struct FocusLayout {
  // One of our own columns. Texts are made safe, numbers are not touched.
  struct OwnColumn {
    std::string name;  // Begins with x_.
    bool is_number = false;
  };

  std::string provider;            // As in the ledger: "openai".
  std::string billing_account_id;  // Whom the provider bills: the organisation.
  bool has_projects = false;       // SubAccountId, SubAccountType.
  bool has_keys = false;           // ResourceId, ResourceType.
  bool has_prices = false;  // SkuId, SkuPriceId, SkuMeter, ListUnitPrice, ContractedUnitPrice.
  bool has_tags = false;
  std::vector<OwnColumn> own;
};

struct FocusQuantity {
  std::string amount;  // A plain decimal.
  std::string unit;    // As FOCUS writes units: "Tokens".
};

// Which price of the list a row was priced by.
struct FocusSku {
  std::string id;
  std::string price_id;
  std::string meter;
};

// Nothing: null. A text that is '' is null, too.
struct FocusRow {
  using Text = std::optional<std::string>;

  Day day;
  std::string currency;  // Of any case.
  Picos billed;
  Picos effective;
  Picos contracted;
  Picos list;
  Text description;
  std::optional<FocusQuantity> pricing;
  std::optional<FocusQuantity> consumed;
  Text project;
  Text api_key;
  std::optional<FocusSku> sku;
  Text list_unit_price;  // Plain decimals, for one of pricing->unit.
  Text contracted_unit_price;
  Text tags;
  std::vector<Text> own;  // One a column of FocusLayout::own, in its order.
};

class FocusWriter {
 public:
  // `write` takes bytes as they come; the header is written at once. kUsage for a provider whose
  // FOCUS names are not known.
  static Result<FocusWriter> Make(FocusLayout layout, std::function<void(std::string_view)> write);

  void Row(const FocusRow& row);

 private:
  struct Names;
  // What a cell holds; nothing: null.
  using Cell = std::optional<std::string>;
  struct Column {
    std::string name;
    std::function<Cell(const FocusRow&)> cell;
  };

  FocusWriter(FocusLayout layout, std::function<void(std::string_view)> write)
      : layout_(std::move(layout)), write_(std::move(write)) {}
  void AddCostColumns();
  void AddChargeColumns();
  void AddServiceColumns(const Names& names);
  void AddQuantityColumns();
  void AddConditionalColumns();
  void AddPriceColumns();
  void AddOwnColumns();
  void Add(std::string name, std::function<Cell(const FocusRow&)> cell);
  void AddConstant(std::string name, std::string value);
  void AddText(std::string name, FocusRow::Text FocusRow::*text);
  void AddNumber(std::string name, FocusRow::Text FocusRow::*number);

  FocusLayout layout_;
  std::function<void(std::string_view)> write_;
  std::vector<Column> columns_;
  std::string line_;
};

}  // namespace cognitrack
