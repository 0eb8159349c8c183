// LedgerSide: what the ledger holds of the days of one comparison: its window records and a tally
// of its rows.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "parity/side_tally.h"
#include "usage/window.h"

namespace cognitrack {

struct LedgerDay {
  WindowRecord record;
  WindowState state = WindowState::kMissing;
  std::int64_t rows = 0;  // That pass the filter.
  Fingerprints fingerprints{};
  MetricTotals totals;
  DecimalSums decimals;

  bool held() const { return record.has_content(); }
  bool pruned() const { return held() && record.pruned; }
  bool HoldsUse() const;
};

class LedgerSide {
 public:
  // Daily windows, in any order.
  void Hold(const WindowRecord& record, WindowState state);

  const LedgerDay* Find(Day day) const;
  LedgerDay* Find(Day day);

  // Of all days held.
  Grain Dimensions() const;

  // How many days hold use before `from`, and after `to`.
  std::int64_t DaysOfUseBefore(Day from) const;
  std::int64_t DaysOfUseAfter(Day to) const;

 private:
  std::map<Day, LedgerDay> days_;
};

}  // namespace cognitrack
