// LedgerSide: what the ledger holds of the days of one comparison: its window records and the sums
// of their rows.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "parity/ledger_tally.h"
#include "usage/window.h"

namespace cognitrack {

struct LedgerDay {
  WindowRecord record;
  WindowState state = WindowState::kMissing;
  TalliedDay sums;       // Of a pruned day the totals alone.
  bool tallied = false;  // `sums` are those of the day's rows, at their grain.

  bool held() const { return record.has_content(); }
  bool pruned() const { return held() && record.pruned; }
  bool HoldsUse() const;
};

class LedgerSide {
 public:
  // Daily windows, in any order.
  void Hold(const WindowRecord& record, WindowState state);

  // In place of what was tallied before. The day must be held (CHECK).
  void Take(TalliedDay day);

  const LedgerDay* Find(Day day) const;

  // Of all days held.
  Grain Dimensions() const;

  // How many days hold use before `from`, and after `to`.
  std::int64_t DaysOfUseBefore(Day from) const;
  std::int64_t DaysOfUseAfter(Day to) const;

 private:
  std::map<Day, LedgerDay> days_;
};

}  // namespace cognitrack
