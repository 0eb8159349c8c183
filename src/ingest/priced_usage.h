// The use that is held, as the price book is asked about it: the one way from stored rows to
// PricedUse, for the cost check and for exports of priced use.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pricing/priced_rows.h"
#include "store/ledger_store.h"

namespace cognitrack {

struct UseQuery {
  std::string surface;
  std::int64_t stream = 0;
  std::optional<Day> from;  // Inclusive; all that is held by default.
  std::optional<Day> to;
  std::vector<DimensionFilter> filters;
  std::optional<std::int64_t> as_of;
  bool by_key = false;  // The API key told.
};

// Texts are empty where a window does not tell them.
using OnUse = std::function<void(const std::string& project, const std::string& api_key,
                                 const PricedUse& use, const MetricValues& metrics)>;

// Each sum of use that is priced alike, in order of days.
Status ReadUse(const UseQuery& query, LedgerStore& store, const OnUse& on_use);

// One day of it, priced by the provider's prices of the book.
Result<std::vector<PricedRow>> ReadPricedDay(UseQuery query, Day day, LedgerStore& store,
                                             const PriceBook& book, const std::string& provider);

}  // namespace cognitrack
