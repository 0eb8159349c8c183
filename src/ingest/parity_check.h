// Parity check: exports on disk against the ledger (DESIGN §4). Reads the files once, and beside
// them the days of the ledger that they have left behind, comparing fingerprints per day and
// metric; only days that differ are read again and joined in full, in batches, so that memory stays
// flat. It writes nothing: recording the run and the document is the caller's, so that a check may
// also be made of a ledger that is only read.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/spawner.h"
#include "ingest/compared_ledger.h"
#include "ingest/progress.h"
#include "parity/parity_document.h"
#include "store/ledger_store.h"

namespace cognitrack {

struct ParityOptions {
  std::string source;
  std::vector<std::string> files;
  // Replace the first and the last day of the files. Days that the files do not list are absent
  // from the export; rows outside are left out, and noted.
  std::optional<Day> from;
  std::optional<Day> to;
  std::optional<std::vector<std::string>> dimensions;  // Compare on these only.
  // K=V, on both sides; "" is blank. Values of one K are alternatives.
  std::vector<std::pair<std::string, std::string>> filters;
  std::size_t differences_kept = 1'000;  // All of them for a file of --out.
  // Asked now and then, by two threads; true ends the check.
  std::function<bool()> stop_requested = StopRequested;
};

struct ParityEnvironment {
  LedgerStore& store;
  Clock& clock;
  Spawner& spawner;
  Progress& progress;
};

// kBadInput for a file that cannot be read or that changes meanwhile, or a day that two files hold
// differently; kUsage for an empty range and a filter that the files cannot answer; kConfig where
// there are sources, but none of that name (no source at all is an empty ledger); kTryLater when
// stopped. The document's verdict is the answer, not an Error.
Result<ParityDocument> CheckParity(const ParityOptions& options,
                                   const ParityEnvironment& environment);

// The same, where the ledger's side is read through a port of the caller's own, whose errors it
// adds.
struct ComparisonEnvironment {
  ComparedLedger& ledger;
  Clock& clock;
  Spawner& spawner;
  Progress& progress;
};
Result<ParityDocument> CheckParity(const ParityOptions& options,
                                   const ComparisonEnvironment& environment);

}  // namespace cognitrack
