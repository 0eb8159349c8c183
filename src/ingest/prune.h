// Prune: retention. Rows of days that are old, settled and proven go; their totals, hashes and
// roll-ups stay (docs/RETENTION.md). Whole windows only, a calendar month in one transaction: a
// prune that is killed anywhere leaves each window as it was or pruned, and the next one goes on.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/spawner.h"
#include "ingest/progress.h"
#include "ingest/prune_plan.h"
#include "store/ledger_store.h"

namespace cognitrack {

inline constexpr int kRetentionDays = 35;    // 30 for parity and 5 for what must be tried again.
inline constexpr int kShareOfOnePrune = 20;  // Percent of the ledger's rows.

struct PruneOptions {
  std::string source;
  std::vector<std::string> surfaces;  // Of Surfaces(); empty: all of them, money apart.
  int keep_days = kRetentionDays;
  std::optional<Day> from;
  std::optional<Day> to;
  int allowed_share = kShareOfOnePrune;  // Percent, 1 to 100.
  std::string label;
  bool dry_run = false;
};

struct PruneEnvironment {
  LedgerStore& store;
  Clock& clock;
  Progress& progress;
  std::function<bool()> stop_requested = StopRequested;
};

struct PruneSummary {
  RunRecord run;  // A chunk for each surface of each month; run.exit_code is the verb's.
  PrunePlan plan;
  Day keep_from;
  std::int64_t rows_held = 0;       // By the ledger, before.
  std::optional<Error> refusal;     // Of a dry run: why nothing would be pruned.
  std::int64_t history_rows = 0;    // That went.
  std::int64_t archived_bytes = 0;  // Likewise.
  std::int64_t left = 0;            // Windows that changed meanwhile.
};

// kUsage for a wrong option and a share that is too large, kConfig for a clock that cannot be
// trusted and a source that there is not: nothing is pruned then. What fails later is in the
// summary's run, with what was pruned before.
Result<PruneSummary> Prune(const PruneOptions& options, PruneEnvironment environment);

}  // namespace cognitrack
