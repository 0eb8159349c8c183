// PriceBook: dated list prices, each with its source. A leaf: it knows no file and no clock.
//
// - A price is never guessed: a model, tier, meter or day without a row has none.
// - A user's book lies above the program's own: what it says of a meter counts, and where it says
//   nothing the book below does; its discounts are taken off the price below.
// - A rate is an exact fraction, so that n tokens cost the same however they are summed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pricing/price_row.h"

namespace cognitrack {

// Picodollars for so many units.
struct Rate {
  WideCount picos = 0;
  std::int64_t per = 1;
  bool operator==(const Rate&) const = default;
};
inline constexpr std::int64_t kTokensPriced = 1'000'000;

// The rate of one meter, and why.
struct PriceFound {
  Rate rate;
  Rate list;                           // Of the lowest book that has one, discounts left out.
  const PriceRow* row = nullptr;       // That gives the price.
  const PriceRow* discount = nullptr;  // That was taken off; null: none.
};

class PriceBook {
 public:
  struct Layer {
    std::vector<PriceRow> rows;
    std::vector<ModelRule> rules;
    std::vector<LineItemRule> line_items = {};
  };

  // Layers from the program's own upwards. kBadInput, naming file and line, where two rows of a
  // layer give one price for one day, or two rules have one pattern.
  static Result<PriceBook> Make(std::vector<Layer> layers);

  // The rule that a model is priced by; null where it is priced by its own name.
  const ModelRule* RuleFor(std::string_view provider, std::string_view model) const;
  // What bills call a model.
  std::string BilledAs(std::string_view provider, std::string_view model) const;
  // The surface that a line of a bill is for use of; empty where no rule tells.
  std::string_view SurfaceOf(std::string_view provider, std::string_view line_item) const;

  // The price of a model, named as usage names it. `input_above` is one of the thresholds that
  // Thresholds() gives, 0 for all other requests.
  std::optional<PriceFound> Find(std::string_view provider, std::string_view model,
                                 std::string_view tier, std::int64_t input_above, Meter meter,
                                 Day day) const;
  // The lengths of input above which the model has prices of its own, ascending; 0 is not told.
  std::vector<std::int64_t> Thresholds(std::string_view provider, std::string_view model) const;
  // Whether any meter of the model has a price on any day.
  bool Knows(std::string_view provider, std::string_view model) const;

  std::size_t row_count() const;

 private:
  std::string_view PricedAs(std::string_view provider, std::string_view model) const;

  std::vector<Layer> layers_;
};

}  // namespace cognitrack
