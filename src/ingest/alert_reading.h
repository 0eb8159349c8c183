// What alerts are computed from, read from a ledger. It writes nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alerts/alert_facts.h"
#include "store/ledger_store.h"

namespace cognitrack {

// `prices_file`: the user's price book, where one is set. A price book that cannot be read makes
// unknown what needs it, and nothing else.
Result<AlertFacts> ReadAlertFacts(LedgerStore& store, const std::vector<Budget>& budgets,
                                  const std::optional<std::string>& prices_file, UtcSeconds now);

}  // namespace cognitrack
