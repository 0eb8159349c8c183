// Parity check: exports on disk against the ledger (DESIGN §4). Reads the files and the ledger
// once, comparing fingerprints per day and metric; only days that differ are read again and joined
// in full, in batches, so that memory stays flat. Never writes to the ledger's windows.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "ingest/progress.h"
#include "parity/parity_document.h"
#include "store/ledger_store.h"

namespace cognitrack {

struct ParityOptions {
  std::string source;
  std::vector<std::string> files;
  std::optional<Day> from;  // Widens (or narrows) the files' range.
  std::optional<Day> to;
  std::optional<std::vector<std::string>> dimensions;        // Compare on these only.
  std::vector<std::pair<std::string, std::string>> filters;  // K=V, on both sides; "" is blank.
  std::size_t differences_kept = 1'000;                      // All of them for a file of --out.
};

// kBadInput for a file that cannot be read; kConfig where the source does not exist. The document's
// verdict is the answer, not an Error.
Result<ParityDocument> CheckParity(const ParityOptions& options, LedgerStore& store, Clock& clock,
                                   Progress& progress);

}  // namespace cognitrack
