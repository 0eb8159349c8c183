// BillChanges: why a bill is to differ from the price of the usage, and by how much: the truth that
// a reconciliation must find again. Spelled as a list, separated by commas, of
//     free_tier=DAY[:MODEL]           the first tokens of MODEL's input on that day (standard tier;
//                                     2,500,000 of a mini or nano, 250,000 of others) at no charge
//     missing_surface=SURFACE         its costs are billed, its usage is refused with 403
//     price_change=MODEL@DAY*FACTOR   from that day on MODEL is billed at FACTOR times the price
//     late_day=DAY                    a quarter of each line's units is not billed yet
//     cost_without_usage=DAY:DOLLARS  billed for input of a model that nobody used
//     usage_without_cost=DAY:MODEL    no line of MODEL on that day
//     credit=DAY:DOLLARS              so much less on the day's largest line that nothing explains
// Each is exact and the same on every machine; they apply in the order given.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "twin/bill.h"
#include "twin/faults.h"

namespace cognitrack::twin {

enum class BillChangeKind : std::uint8_t {
  kFreeTier,
  kMissingSurface,
  kPriceChange,
  kLateDay,
  kCostWithoutUsage,
  kUsageWithoutCost,
  kCredit,
};
std::string_view NameOf(BillChangeKind kind);
// What a reconciliation calls it: `free_tier`, `surface_not_read`, `price_differs`, `not_settled`,
// `cost_without_usage`, `usage_without_cost`, `unknown`.
std::string_view CauseOf(BillChangeKind kind);

struct BillChange {
  BillChangeKind kind = BillChangeKind::kCredit;
  Day day;
  std::string model;            // Or the surface.
  ExactDecimal dollars;         // Of what takes an amount.
  std::int64_t millionths = 0;  // A factor of 1 is 1,000,000.
};

// kUsage with the part that is wrong and what would be right.
Result<std::vector<BillChange>> ParseBillChanges(std::string_view spec);

// What one change did to one line.
struct BillDifference {
  std::size_t line = 0;  // Into Bill::lines.
  BillChangeKind kind = BillChangeKind::kCredit;
  ExactDecimal dollars;  // Billed − priced.
};

// Changes the bill. Of every line: billed = priced + Σ differences. kUsage where a change finds
// nothing to change, so that no test proves nothing.
Result<std::vector<BillDifference>> ApplyBillChanges(const std::vector<BillChange>& changes,
                                                     const Organisation& organisation, Bill* bill);

// What the API must refuse for the changes to be so.
std::vector<Fault> FaultsOf(const std::vector<BillChange>& changes);

}  // namespace cognitrack::twin
