// Reset of a cursor: the days of a surface from one on are read again by the next ingest, whatever
// their state. A cursor is derived, so that a reset marks windows: each is a gap to the cursor
// until it is read, and what it holds stays in force until then. The run keeps who asked why.
#pragma once

#include <string>

#include "base/clock.h"
#include "ingest/cursor.h"
#include "store/ledger_store.h"

namespace cognitrack {

struct CursorResetOptions {
  std::string source;
  std::string surface;
  Day to;              // The first day that is to be read again.
  std::string reason;  // Not blank; shown by `runs`.
};

struct CursorResetSummary {
  RunRecord run;
  std::int64_t asked_for = 0;  // Days held that will be read again.
  Cursor before;
  Cursor after;
};

// kUsage for a blank reason, a day in the future or before the surface's first, and a surface that
// the source holds nothing of; kConfig for a source that there is not. Nothing is changed then.
Result<CursorResetSummary> ResetCursor(const CursorResetOptions& options, LedgerStore& store,
                                       Clock& clock);

}  // namespace cognitrack
