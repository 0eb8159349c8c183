#include "cli/cost_streams.h"

#include "cli/ledger_view.h"

namespace cognitrack {

Result<CostStreams> FindCostStreams(LedgerStore& store, const Settings& settings) {
  TRY(const LedgerView costs, FindStream(store, settings, "costs"));
  TRY(const LedgerView by_key, FindStream(store, settings, "costs_by_key"));
  CostStreams streams;
  if (costs.stream) streams.costs = costs.stream->id;
  if (by_key.stream) streams.costs_by_key = by_key.stream->id;
  return streams;
}

}  // namespace cognitrack
