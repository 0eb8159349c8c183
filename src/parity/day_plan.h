// DayPlan: one day of a comparison, both sides brought together, and what its join found.
#pragma once

#include <string>
#include <vector>

#include "parity/day_verdict.h"
#include "parity/export_side.h"
#include "parity/ledger_side.h"
#include "parity/series_join.h"

namespace cognitrack {

// Which metrics can be compared. A metric that one side never reports is not; a side without any
// row has read zeros of every metric.
struct ComparedMetrics {
  MetricSet csv;          // Reported by files that hold rows.
  MetricSet ledger;       // Reported by windows that hold rows.
  MetricSet csv_columns;  // Of every file, with rows or without.
  MetricSet compared;
  std::vector<std::string> compared_decimals;
  std::vector<std::string> not_compared;  // Known and unknown ones, sorted.
};

struct DayPlan {
  Day day;
  const ExportDay* csv = nullptr;     // Null: the files do not list the day.
  const LedgerDay* ledger = nullptr;  // Null: the ledger never tried the day.
  Grain grain;                        // Compared on; told by.
  Projection* projection = nullptr;   // Onto that grain.
  bool open = false;
  bool second_grain = false;
  bool filter_blind = false;
  DayFindings findings;

  bool held() const { return ledger != nullptr && ledger->held(); }
  bool pruned() const { return held() && ledger->pruned(); }
  // Both sides have been read, and the totals or fingerprints differ.
  bool Differs(const ComparedMetrics& metrics) const;
  // The day's series have to be listed one by one.
  bool NeedsJoin(const ComparedMetrics& metrics) const;
  std::int64_t rows() const;
  DayFacts Facts(const ComparedMetrics& metrics) const;
};

// Of a range, in order.
ComparedMetrics ComparedMetricsOf(const ExportSide& files, const std::vector<DayPlan>& plans);

// The one difference of a day of which the ledger keeps only the totals; nothing where they agree.
DayFindings FindingsByTotals(const DayPlan& plan, const ComparedMetrics& metrics);

}  // namespace cognitrack
