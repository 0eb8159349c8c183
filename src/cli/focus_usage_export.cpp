#include <algorithm>
#include <map>
#include <set>

#include "cli/focus_export.h"
#include "cli/number_text.h"
#include "cli/price_book_choice.h"
#include "formats/focus_usage.h"
#include "ingest/priced_usage.h"
#include "usage/surface.h"

namespace cognitrack {
namespace {

constexpr std::size_t kUnpricedShown = 3;
constexpr std::string_view kBatch = "batch";

// Which orders have content on a day.
using OrdersOfDay = std::map<Day, std::vector<const ExportOrder*>>;

OrdersOfDay ByDay(const std::vector<ExportOrder>& orders) {
  OrdersOfDay days;
  for (const ExportOrder& order : orders) {
    for (const ExportedDay& day : order.days) days[day.day].push_back(&order);
  }
  return days;
}

// Days whose use is not told apart by batch, of surfaces that have it.
std::int64_t DaysWithoutBatch(const std::vector<ExportOrder>& orders) {
  std::set<Day> untold;
  for (const ExportOrder& order : orders) {
    const auto& dimensions = FindSurface(order.surface)->dimensions;
    if (std::find(dimensions.begin(), dimensions.end(), kBatch) == dimensions.end()) continue;
    for (const ExportedDay& day : order.days) {
      if (day.record.row_count > 0 && !day.record.grain.Has(kBatch)) untold.insert(day.day);
    }
  }
  return static_cast<std::int64_t>(untold.size());
}

std::string UnpricedRemark(std::int64_t rows, const std::set<std::string>& names) {
  std::string line = Counted(rows, "row") + " of use without a price left out: ";
  std::size_t shown = 0;
  for (const std::string& name : names) {
    if (shown == kUnpricedShown) break;
    line += (shown++ == 0 ? "" : "; ") + name;
  }
  if (names.size() > shown) {
    line += "; and " + CountText(static_cast<std::int64_t>(names.size() - shown)) + " more";
  }
  return line + " ('cognitrack prices explain MODEL DAY' says what has one)";
}

// What must be known of the file before it is used.
void AddRemarks(const std::vector<ExportOrder>& orders, const std::set<std::string>& unpriced,
                ExportCount* count) {
  if (count->rows > 0) {
    count->remarks.emplace_back(
        "BilledCost is 0 in every row: use is not a bill ('--surface costs' is). What it costs by "
        "the price book stands in EffectiveCost, ContractedCost and ListCost");
  }
  if (const std::int64_t days = DaysWithoutBatch(orders); days > 0) {
    count->remarks.push_back("on " + Counted(days, "day") +
                             " batch is not told from other use, and priced as standard "
                             "('cognitrack export reconciliation' has the bill beside it)");
  }
  if (count->rows_left_out > 0) {
    count->remarks.push_back(UnpricedRemark(count->rows_left_out, unpriced));
  }
}

}  // namespace

Result<ExportCount> WriteFocusUsage(CommandContext& context, const std::vector<ExportOrder>& orders,
                                    LedgerStore& store, const WriteBytes& write) {
  const Settings& settings = context.settings();
  TRY(const BookInForce in_force, ChoosePriceBook(context, store));
  TRY(const std::string provider, ProviderOf(store, settings.source));
  TRY(FocusUsageWriter writer, FocusUsageWriter::Make(provider, settings.source, write));
  ExportCount count;
  std::set<std::string> unpriced;
  for (const auto& [day, of_day] : ByDay(orders)) {
    if (!context.CanStream()) break;  // Which FlushStream tells.
    for (const ExportOrder* order : of_day) {
      UseQuery query;
      query.surface = order->surface;
      query.stream = order->stream;
      query.filters = order->filters;
      query.as_of = order->as_of;
      query.by_key = true;
      TRY(const std::vector<PricedRow> rows,
          ReadPricedDay(query, day, store, in_force.book, provider));
      for (const PricedRow& row : rows) {
        if (writer.Row(day, row)) {
          ++count.rows;
          continue;
        }
        ++count.rows_left_out;
        unpriced.insert(row.model + ", " + row.tier + " " + std::string(NameOf(row.meter)));
      }
    }
    ++count.days;
  }
  count.days_pruned = 0;
  for (const ExportOrder& order : orders) {
    count.days_missing = std::max(count.days_missing, order.days_missing);
    count.days_pruned = std::max(*count.days_pruned, order.days_pruned);
  }
  AddRemarks(orders, unpriced, &count);
  return count;
}

}  // namespace cognitrack
