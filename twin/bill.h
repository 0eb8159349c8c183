// Bill: what an organisation's usage costs by the twin's price list, one line a day, project, key
// and line item. The truth that the product's reconciliation is tested against.
//
// - Batch input pays the batch rate whatever the cache held; use of the data-sharing tier
//   (`incentivized-tier`) is not billed, nor is moderation.
// - Amounts are exact: whole picodollars.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "twin/organisation.h"
#include "twin/price_list.h"

namespace cognitrack::twin {

inline constexpr std::string_view kDataSharingTier = "incentivized-tier";

// What a line item is for.
struct BilledItem {
  std::string line_item;
  std::string unit;  // Empty: null.
  std::string_view surface;
  std::string model;  // As usage names it; empty where the surface knows none.
  PriceTier tier = PriceTier::kStandard;
  std::optional<TokenMeter> meter;  // Nothing for a service.
};

struct BillLine {
  Day day;
  std::uint32_t item = 0;     // Into Bill::items.
  std::uint32_t project = 0;  // Into Bill::projects; 0: none.
  std::uint32_t key = 0;      // Into Bill::keys; 0: none.
  std::int64_t units = 0;     // That are billed: tokens, images …; of storage, MiB.
  std::int64_t picos = 0;     // The price list's rate, a unit.
  WideCount priced = 0;       // Picodollars by the list, of usage that can be read.
  ExactDecimal billed;
  bool tells_quantity = true;
};

struct Bill {
  std::vector<BilledItem> items;
  ValueTable projects;
  ValueTable keys;
  std::vector<BillLine> lines;  // By day.
  UtcSeconds start = 0;
  UtcSeconds end = 0;

  const BilledItem& ItemOf(const BillLine& line) const { return items[line.item]; }
};

// The organisation's models must be those of the price list.
Bill BillOf(const Organisation& organisation);

// As the provider tells it. Lines of nothing are left out.
CostRecords CostsOf(const Bill& bill, std::string_view organisation_id);

ExactDecimal DollarsOf(WideCount picos);

}  // namespace cognitrack::twin
