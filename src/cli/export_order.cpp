#include "cli/export_order.h"

#include "cli/usage_request.h"
#include "ingest/window_at.h"

namespace cognitrack {

Result<ExportOrder> MakeExportOrder(const CommandOptions& options, const LedgerView& view,
                                    LedgerStore& store, UtcSeconds now) {
  ExportOrder order;
  TRY(const UsageQuery query, MakeUsageQuery(options, view, store));
  order.stream = query.stream;
  order.surface = view.surface;
  order.filters = query.filters;
  order.as_of = query.as_of;
  TRY(const DaysView days, ViewDays(store, view, options.from, options.to, now));
  for (const DayView& day : days.days) {
    std::optional<WindowRecord> record;
    if (day.record) {
      TRY(record, WindowAt(*day.record, order.as_of, order.stream, store));
    }
    if (record && record->pruned && record->row_count > 0) {
      ++order.days_pruned;
    } else if (record) {
      order.days.push_back({day.day, *record});
    } else {
      ++order.days_missing;
    }
  }
  return order;
}

}  // namespace cognitrack
