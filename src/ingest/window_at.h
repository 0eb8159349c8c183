// A window as it was at a revision.
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "store/ledger_store.h"

namespace cognitrack {

// What was held at `as_of` of the window whose record is `now`; without `as_of` what is held.
// Nothing where the window held nothing then.
Result<std::optional<WindowRecord>> WindowAt(const WindowRecord& now,
                                             std::optional<std::int64_t> as_of, std::int64_t stream,
                                             LedgerStore& store);

}  // namespace cognitrack
