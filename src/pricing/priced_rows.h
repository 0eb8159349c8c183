// PricedRows: the use of one day, priced, as rows of one project, API key, model, tier and meter
// each: what a list of charges has one line for. A leaf: no I/O, no current time.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pricing/usage_price.h"

namespace cognitrack {

struct PricedRow {
  std::string surface;
  std::string project;  // Empty: unattributed, or not told; likewise the key.
  std::string api_key;
  std::string model;  // What the book calls the price: the model, or the surface of a service.
  std::string tier;
  bool free = false;  // Not billed; the price is what it would cost.
  Meter meter = Meter::kInput;
  WideCount units = 0;
  std::optional<UnitPrice> price;  // Nothing: unpriced.

  // Nothing where it is unpriced.
  std::optional<Picos> cost() const;
};

class PricedRows {
 public:
  // Use of the day that `price` is for.
  void Add(const std::string& project, const std::string& api_key, const PricedUse& use,
           const UsePrice& price);
  // In order of surface, project, key, model, tier, free use last, and meter.
  std::vector<PricedRow> Rows() const;

 private:
  struct Key {
    std::string surface, project, api_key, model, tier;
    bool free = false;
    Meter meter = Meter::kInput;
    bool unpriced = false;
    auto operator<=>(const Key&) const = default;
  };
  struct Sum {
    WideCount units = 0;
    std::optional<UnitPrice> price;
  };
  std::map<Key, Sum> sums_;
};

}  // namespace cognitrack
