// Pull: the provider's windows of every surface into the ledger. `Ingest` re-reads by age and fills
// gaps, `Backfill` reads a range in chunks and can be resumed. Everything of a query is read and
// checked before any window of it is stored; each window is then one transaction; any doubt parks
// windows, which makes the run fail and the next one try again (DESIGN §3). A surface that the key
// may not read or that the provider does not know is recorded as such; its windows count nowhere.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/spawner.h"
#include "ingest/cursor.h"
#include "ingest/progress.h"
#include "ingest/run_lease.h"
#include "ingest/run_observer.h"
#include "providers/usage_provider.h"
#include "store/ledger_store.h"

namespace cognitrack {

// What a pull stored: the windows of a source whose content is newer than a revision.
struct StoredByPull {
  std::string source;
  std::int64_t run_id = 0;
  std::int64_t after_revision = 0;
};
using CompareStored = std::function<std::vector<RunIssue>(const StoredByPull&)>;

struct PullEnvironment {
  LedgerStore& store;
  UsageProvider& provider;
  Clock& clock;
  Spawner& spawner;
  Progress& progress;
  // Asked between queries and between windows: a run that is to stop leaves a clean state.
  std::function<bool()> stop_requested = StopRequested;
  // Who has it stopped, for the run's last words; "" or null: the process is asked to end.
  std::function<std::string()> stopped_by = {};
  std::string process = ThisProcess();  // As the ledger's leases name it.
  // Puts what was stored beside the versions in shadow; null: there are none. Its issues are told.
  CompareStored compare_stored = {};
  // Which key is used, as the run's parameters tell it: "OPENAI_ADMIN_KEY", "key 3"; "": nobody
  // says.
  std::string key = {};
  RunObserver* observer = nullptr;  // Null: nobody watches.
};

struct IngestOptions {
  std::string source;
  bool source_given = false;          // --source was on the command line.
  std::vector<std::string> surfaces;  // Of Surfaces(); empty: all of them.
  int reread_days = 35;               // Re-read by age, whatever the state.
  // A timer's, not a person's: days that another process read less than a minute ago are left out.
  bool scheduled = false;
  std::string label;
  bool dry_run = false;
};

struct BackfillOptions {
  std::string source;
  bool source_given = false;  // --source was on the command line.
  // Of Surfaces(); empty: all of them, or those of the run to be resumed.
  std::vector<std::string> surfaces;
  std::optional<Day> start;  // Both are needed, but for `resume`, which then takes the
  std::optional<Day> end;    // newest run that was cut short. `end` is inclusive.
  int chunk_days = 31;       // 1 … 31: the provider's maximum of daily buckets a page.
  std::string label;
  bool resume = false;
  bool allow_pruned = false;  // Read pruned days again; else they are left out.
  bool dry_run = false;
};

// One query that a pull would make or made.
struct PlannedQuery {
  Day start;
  Day end;             // Inclusive.
  std::string reason;  // "missing", "unsettled", "re-read by age", "backfill".
  std::string surface = std::string(kCompletions);
};

struct PullSummary {
  RunRecord run;                   // With counters, chunks and issues; run.exit_code is the verb's.
  std::vector<PlannedQuery> plan;  // All that a dry run fills in.
  Grain grain;                     // What the provider accepted last, of the first surface.
};

// An Error means that the run could not begin or not be recorded; windows left unstored are in the
// summary's run (exit code: the first that applies of 70, 74, 77, 76, 69, 75).
Result<PullSummary> Ingest(const IngestOptions& options, PullEnvironment environment);
Result<PullSummary> Backfill(const BackfillOptions& options, PullEnvironment environment);

}  // namespace cognitrack
