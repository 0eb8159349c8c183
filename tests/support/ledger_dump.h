// Everything that a ledger shows of one stream, and of its runs, as text: two ledgers are the same
// where their dumps are.
#pragma once

#include <string>

#include "store/ledger_store.h"

namespace cognitrack {

// Windows, every content each of them had, reports, runs, parity documents and allocation rules;
// what the integrity check finds, or the error that it met.
std::string DumpOf(LedgerStore& store, std::int64_t stream);

}  // namespace cognitrack
