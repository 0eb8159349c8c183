// Which windows a prune takes, and why the others stay: pure planning over what the ledger holds.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/proof_book.h"
#include "store/ledger_store.h"

namespace cognitrack {

// In the order in which they are looked at: the first that applies is told.
enum class StayReason {
  kTooYoung,      // One of the days that are kept.
  kMoney,         // What was billed goes only where its surface was named.
  kFromExport,    // It came from an export, so that no API read ever settled it.
  kNotSettled,    // It may still change.
  kNoExport,      // The provider has no export of the surface: nothing could prove it.
  kChangedSince,  // A check proved other content of the day than is held now.
  kNotProven,     // No check on record found the day exact or explained.
};
// "too_young", "money", …
std::string_view NameOf(StayReason reason);

struct PruneRules {
  int keep_days = 0;  // Today and the days before it, as many as this in all, stay.
  UtcSeconds now = 0;
  std::optional<Day> from;         // Only days from here on are looked at …
  std::optional<Day> to;           // … up to here, inclusive.
  std::set<std::string> surfaces;  // Only these; empty: all of them, money apart.

  Day keep_from() const { return DayOf(now) - (keep_days - 1); }
};

struct PlannedPrune {
  std::string surface;
  Day day;
  PruneTarget target;
  std::int64_t rows = 0;
  WindowWeight weight;
  std::int64_t proven_by = 0;  // The run of the parity check.
};

// Windows of one surface that stay for one reason.
struct StayingWindows {
  Day first;
  Day last;
  std::int64_t windows = 0;
  std::int64_t rows = 0;
};

struct PrunePlan {
  std::vector<PlannedPrune> go;  // By day, then in the surfaces' order.
  // By surface's place among Surfaces(), then by reason.
  std::map<std::pair<std::size_t, StayReason>, StayingWindows> stay;
  std::int64_t pruned_before = 0;  // Windows.

  std::int64_t rows() const;  // That go; history apart.
};

// A stream and what stands beside the rows of its windows.
struct PruneStream {
  HeldStream held;
  std::map<UtcSeconds, WindowWeight> weights;
};

// Windows without any row, now or before, are no matter of a prune.
PrunePlan PlanPrune(const std::vector<PruneStream>& streams, const ProofBook& proofs,
                    const PruneRules& rules);

// kUsage where the plan takes more than `percent` of `rows_held`, saying what would permit it.
Status CheckShare(const PrunePlan& plan, std::int64_t rows_held, int percent);

// kConfig where the clock cannot be trusted: it reads earlier than `newest`, the last thing that
// the ledger knows to have happened, or so much later that nothing was done for a week. A wrong
// clock would make every day old.
Status CheckClockForPrune(UtcSeconds now, UtcSeconds newest);

}  // namespace cognitrack
