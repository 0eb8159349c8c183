#include "cli/cost_streams.h"

#include "cli/ledger_view.h"
#include "usage/surface.h"

namespace cognitrack {

Result<CostStreams> FindCostStreams(LedgerStore& store, const Settings& settings) {
  TRY(const LedgerView costs, FindStream(store, settings, std::string(kCosts)));
  TRY(const LedgerView by_key, FindStream(store, settings, std::string(kCostsByKey)));
  CostStreams streams;
  if (costs.stream) streams.costs = costs.stream->id;
  if (by_key.stream) streams.costs_by_key = by_key.stream->id;
  return streams;
}

}  // namespace cognitrack
