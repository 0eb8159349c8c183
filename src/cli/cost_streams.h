// The streams that hold a source's billed costs.
#pragma once

#include "cli/settings.h"
#include "ingest/cost_allocation.h"
#include "store/ledger_store.h"

namespace cognitrack {

// Of the source in force. kConfig where the ledger holds sources, but not this one.
Result<CostStreams> FindCostStreams(LedgerStore& store, const Settings& settings);

}  // namespace cognitrack
