#include <algorithm>

#include "cli/cost_streams.h"
#include "cli/export_order.h"
#include "cli/filter_match.h"
#include "formats/focus_writer.h"
#include "ingest/cost_allocation.h"

namespace cognitrack {
namespace {

// The provider's name; where nothing is held of the source yet, that of the source itself.
Result<std::string> ProviderOf(LedgerStore& store, const std::string& source) {
  TRY(const std::vector<SourceRecord> sources, store.Sources());
  const auto found = std::find_if(sources.begin(), sources.end(), [&](const SourceRecord& record) {
    return record.name == source;
  });
  return found == sources.end() ? source : found->provider;
}

}  // namespace

Result<ExportCount> WriteFocus(const ExportOrder& order, const Settings& settings,
                               LedgerStore& store,
                               const std::function<void(std::string_view)>& write) {
  TRY(const CostStreams streams, FindCostStreams(store, settings));
  TRY(const RulesInForce in_force, ReadRulesInForce(store, order.as_of));
  FocusContent content;
  TRY(content.provider, ProviderOf(store, settings.source));
  content.billing_account_id = settings.source;
  content.is_allocated = in_force.revision > 0;
  for (const ExportedDay& day : order.days) content.grain = content.grain.Unite(day.record.grain);
  TRY(FocusWriter writer, FocusWriter::Make(std::move(content), write));
  CostAllocation allocation(in_force.rules, streams, order.as_of, store);
  ExportCount count;
  for (const ExportedDay& day : order.days) {
    TRY(const AllocatedDay allocated, allocation.Of(day.record));
    for (const AllocatedRow& row : allocated.rows) {
      if (!Matches(order.filters, day.record.grain, row.billed.series)) continue;
      const bool is_written = writer.Row(day.day, row.billed.series, row.metrics, row.parts);
      ++(is_written ? count.rows : count.rows_left_out);
    }
    ++count.days;
  }
  return count;
}

}  // namespace cognitrack
