// The verdict of one day: pure rules over what is known of it (DESIGN §2, §4).
#pragma once

#include <optional>

#include "parity/parity_document.h"

namespace cognitrack {

struct DayFacts {
  // The export's side.
  bool listed = false;         // The files list the day.
  bool hours_missing = false;  // They do, by hours or minutes, but not all of them.
  bool ends_early = false;     // It is the last day of its file, and ends before midnight.
  bool second_grain = false;   // Its month is held at several grains.
  // The ledger's side.
  bool open = false;    // The day is not over.
  bool held = false;    // Its window has content.
  bool parked = false;  // The last try to read it was parked.
  bool pruned = false;
  bool clipped = false;  // The held bucket itself ended before midnight.
  bool holds_use = false;
  bool filter_blind = false;  // Held without a dimension that the filter needs.
  // Both.
  bool differs = false;
  bool csv_above = false;      // In some series and metric the export has more than the ledger.
  std::optional<Cause> worst;  // The worst cause among the day's differences, each taken alone.
};

struct DayVerdict {
  Verdict verdict = Verdict::kExact;
  std::optional<Cause> cause;
  // All differences of the day have the cause of the day, whatever each would say alone.
  bool cause_of_all = false;

  bool operator==(const DayVerdict&) const = default;
};

DayVerdict VerdictOf(const DayFacts& facts);

// The cause that a day with both is named after: a doubled row before an added or an absent one,
// before a value that differs, before one that was not reported.
Cause WorseOf(Cause a, Cause b);

}  // namespace cognitrack
