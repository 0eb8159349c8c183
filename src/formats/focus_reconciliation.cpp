#include "formats/focus_reconciliation.h"

#include "formats/bill_json.h"
#include "formats/focus_price.h"
#include "formats/focus_usage.h"
#include "formats/focus_writer.h"

namespace cognitrack {
namespace {

FocusRow::Text NumberOf(WideCount count) {
  return count == 0 ? std::nullopt : FocusRow::Text(ToText(count));
}

FocusRow::Text AmountOf(const std::optional<Picos>& amount) {
  return amount ? FocusRow::Text(ToText(*amount)) : std::nullopt;
}

FocusRow::Text TextOf(std::string_view text) { return FocusRow::Text(text); }

WideCount AllUnits(const BillLine& line) {
  return line.units + line.unpriced_units + line.free_units;
}

bool IsWhole(const BillLine& line) { return line.listing && line.listing->units == AllUnits(line); }

const std::vector<FocusLayout::OwnColumn>& OwnColumns() {
  static const std::vector<FocusLayout::OwnColumn> kColumns = {{"x_CostBasis"},
                                                               {"x_ReconciliationVerdict"},
                                                               {"x_PricedCost", true},
                                                               {"x_Difference", true},
                                                               {"x_DifferenceCause"},
                                                               {"x_ImpliedUsdPerMillion", true},
                                                               {"x_UnpricedQuantity", true},
                                                               {"x_FreeQuantity", true},
                                                               {"x_Model"},
                                                               {"x_ServiceTier"},
                                                               {"x_ProviderLineItem"}};
  return kColumns;
}

std::vector<FocusRow::Text> OwnCells(const ReconciledRow& row) {
  const BillLine& line = row.line;
  const bool used = row.day.usage_read;
  return {TextOf(line.billed ? "billed" : kPricedUsage),
          TextOf(NameOf(row.day.verdict)),
          AmountOf(line.priced),
          AmountOf(row.difference()),
          line.cause ? TextOf(NameOf(*line.cause)) : std::nullopt,
          line.implied ? TextOf(PerMillionText(*line.implied)) : std::nullopt,
          used ? NumberOf(line.unpriced_units) : std::nullopt,
          used ? NumberOf(line.free_units) : std::nullopt,
          TextOf(line.model),
          line.meter ? TextOf(line.tier) : std::nullopt,
          line.billed ? TextOf(row.line_items()) : std::nullopt};
}

// Quantities and prices of the use. Those of several meters have no sum.
void AddUse(const BillLine& line, FocusRow* row) {
  if (!line.meter) return;
  const FocusMeter meter{*line.meter, line.name};
  const bool has_price = line.listing && (IsWhole(line) || !line.billed);
  if (has_price) {
    row->pricing = PricingOf(line.listing->units, meter);
    if (const auto& price = line.listing->price) {
      row->list_unit_price = UnitPriceOf(price->list, meter);
      row->contracted_unit_price = UnitPriceOf(price->rate, meter);
    }
  }
  const WideCount consumed = line.billed ? AllUnits(line) : line.listing->units;
  if (consumed > 0) row->consumed = ConsumedOf(consumed, meter);
  if (!line.model.empty()) row->sku = SkuOf(line.model, line.tier, meter);
}

FocusRow RowOf(const ReconciledRow& reconciled) {
  const BillLine& line = reconciled.line;
  FocusRow row;
  row.day = line.day;
  row.currency = reconciled.currency;
  row.billed = row.effective = line.billed.value_or(Picos{});
  row.list = row.contracted = row.billed;
  if (line.listing && (IsWhole(line) || !line.billed)) {
    row.list = line.listing->list;
    row.contracted = line.listing->contracted;
  }
  row.description = reconciled.line_items();
  row.project = line.project;
  if (reconciled.day.usage_read) AddUse(line, &row);
  row.own = OwnCells(reconciled);
  return row;
}

// Counts why a row cannot be written; whether it can.
bool CanHold(const ReconciledRow& row, FocusReconciled* count) {
  if (row.line.billed) return true;
  if (!row.is_compared) {
    ++count->without_amount;
  } else if (!row.both_read()) {
    ++count->side_not_read;
  } else if (!row.line.listing) {
    ++count->without_price;
  } else {
    return true;
  }
  return false;
}

}  // namespace

Result<FocusReconciled> WriteFocusReconciliation(
    const BillDocument& document, const std::function<void(std::string_view)>& write) {
  FocusLayout layout;
  layout.provider = document.provider;
  layout.billing_account_id = document.source;
  layout.has_projects = layout.has_prices = true;
  layout.own = OwnColumns();
  TRY(FocusWriter writer, FocusWriter::Make(std::move(layout), write));
  FocusReconciled count;
  ForEachRow(document, [&](const ReconciledRow& row) {
    if (!CanHold(row, &count)) return;
    writer.Row(RowOf(row));
    ++count.rows;
  });
  return count;
}

}  // namespace cognitrack
