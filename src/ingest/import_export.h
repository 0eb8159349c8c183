// Import: a provider's export becomes ledger windows, where no API key is to be had (DESIGN §3.7).
// It fills missing windows and replaces windows of export origin (history kept), though not by rows
// of a coarser grouping; it never replaces what the API gave: such days are compared, the others
// stored. Everything is checked before the first window is stored; a failure until then says that
// nothing was stored.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "formats/export_reader.h"
#include "ingest/progress.h"
#include "store/ledger_store.h"

namespace cognitrack {

struct ImportOptions {
  std::string source;         // The name given, or the provider's.
  bool source_given = false;  // --source was on the command line.
  std::vector<std::string> files;
  // Join exports of single projects: no project may stand in two of them on one day.
  bool merge = false;
  // Asked between windows: an import that is to stop leaves a clean state.
  std::function<bool()> stop_requested = StopRequested;
};

struct ImportSummary {
  RunRecord run;  // exit_code 1 where days held from the API differ.
  std::vector<ExportFile> files;
  Day from;
  Day to;
  std::int64_t days_stored = 0;  // New or replaced.
  std::int64_t days_unchanged = 0;
  std::vector<Day> days_held_from_api_equal;
  std::vector<Day> days_held_from_api_clipped;  // The file's are cut short and have no more.
  std::vector<Day> days_held_from_api_different;
};

Result<ImportSummary> ImportExports(const ImportOptions& options, LedgerStore& store, Clock& clock,
                                    Progress& progress);

}  // namespace cognitrack
