// BillDocument: what a reconciliation of usage and bill found, day by day and line by line.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "pricing/price_book.h"
#include "pricing/rate_inference.h"
#include "pricing/usage_price.h"

namespace cognitrack {

// Why billed and priced differ. All but the last have evidence of their own.
enum class BillCause {
  kUnpricedModel,     // The price book has no price for what was used.
  kSurfaceNotRead,    // The line is for use of a surface that was never read.
  kPriceDiffers,      // From a day on another rate was paid, exactly.
  kFreeTier,          // Use under the data-sharing grant was billed, or billed use fell under it.
  kCostWithoutUsage,  // Billed, and no use of that kind is known.
  kUsageWithoutCost,  // Used, and the bill has no line for the model on that day.
  kClippedDay,        // The day of one side ends before its end.
  kNotSettled,        // One side may still change.
  kUnknown,
};
inline constexpr std::array<std::string_view, 9> kBillCauseNames = {
    "unpriced_model",     "surface_not_read", "price_differs", "free_tier", "cost_without_usage",
    "usage_without_cost", "clipped_day",      "not_settled",   "unknown"};
constexpr std::string_view NameOf(BillCause cause) {
  return kBillCauseNames[static_cast<std::size_t>(cause)];
}

// Exact: no difference. Explained: what is unknown stays within the bands. Incomplete: a side of a
// day was not read.
enum class BillVerdict { kExact, kExplained, kIncomplete, kVariance };
inline constexpr std::array<std::string_view, 4> kBillVerdictNames = {"exact", "explained",
                                                                      "incomplete", "variance"};
constexpr std::string_view NameOf(BillVerdict verdict) {
  return kBillVerdictNames[static_cast<std::size_t>(verdict)];
}
constexpr bool Proves(BillVerdict verdict) {
  return verdict == BillVerdict::kExact || verdict == BillVerdict::kExplained;
}

// Amounts nearer than this are equal: 10^-6 dollars.
inline constexpr Picos kBillTolerance{1'000'000};
constexpr bool IsWithinTolerance(WideCount picos) {
  return picos <= kBillTolerance.count && -picos <= kBillTolerance.count;
}

// How much of the bill may stay unknown, in percent.
struct BillBands {
  Picos month{kPicosInOne / 5};  // 0.2
  Picos day{2 * kPicosInOne};    // 2
};

// What use that has a price would cost were none of it free.
struct UseListing {
  WideCount units = 0;
  Picos list;
  Picos contracted;                // By the whole price book, with a book of one's own.
  std::optional<UnitPrice> price;  // Nothing: units of several prices.
};

// One line of the bill beside the use that it is for.
struct BillLine {
  Day day;
  std::string project;                          // Empty: unattributed, or a side does not tell it.
  std::string line_item;                        // As the bill writes it, or would.
  std::vector<std::string> further_line_items;  // Others of the bill that are for the same use.
  std::string name;   // What bills call the model, or the surface of a service.
  std::string model;  // As usage names it; empty: several, or none.
  std::string tier;
  std::optional<Meter> meter;  // Nothing where the line is for several.
  WideCount units = 0;         // That are priced.
  WideCount unpriced_units = 0;
  WideCount free_units = 0;           // Of the data-sharing grant: priced at nothing.
  std::optional<UseListing> listing;  // Nothing: no use has a price.
  std::optional<Picos> billed;        // Nothing: the bill has no such line.
  std::optional<Picos> priced;        // Nothing: no use is priced.
  Picos difference;                   // Billed − priced; 0 within kBillTolerance.
  std::optional<BillCause> cause;     // Where there is a difference.
  std::optional<Rate> implied;        // Of kPriceDiffers: what the bill says the rate was.
};

// A line of the bill that is beside no use: in another currency, or without an amount.
struct LineNotCompared {
  Day day;
  std::string project;
  std::string line_item;
  std::string currency;
  std::optional<Picos> amount;
};

struct CauseSum {
  Picos absolute;    // Σ |difference|.
  Picos difference;  // Σ difference.
  std::int64_t lines = 0;
};

// Sums over lines. Shares are of what was billed; nothing where nothing was.
struct BillTotals {
  Picos billed;
  Picos priced;
  bool priced_whole = true;  // No use is unpriced.
  std::map<BillCause, CauseSum> causes;

  void Add(const BillLine& line);
  void Add(const BillTotals& other);
  Picos differing() const;   // Σ |difference|.
  Picos difference() const;  // Σ difference.
  Picos unknown() const;
  std::optional<Picos> ReproducedShare() const;  // 1 − differing / billed.
  std::optional<Picos> NamedShare() const;       // Σ |named| / billed.
  std::optional<Picos> ExplainedShare() const;   // 1 − unknown / billed.
};

struct BillDay {
  Day day;
  BillVerdict verdict = BillVerdict::kExact;
  bool usage_read = false;
  bool costs_read = false;
  BillTotals totals;  // `priced` is unknown where no usage, `billed` where no costs were read.
};

// The batch part of usage that is not told by batch, taken from the lines of the bill.
struct BatchSplit {
  Day day;
  std::string project;
  std::string model;
  std::int64_t input_tokens = 0;
  std::int64_t output_tokens = 0;
  bool exact = false;  // Whole tokens give the billed amounts.
};

// Use without a price.
struct UnpricedUse {
  std::string model;
  std::string tier;
  Meter meter = Meter::kInput;
  WideCount units = 0;
};

struct BillDocument {
  std::string source;
  std::string provider;  // Whose price book rows apply.
  std::optional<Day> from;
  std::optional<Day> to;
  BillBands bands;
  BillVerdict verdict = BillVerdict::kIncomplete;
  BillTotals totals;  // Of the days of which both sides were read.
  Picos billed;       // Of every day.
  std::vector<BillDay> days;
  std::vector<BillLine> lines;  // Those that differ, or every one; by day, project, line item.
  std::int64_t lines_total = 0;
  std::map<std::string, BillTotals> by_name;  // What bills call a model → its lines.
  std::vector<BatchSplit> batch_splits;
  std::vector<InferredRate> rates;  // That the bill tells.
  std::vector<UnpricedUse> unpriced;
  std::map<std::string, Picos> other_currencies;  // Billed, and not compared.
  std::vector<LineNotCompared> not_compared;      // Each of those, by day, where asked for.
};

}  // namespace cognitrack
