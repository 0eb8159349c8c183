// UsagePricer: what use costs by the price book, meter by meter. A leaf: no I/O, no current time.
//
// - Input that was cached, written to the cache or of another modality is taken out of the whole
//   input by what the row reports; tokens that a row cannot tell apart are not priced.
// - A batch row pays the batch rate for all of its input: the cache gives no discount there.
// - `incentivized-tier` (tokens of OpenAI's data sharing) costs nothing.
// - Images in the input of a model without a price for them count as text.
// - Nothing is guessed: where the book has no price the units are told, their money is unknown.
//
// Source: OpenAI's dashboard exports of usage and costs of June 2025, compared line by line;
// OpenAI's help page 10306912 on data sharing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pricing/price_book.h"
#include "usage/metrics.h"

namespace cognitrack {

// Use that is priced alike: one model in one tier on one day.
struct PricedUse {
  std::string surface;
  std::string model;         // Empty where the surface knows none.
  std::string size;          // Of images; else empty.
  std::string service_tier;  // As the provider reports it; empty: not told.
  std::optional<bool> batch;
  Day day;
};

// What a unit of a meter costs: by the whole price book, and before a book of one's own says less.
struct UnitPrice {
  Rate rate;
  Rate list;
  bool operator==(const UnitPrice&) const = default;
};

// So many units of one meter, at a price; no price: unpriced.
struct MeterUse {
  Meter meter = Meter::kInput;
  std::int64_t units = 0;
  std::optional<UnitPrice> price;
};

struct UsePrice {
  std::string tier;   // One of kPriceTiers, or what the provider calls it where that is none.
  bool free = false;  // Not billed at all; the rates are then those that it would cost.
  std::vector<MeterUse> meters;  // With units other than 0, each meter once.
  // Tokens that the row's metrics do not tell apart: neither priced nor lost.
  std::int64_t untold = 0;
};

// What `units` cost, rounded half to even to 10^-12.
Picos CostOf(WideCount units, const Rate& rate);

class UsagePricer {
 public:
  UsagePricer(const PriceBook& book, std::string provider)
      : book_(book), provider_(std::move(provider)) {}

  UsePrice Price(const PricedUse& use, const MetricValues& metrics);
  // The price of a meter; nothing where the book has none.
  std::optional<UnitPrice> PriceOf(const std::string& model, const std::string& tier, Meter meter,
                                   Day day);

 private:
  using MeterPrices = std::array<std::optional<UnitPrice>, kMeterCount>;
  const MeterPrices& PricesOf(const std::string& model, const std::string& tier, Day day);

  const PriceBook& book_;
  std::string provider_;
  std::unordered_map<std::string, MeterPrices> known_;  // By day, tier and model.
};

// What the book calls the price of such use: the model, or for services the surface.
std::string PriceNameOf(const PricedUse& use);

}  // namespace cognitrack
