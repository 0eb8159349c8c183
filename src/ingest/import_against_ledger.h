// What an import means for the days that the ledger holds already (DESIGN §3.7): days of the API
// are compared and never replaced; days of export origin are replaced, unless nothing of what they
// held would remain, or their rows are of a finer grouping; with `merge`, they are joined. Reads
// the ledger, writes nothing.
#pragma once

#include <vector>

#include "ingest/export_days.h"
#include "store/ledger_store.h"

namespace cognitrack {

struct ImportPlan {
  std::vector<WindowRead> to_store;  // By start.
  std::int64_t kept = 0;             // Held whole, while the file's day is cut short.
  std::vector<Day> api_equal;
  std::vector<Day> api_clipped;  // The file's day is cut short and has no more than the API's.
  std::vector<Day> api_different;
  std::vector<RunIssue> issues;  // One for each day that differs from the API.
};

// kBadInput, naming the day and why, where the import must be refused as a whole. `files` are those
// that the days come from, for messages.
Result<ImportPlan> PlanImport(std::vector<WindowRead> days, const std::vector<ExportFile>& files,
                              bool merge, LedgerStore& store, const StreamRecord* stream,
                              SeriesTable* series);

}  // namespace cognitrack
