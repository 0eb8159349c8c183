// Cursors: how far a stream has come. A cursor is computed from the window records, all of a source
// in one snapshot, and never stored: it can neither run ahead of what is held nor fall behind it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/ledger_store.h"

namespace cognitrack {

// The end of the last window before the first gap, from the stream's history_start (or its first
// window). "usage/completions:key_<source id>" is its name towards the outside,
// "costs:key_<source id>" that of costs. A surface that was turned away has no gaps. A window that
// was reset is one again until it is read.
struct Cursor {
  std::string name;
  std::string surface;
  SurfaceState state = SurfaceState::kNotAsked;
  std::optional<Day> history_start;
  std::optional<Day> next;     // The first day not held; nothing where nothing is held.
  std::optional<Day> last;     // The last day held.
  std::int64_t held = 0;       // Days with content, those that were pruned among them.
  std::int64_t gaps = 0;       // Days without content between the first and the last.
  std::int64_t parked = 0;     // Days whose last try was refused or failed.
  std::int64_t unsettled = 0;  // Days held that are neither settled nor pruned.
  std::int64_t pruned = 0;
  std::int64_t reset = 0;  // Days that were asked for again and not read since.

  // How far `next` lies behind `now`, in seconds: 0 where today is held. Nothing where nothing is
  // held.
  std::optional<UtcSeconds> LagAt(UtcSeconds now) const;
};

// Whether it has a cursor: days of a surface that is known.
bool IsDaily(const StreamRecord& stream);
Cursor CursorOf(const HeldStream& held, UtcSeconds now);
// Of every daily stream of the source, in the surfaces' order.
Result<std::vector<Cursor>> CursorsOf(LedgerStore& store, std::int64_t source_id, UtcSeconds now);
// Of one stream, as it is in the ledger.
Result<Cursor> CursorOf(LedgerStore& store, const StreamRecord& stream, UtcSeconds now = 0);

}  // namespace cognitrack
