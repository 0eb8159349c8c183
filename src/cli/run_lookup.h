// Finding one run among those on record.
#pragma once

#include <cstdint>
#include <optional>

#include "store/ledger_store.h"

namespace cognitrack {

// Nothing: there is no such run. The newest ones are looked through first.
Result<std::optional<RunRecord>> FindRun(LedgerStore& store, std::int64_t id);

}  // namespace cognitrack
