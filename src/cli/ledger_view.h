// LedgerView: the source and the stream that a reading verb is about. An empty ledger has neither,
// and is no error.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command_context.h"
#include "store/ledger_store.h"
#include "usage/window.h"

namespace cognitrack {

struct LedgerView {
  std::string source;  // The name, also where nothing is held of it.
  std::string surface = "completions";
  std::optional<StreamRecord> stream;  // Nothing where the source holds none.
  std::vector<StreamRecord> others;    // Those of its other surfaces, in the surfaces' order.
};

// The surface that a verb was asked about, completions by default. kUsage, with the nearest name,
// for one that is none.
Result<std::string> SurfaceOf(const CommandOptions& options);
// Likewise a list of them; empty where none was given.
Result<std::vector<std::string>> SurfaceListOf(const CommandOptions& options);

// The source of that name; nothing where the ledger holds none at all. kConfig where it holds
// others only; the message names them.
Result<std::optional<SourceRecord>> HeldSource(LedgerStore& store, const Settings& settings);

// The stream of that surface. kConfig where the ledger holds sources, but not this one; the message
// names them.
Result<LedgerView> FindStream(LedgerStore& store, const Settings& settings,
                              const std::string& surface);

// One day of a stream as people see it: a window, or the gap where one should be.
struct DayView {
  Day day;
  WindowState state = WindowState::kMissing;
  std::optional<WindowRecord> record;  // Also where it was only tried.
};

struct DaysView {
  std::vector<DayView> days;              // Every day of the range, in order.
  std::int64_t held = 0;                  // Days with content.
  std::vector<std::pair<Day, Day>> gaps;  // Runs of days without content, the open day apart.
};

// The range is from the stream's history_start or its first window to yesterday (where backfill set
// a history_start) or its last window, each end as given where it is given. Empty where nothing is
// held and nothing was asked for. A surface that was turned away has no gaps, and no days but those
// that are held.
Result<DaysView> ViewDays(LedgerStore& store, const LedgerView& view, std::optional<Day> from,
                          std::optional<Day> to, UtcSeconds now);

// "2026-03-05", "2026-03-05 – 2026-03-09".
std::string DaysText(Day from, Day to);
// The first few gaps, "and n more".
std::string GapsText(const std::vector<std::pair<Day, Day>>& gaps);

// kUsage where `to` is before `from`.
Status CheckRange(std::optional<Day> from, std::optional<Day> to, std::string_view from_name,
                  std::string_view to_name);

}  // namespace cognitrack
