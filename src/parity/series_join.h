// SeriesJoin: the full comparison of some days, series by series, at each day's own grain. It holds
// the rows of its batch in memory; a batch of many rows is taken in slices of its series.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "parity/doubled_rows.h"
#include "parity/projection.h"
#include "usage/window.h"

namespace cognitrack {

// One day to be joined.
struct JoinDay {
  Day day;
  Grain grain;                       // The dimensions that differences are told by.
  Projection* projection = nullptr;  // Onto that grain.
  bool csv_read = true;              // The files list the day.
  bool ledger_read = true;           // The ledger holds it.
};

struct JoinRules {
  MetricSet compared;
  std::vector<std::string> compared_decimals;  // Names of unknown metrics.
  std::vector<std::string> files;              // Their names, for places.
  std::size_t differences_kept = 1'000;        // The first of each day, by dimensions.
};

// What a join found on one day.
struct DayFindings {
  Day day;
  std::int64_t total = 0;
  bool csv_above = false;  // In some series and metric the export has more.
  std::optional<Cause> worst;
  std::vector<ParityDifference> differences;  // By dimensions, each with its own cause.
};

// Adds what another slice of the same day found, keeping the first `kept` differences.
void Merge(DayFindings slice, std::size_t kept, DayFindings* into);

class SeriesJoin {
 public:
  // Takes only series whose number is `slice` modulo `slices`. `series` must outlive this.
  SeriesJoin(const SeriesTable* series, JoinRules rules, std::vector<JoinDay> days,
             std::uint32_t slice, std::uint32_t slices);

  // Rows of other days are left out.
  void AddExportRow(Day day, std::uint32_t file, std::int64_t line, SeriesRef series,
                    const MetricValues& metrics, const std::vector<UnknownMetric>& unknown);
  void AddLedgerRow(Day day, SeriesRef series, const MetricValues& metrics);
  void AddLedgerDecimals(Day day, const std::vector<UnknownMetric>& unknown);

  // One entry a day, in order. Call once.
  std::vector<DayFindings> Finish();

 private:
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

  // The value of an unknown metric of one series, on both sides.
  struct DecimalPair {
    std::optional<std::string> csv;
    std::optional<std::string> ledger;
  };
  // One series at the grain of its day; its rows are chained backwards.
  struct Entry {
    SeriesRef series = 0;  // Any one of those that were drawn together.
    std::uint32_t last_line = kNone;
    std::uint32_t last_ledger_row = kNone;
  };
  struct WideHash {
    std::size_t operator()(WideUnsigned number) const { return static_cast<std::size_t>(number); }
  };
  struct Table {
    JoinDay day;
    std::unordered_map<WideUnsigned, std::uint32_t, WideHash> by_number;
    std::vector<Entry> entries;
    std::map<std::uint32_t, std::map<std::string, DecimalPair>> decimals;  // By entry, by name.
  };
  struct Sums;
  struct Found;

  Table* TableOf(Day day);
  // kNone where the series belongs to another slice.
  std::uint32_t EntryOf(Table* table, SeriesRef series);
  std::vector<const JoinedLine*> LinesOf(const Entry& entry) const;
  Sums SumsOf(const Entry& entry) const;
  // How far the sums of a decimal metric may be apart and still agree.
  WideCount ToleranceOf(const Entry& entry, Metric metric) const;
  std::map<std::string, DecimalDifference> DecimalsThatDiffer(const Table& table,
                                                              std::uint32_t entry) const;
  std::optional<Found> Judge(const Table& table, std::uint32_t entry) const;
  DayFindings Judge(const Table& table) const;
  ParityDifference Describe(const Table& table, const Found& found) const;

  const SeriesTable* series_;
  JoinRules rules_;
  std::uint32_t slice_;
  std::uint32_t slices_;
  std::vector<Table> tables_;
  std::vector<JoinedLine> lines_;
  std::vector<std::uint32_t> line_before_;
  std::vector<MetricValues> ledger_rows_;
  std::vector<std::uint32_t> ledger_row_before_;
};

}  // namespace cognitrack
