// ReadingInForce: the reading of the provider's answers that pulls and rebuilds go by, decided in
// one place: the one that was promoted in the ledger, else the program's own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "providers/reading_spec.h"
#include "store/ledger_store.h"
#include "versions/version_state.h"

namespace cognitrack {

// The reading that a version of ingest stands for; `known` are those of the program, its own first.
// kConfig, with the way out, for one that the program does not know.
Result<int> ReadingOfVersion(const std::string& version, const std::vector<ReadingSpec>& known);

// Of the ledger's state.
Result<int> ReadingInForce(const std::vector<ReadingSpec>& known, LedgerStore& store);

// "1, 2".
std::string NumbersOf(const std::vector<ReadingSpec>& known);

}  // namespace cognitrack
