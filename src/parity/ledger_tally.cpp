#include "parity/ledger_tally.h"

#include <algorithm>

namespace cognitrack {

LedgerTally::LedgerTally(const SeriesTable* series,
                         std::vector<std::pair<std::string, std::string>> conditions)
    : filter_(series, std::move(conditions)), groups_(series), projections_(series) {}

void LedgerTally::Begin(const std::vector<DayToTally>& days) {
  entries_.clear();
  last_ = 0;
  for (const DayToTally& day : days) {
    Entry& entry = entries_.emplace_back();
    entry.sums.day = day.day;
    entry.sums.grain = day.grain;
    entry.projection = projections_.To(day.grain);
  }
}

LedgerTally::Entry* LedgerTally::EntryOf(Day day) {
  if (last_ < entries_.size() && entries_[last_].sums.day == day) return &entries_[last_];
  const auto at =
      std::lower_bound(entries_.begin(), entries_.end(), day,
                       [](const Entry& entry, Day wanted) { return entry.sums.day < wanted; });
  if (at == entries_.end() || at->sums.day != day) return nullptr;
  last_ = static_cast<std::size_t>(at - entries_.begin());
  return &*at;
}

void LedgerTally::AddRow(Day day, SeriesRef series, const MetricValues& metrics) {
  Entry* entry = EntryOf(day);
  if (entry == nullptr || !filter_.Passes(series)) return;
  TalliedDay& sums = entry->sums;
  ++sums.rows;
  cognitrack::AddRow(entry->projection->Of(series), metrics, &sums.fingerprints, &sums.totals);
  entry->spots.Add(groups_.Of(series), metrics);
}

void LedgerTally::AddDecimals(Day day, const std::vector<UnknownMetric>& unknown) {
  Entry* entry = EntryOf(day);
  if (entry != nullptr) AddDecimalsTo(&entry->sums.decimals, filter_.Passing(unknown));
}

std::vector<TalliedDay> LedgerTally::Finish() {
  std::vector<TalliedDay> days;
  days.reserve(entries_.size());
  for (Entry& entry : entries_) {
    groups_.AddTo(entry.spots, &entry.sums.spots);
    days.push_back(std::move(entry.sums));
  }
  entries_.clear();
  return days;
}

}  // namespace cognitrack
