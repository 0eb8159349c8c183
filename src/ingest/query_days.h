// QueryDays: the answer to one query, day by day. Every day of the query appears exactly once: as a
// window that was read, one whose bytes did not change, or one that is parked, even where the
// provider's adapter forgot it. Coverage is a property of the code here, not of totals.
#pragma once

#include <vector>

#include "ingest/pull.h"

namespace cognitrack {

struct QueryDay {
  enum class Kind { kRead, kUnchanged, kParked };
  Day day;
  Kind kind = Kind::kParked;
  WindowRead read;  // For kRead.
  Error error;      // For kParked.
};

// Takes the windows out of `result`. kInvariant where it holds a window that was not asked for or
// one day twice; nothing of the query may then be stored.
Result<std::vector<QueryDay>> QueryDaysOf(const PlannedQuery& query, PullResult* result);

}  // namespace cognitrack
