#include "parity/ledger_side.h"

#include <algorithm>

namespace cognitrack {
namespace {

bool RecordsUse(const std::pair<const Day, LedgerDay>& entry) {
  return entry.second.held() && !entry.second.record.totals.IsZero();
}

}  // namespace

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

Grain LedgerSide::Dimensions() const {
  Grain all;
  for (const auto& [day, held] : days_) {
    if (held.held()) all = all.Unite(held.record.grain);
  }
  return all;
}

std::int64_t LedgerSide::DaysOfUseBefore(Day from) const {
  return std::count_if(days_.begin(), days_.lower_bound(from), RecordsUse);
}

std::int64_t LedgerSide::DaysOfUseAfter(Day to) const {
  return std::count_if(days_.upper_bound(to), days_.end(), RecordsUse);
}

LedgerDay* LedgerSide::Find(Day day) {
  const auto found = days_.find(day);
  return found == days_.end() ? nullptr : &found->second;
}

}  // namespace cognitrack
