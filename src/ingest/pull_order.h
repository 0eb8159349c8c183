// PullOrder: a planned pull, ready to be carried out: the run as it is recorded, and its queries.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ingest/pull.h"

namespace cognitrack {

// A query of the plan or the rest of one, and the chunk of the run that it belongs to.
struct OrderedQuery {
  PlannedQuery query;
  std::size_t chunk = 0;  // Index into PullOrder::run.chunks.
};

struct PullOrder {
  RunRecord run;  // verb, label, source, parameters, chunks.
  bool source_given = false;
  std::vector<OrderedQuery> queries;  // One a chunk at most.
  std::optional<Day> history_start;   // Set by backfill.
  std::string title;                  // For progress.
  std::string advice;                 // What to do about days that were not stored.
  std::string advice_when_stopped;    // "continue with --resume".
};

}  // namespace cognitrack
