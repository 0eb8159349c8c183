#include "formats/focus_usage.h"

#include "formats/focus_price.h"
#include "pricing/line_item.h"

namespace cognitrack {
namespace {

constexpr std::string_view kDollars = "usd";

// As bills write it.
std::string DescriptionOf(const PricedRow& priced) {
  if (priced.meter == Meter::kUnit) return priced.model;
  return LineItemText({priced.model, priced.tier, priced.meter});
}

}  // namespace

Result<FocusUsageWriter> FocusUsageWriter::Make(std::string provider,
                                                std::string billing_account_id,
                                                std::function<void(std::string_view)> write) {
  FocusLayout layout;
  layout.provider = std::move(provider);
  layout.billing_account_id = std::move(billing_account_id);
  layout.has_projects = layout.has_keys = layout.has_prices = true;
  layout.own = {{"x_CostBasis"}, {"x_Surface"}, {"x_Model"}, {"x_ServiceTier"}, {"x_FreeUse"}};
  TRY(FocusWriter writer, FocusWriter::Make(std::move(layout), std::move(write)));
  return FocusUsageWriter(std::move(writer));
}

bool FocusUsageWriter::Row(Day day, const PricedRow& priced) {
  const auto cost = priced.cost();
  if (!cost) return false;
  const FocusMeter meter{priced.meter, priced.surface};
  const UnitPrice& price = *priced.price;
  FocusRow row;
  row.day = day;
  row.currency = kDollars;
  row.effective = *cost;
  row.contracted = CostOf(priced.units, price.rate);
  row.list = CostOf(priced.units, price.list);
  row.description = DescriptionOf(priced);
  row.pricing = PricingOf(priced.units, meter);
  row.consumed = ConsumedOf(priced.units, meter);
  row.project = priced.project;
  row.api_key = priced.api_key;
  row.sku = SkuOf(priced.model, priced.tier, meter);
  row.list_unit_price = UnitPriceOf(price.list, meter);
  row.contracted_unit_price = UnitPriceOf(price.rate, meter);
  row.own = {std::string(kPricedUsage), priced.surface, priced.model, priced.tier,
             priced.free ? FocusRow::Text("data_sharing") : std::nullopt};
  writer_.Row(row);
  return true;
}

}  // namespace cognitrack
