#include "parity/ledger_side.h"

#include <algorithm>

namespace cognitrack {

bool LedgerDay::HoldsUse() const {
  return !totals.IsZero() || std::any_of(decimals.begin(), decimals.end(),
                                         [](const auto& entry) { return entry.second != "0"; });
}

void LedgerSide::Hold(const WindowRecord& record, WindowState state) {
  LedgerDay& day = days_[DayOf(record.start)];
  day.record = record;
  day.state = state;
  if (day.pruned()) day.totals.Add(record.totals);
}

const LedgerDay* LedgerSide::Find(Day day) const {
  const auto found = days_.find(day);
  return found == days_.end() ? nullptr : &found->second;
}

LedgerDay* LedgerSide::Find(Day day) {
  const auto found = days_.find(day);
  return found == days_.end() ? nullptr : &found->second;
}

}  // namespace cognitrack
