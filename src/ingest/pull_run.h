// RunPull: carries a planned pull out: query by query, window by window, recording the run as it
// goes. What is the same of ingest and backfill.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ingest/pull.h"

namespace cognitrack {

// A query of the plan, and the chunk of the run that it belongs to.
struct OrderedQuery {
  PlannedQuery query;
  std::size_t chunk = 0;  // Index into PullOrder::run.chunks.
};

struct PullOrder {
  RunRecord run;  // verb, label, source, parameters, chunks.
  bool source_given = false;
  std::vector<OrderedQuery> queries;
  std::optional<Day> history_start;  // Set by backfill.
  std::string title;                 // For progress.
  std::string advice;                // What to do about days that were not stored.
  std::string advice_when_stopped;   // "continue with --resume".
};

// See Ingest and Backfill for what the Result means.
Result<PullSummary> RunPull(const PullOrder& order, PullEnvironment environment);

}  // namespace cognitrack
