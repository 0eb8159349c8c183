#include "parity/ledger_side.h"

#include <algorithm>

#include "base/check.h"

namespace cognitrack {
namespace {

bool RecordsUse(const std::pair<const Day, LedgerDay>& entry) {
  return entry.second.held() && !entry.second.record.totals.IsZero();
}

}  // namespace

bool LedgerDay::HoldsUse() const {
  return !sums.totals.IsZero() ||
         std::any_of(sums.decimals.begin(), sums.decimals.end(),
                     [](const auto& entry) { return entry.second != "0"; });
}

void LedgerSide::Hold(const WindowRecord& record, WindowState state) {
  LedgerDay& day = days_[DayOf(record.start)];
  day.record = record;
  day.state = state;
  if (day.pruned()) day.sums.totals.Add(record.totals);
}

void LedgerSide::Take(TalliedDay tallied) {
  const auto found = days_.find(tallied.day);
  CHECK(found != days_.end() && found->second.held(), "a day that was tallied is held");
  found->second.sums = std::move(tallied);
  found->second.tallied = true;
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

}  // namespace cognitrack
