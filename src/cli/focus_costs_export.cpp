#include "cli/cost_streams.h"
#include "cli/filter_match.h"
#include "cli/focus_export.h"
#include "cli/number_text.h"
#include "formats/focus_costs.h"
#include "ingest/cost_allocation.h"

namespace cognitrack {

Result<ExportCount> WriteFocusCosts(CommandContext& context, const ExportOrder& order,
                                    LedgerStore& store, const WriteBytes& write) {
  const Settings& settings = context.settings();
  TRY(CostStreams streams, FindCostStreams(store, settings));
  // Split by key already: these rows are the ones to write, and there are no finer ones.
  if (order.surface == kCostsByKey) streams = {order.stream, 0};
  TRY(const RulesInForce in_force, ReadRulesInForce(store, order.as_of));
  FocusCostsContent content;
  TRY(content.provider, ProviderOf(store, settings.source));
  content.billing_account_id = settings.source;
  content.is_allocated = in_force.revision > 0;
  for (const ExportedDay& day : order.days) content.grain = content.grain.Unite(day.record.grain);
  TRY(FocusCostsWriter writer, FocusCostsWriter::Make(std::move(content), write));
  CostAllocation allocation(in_force.rules, streams, order.as_of, store);
  ExportCount count;
  count.days_missing = order.days_missing;
  count.days_pruned = order.days_pruned;
  for (const ExportedDay& day : order.days) {
    TRY(const AllocatedDay allocated, allocation.Of(day.record));
    for (const AllocatedRow& row : allocated.rows) {
      if (!Matches(order.filters, day.record.grain, row.billed.series)) continue;
      const bool is_written = writer.Row(day.day, row.billed.series, row.metrics, row.parts);
      ++(is_written ? count.rows : count.rows_left_out);
    }
    ++count.days;
  }
  if (count.rows_left_out > 0) {
    count.remarks.push_back(Counted(count.rows_left_out, "row") +
                            " without an amount or a currency left out: FOCUS wants both");
  }
  return count;
}

}  // namespace cognitrack
