#include "pricing/priced_rows.h"

namespace cognitrack {

std::optional<Picos> PricedRow::cost() const {
  if (!price) return std::nullopt;
  return free ? Picos{} : CostOf(units, price->rate);
}

void PricedRows::Add(const std::string& project, const std::string& api_key, const PricedUse& use,
                     const UsePrice& price) {
  Key key{use.surface, project, api_key, PriceNameOf(use), price.tier, price.free};
  for (const MeterUse& meter : price.meters) {
    key.meter = meter.meter;
    key.unpriced = !meter.price;
    Sum& sum = sums_[key];
    sum.units += meter.units;
    sum.price = meter.price;
  }
  if (price.untold == 0) return;
  key.meter = Meter::kInput;
  key.unpriced = true;
  sums_[key].units += price.untold;
}

std::vector<PricedRow> PricedRows::Rows() const {
  std::vector<PricedRow> rows;
  for (const auto& [key, sum] : sums_) {
    rows.push_back({key.surface, key.project, key.api_key, key.model, key.tier, key.free, key.meter,
                    sum.units, sum.price});
  }
  return rows;
}

}  // namespace cognitrack
