// Comparison: an export against the ledger, day by day (DESIGN §4). It reads nothing itself;
// whoever drives it hands in, in this order:
//   1. the ledger's daily window records           HoldWindow
//   2. every row of every file, file by file       AddExportRow, EndFile, then EndExport
//   3. the ledger's rows of the days that it       DaysToTally; a LedgerTally; TakeTallied
//      asks for, until it asks for none
//   4. for each of Batches(), which name the days that differ: BeginBatch, the rows of those days
//   once
//      more from both sides (JoinExportRow, JoinLedgerRow, JoinLedgerDecimals), EndBatch
// and takes the Document(). Rows of one step may come in any order. Step 3 may begin during step 2,
// which tells at each moment of the days that the files have left behind; a day that more is learnt
// of after all is asked for again. Memory grows with days and with distinct series, never with
// rows: steps 2 and 3 keep tallies, step 4 at most one batch.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "parity/day_plan.h"

namespace cognitrack {

struct ComparisonScope {
  std::string source;
  std::string surface = "completions";
  UtcSeconds now = 0;       // Tells which days are open.
  std::optional<Day> from;  // Replace the first and the last day of the files.
  std::optional<Day> to;
  std::optional<Grain> dimensions;                           // Compare on these only.
  std::vector<std::pair<std::string, std::string>> filters;  // See RowFilter.
  std::size_t differences_kept = 1'000;
  std::int64_t rows_per_batch = 250'000;
  std::vector<std::string> known_projects;  // Every project id that the ledger ever had.
};

// Days that are joined together, or one slice of the series of one day with very many rows.
struct JoinBatch {
  std::vector<Day> days;  // In order.
  std::uint32_t slice = 0;
  std::uint32_t slices = 1;
  std::vector<std::size_t> files;  // Numbers of the files that hold them, in order.
  bool in_ledger = false;          // The ledger holds rows of them.
};

class Comparison {
 public:
  // `series` must outlive this; it may grow between calls.
  Comparison(ComparisonScope scope, const SeriesTable* series);

  void HoldWindow(const WindowRecord& record, WindowState state);
  // kBadInput for an interval that is no bucket, without the place.
  Status AddExportRow(const ExportLine& line);
  // kBadInput where a day is held differently by two files.
  Status EndFile(const ParityFile& file, const OfferedColumns& header);
  // kBadInput where no file lists a day and the range is not given; kUsage where the range is
  // empty, a dimension asked for does not exist, or a filter names one that the files do not fill
  // in.
  Status EndExport();

  // Held days whose rows are needed, in order. During step 2 each is told once a file; after
  // EndExport until they are taken.
  std::vector<DayToTally> DaysToTally();
  void TakeTallied(std::vector<TalliedDay> days);

  std::vector<JoinBatch> Batches();
  void BeginBatch(const JoinBatch& batch);
  void JoinExportRow(std::size_t file, const ExportLine& line);
  void JoinLedgerRow(Day day, SeriesRef series, const MetricValues& metrics);
  void JoinLedgerDecimals(Day day, const std::vector<UnknownMetric>& unknown);
  void EndBatch();

  // kUsage where there is a filter and no row of either side passes it: nothing was compared.
  Result<ParityDocument> Document();

 private:
  std::optional<Grain> AskedOf(Day day) const;
  Status CheckDimensions() const;
  Status CheckFilter() const;
  Status CheckAnyRowPassed() const;
  void NoteDaysLeftOut();
  void PlanDays();
  void MarkSecondGrain();
  DayPlan* PlanOf(Day day);
  bool IsBlind(const LedgerDay& held) const;
  const ComparedMetrics& metrics();

  ComparisonScope scope_;
  const SeriesTable* series_;
  RowFilter filter_;
  SpotGroups groups_;
  Projections projections_;
  ExportSide files_;
  LedgerSide ledger_;
  Day from_;
  Day to_;
  std::vector<DayPlan> plans_;  // One a day of the range, in order; none before EndExport.
  std::optional<ComparedMetrics> metrics_;
  std::optional<SeriesJoin> join_;
  std::vector<std::string> notes_;
};

}  // namespace cognitrack
