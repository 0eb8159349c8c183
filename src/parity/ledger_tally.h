// LedgerTally: the ledger's rows of the days that a comparison asks for, summed up apart from it.
// It shares nothing with the Comparison but the table of series, so that the ledger may be read on
// another thread while the files are read; one thread at a time.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "parity/projection.h"
#include "parity/row_filter.h"
#include "parity/side_tally.h"
#include "parity/spot_groups.h"

namespace cognitrack {

struct DayToTally {
  Day day;
  Grain grain;  // That its fingerprints are to be taken at.
};

struct TalliedDay {
  Day day;
  Grain grain;
  std::int64_t rows = 0;  // That pass the filter.
  Fingerprints fingerprints{};
  MetricTotals totals;
  DecimalSums decimals;
  SpotTotals spots;
};

class LedgerTally {
 public:
  // `series` must outlive this. See RowFilter.
  LedgerTally(const SeriesTable* series,
              std::vector<std::pair<std::string, std::string>> conditions);

  // `days` in order; every row and metric of them is to follow, in any order, and those of other
  // days are left out.
  void Begin(const std::vector<DayToTally>& days);
  void AddRow(Day day, SeriesRef series, const MetricValues& metrics);
  void AddDecimals(Day day, const std::vector<UnknownMetric>& unknown);
  // One entry a day, in order.
  std::vector<TalliedDay> Finish();

 private:
  struct Entry {
    TalliedDay sums;
    SpotSums spots;
    Projection* projection = nullptr;
  };
  Entry* EntryOf(Day day);

  RowFilter filter_;
  SpotGroups groups_;
  Projections projections_;
  std::vector<Entry> entries_;
  std::size_t last_ = 0;  // Where the row before was found.
};

}  // namespace cognitrack
