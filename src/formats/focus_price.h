// Meters, units and prices of the price book in the terms of FOCUS.
//
// Source: FOCUS 1.2, attribute Unit Format and columns SkuId, SkuPriceId, SkuMeter, PricingUnit,
// ListUnitPrice. A price stands there for a single unit, so that price × quantity is the cost; what
// is stored is counted in bytes and priced by the GiB, each for a day.
#pragma once

#include <string>
#include <string_view>

#include "formats/focus_writer.h"
#include "pricing/usage_price.h"

namespace cognitrack {

// The meter of one surface; of a meter of tokens the surface says nothing.
struct FocusMeter {
  Meter meter = Meter::kInput;
  std::string_view surface;
};

// Model and tier; with the meter; the meter in words.
FocusSku SkuOf(const std::string& model, const std::string& tier, const FocusMeter& meter);

FocusQuantity ConsumedOf(WideCount units, const FocusMeter& meter);
FocusQuantity PricingOf(WideCount units, const FocusMeter& meter);

// The price of one unit of PricingOf, as a decimal with all of its places.
std::string UnitPriceOf(const Rate& rate, const FocusMeter& meter);

}  // namespace cognitrack
