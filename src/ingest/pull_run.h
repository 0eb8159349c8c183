// RunPull: carries a planned pull out: query by query, window by window, recording the run as it
// goes. What is the same of ingest and backfill. While the windows of one answer are stored, the
// next query is read.
#pragma once

#include "ingest/pull.h"
#include "ingest/pull_order.h"

namespace cognitrack {

// See Ingest and Backfill for what the Result means.
Result<PullSummary> RunPull(const PullOrder& order, PullEnvironment environment);

}  // namespace cognitrack
