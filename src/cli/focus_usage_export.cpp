#include <map>
#include <set>

#include "cli/focus_export.h"
#include "cli/number_text.h"
#include "formats/focus_usage.h"
#include "formats/price_file.h"
#include "ingest/priced_usage.h"

namespace cognitrack {
namespace {

constexpr std::size_t kUnpricedShown = 3;

// Which orders have content on a day.
using OrdersOfDay = std::map<Day, std::vector<const ExportOrder*>>;

OrdersOfDay ByDay(const std::vector<ExportOrder>& orders) {
  OrdersOfDay days;
  for (const ExportOrder& order : orders) {
    for (const ExportedDay& day : order.days) days[day.day].push_back(&order);
  }
  return days;
}

std::string UnpricedRemark(std::int64_t rows, const std::set<std::string>& names) {
  std::string line = Counted(rows, "row") + " of use without a price left out: ";
  std::size_t shown = 0;
  for (const std::string& name : names) {
    if (shown == kUnpricedShown) break;
    line += (shown++ == 0 ? "" : "; ") + name;
  }
  if (names.size() > shown)
    line += "; and " + CountText(std::int64_t(names.size() - shown)) + " more";
  return line + " ('cognitrack prices explain MODEL DAY' says what has one)";
}

}  // namespace

Result<ExportCount> WriteFocusUsage(CommandContext& context, const std::vector<ExportOrder>& orders,
                                    LedgerStore& store, const WriteBytes& write) {
  const Settings& settings = context.settings();
  TRY(const PriceBook book, LoadPriceBook(settings.prices_file));
  TRY(const std::string provider, ProviderOf(store, settings.source));
  TRY(FocusUsageWriter writer, FocusUsageWriter::Make(provider, settings.source, write));
  ExportCount count;
  std::set<std::string> unpriced;
  for (const auto& [day, of_day] : ByDay(orders)) {
    for (const ExportOrder* order : of_day) {
      UseQuery query;
      query.surface = order->surface;
      query.stream = order->stream;
      query.filters = order->filters;
      query.as_of = order->as_of;
      query.by_key = true;
      TRY(const std::vector<PricedRow> rows, ReadPricedDay(query, day, store, book, provider));
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
  for (const ExportOrder& order : orders) {
    count.days_missing = std::max(count.days_missing, order.days_missing);
  }
  if (count.rows > 0) {
    count.remarks.emplace_back(
        "BilledCost is 0 in each of them: use is not a bill ('--surface costs' is). What it costs "
        "by the price book stands in EffectiveCost, ContractedCost and ListCost");
  }
  if (count.rows_left_out > 0) {
    count.remarks.push_back(UnpricedRemark(count.rows_left_out, unpriced));
  }
  return count;
}

}  // namespace cognitrack
