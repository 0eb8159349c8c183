// ParityCase: an export and a ledger made of literals, compared by the real Comparison. For unit
// and property tests; the test links the parity module itself.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "parity/comparison.h"

namespace cognitrack {

struct CaseRow {
  Day day;
  SeriesRef series = 0;
  MetricValues metrics;
  std::vector<UnknownMetric> unknown;
  bool blank = false;
  UtcSeconds start = -1;  // The whole day where not given.
  UtcSeconds end = -1;
};

struct CaseFile {
  std::string name;
  std::vector<CaseRow> rows;
  OfferedColumns header;  // What the rows have is added.
  std::string sha256;
};

struct CaseWindow {
  WindowRecord record;
  WindowState state = WindowState::kSettled;
  std::vector<UsageRow> rows;
  std::vector<UnknownMetric> unknown;
};

class ParityCase {
 public:
  // Noon of day `now`, long after the days of most tests.
  explicit ParityCase(Day now = Day{22'000}) {
    scope.source = "openai";
    scope.now = now.start() + kSecondsPerDay / 2;
  }

  SeriesRef Ref(std::vector<DimensionValue> values) {
    return series.Intern(Series(std::move(values)));
  }

  // A day of the ledger that was read; its rows follow.
  CaseWindow& Window(Day day, const Grain& grain) {
    CaseWindow& window = windows[day];
    window.record.start = day.start();
    window.record.end = day.end();
    window.record.grain = grain;
    window.record.revision = 1;
    window.record.attempt.outcome = AttemptOutcome::kOk;
    return window;
  }
  void Held(Day day, const Grain& grain, SeriesRef ref, const MetricValues& metrics) {
    CaseWindow& window = Window(day, grain);
    window.rows.push_back({ref, metrics});
    window.record.reported = window.record.reported | metrics.reported();
    window.record.row_count = static_cast<std::int64_t>(window.rows.size());
  }

  Result<ParityDocument> Run();

  bool tally_ahead = false;  // The ledger is read after each row of a file.
  SeriesTable series;
  ComparisonScope scope;
  std::vector<CaseFile> files;
  std::map<Day, CaseWindow> windows;
  std::vector<JoinBatch> batches;  // Of the last run.

 private:
  template <typename Sink>
  Status ReadFile(const CaseFile& file, const Sink& sink) const {
    std::int64_t line = 1;
    for (const CaseRow& row : file.rows) {
      const UtcSeconds start = row.start < 0 ? row.day.start() : row.start;
      const UtcSeconds end = row.end < 0 ? row.day.end() : row.end;
      TRY_VOID(
          sink(ExportLine{++line, start, end, row.blank, row.series, row.metrics, row.unknown}));
    }
    return {};
  }
  Status ReadFiles(Comparison* comparison) const;
  // What the comparison asks for at this moment.
  void TallyLedger(Comparison* comparison) const;
  Status JoinBatches(Comparison* comparison);
};

inline Status ParityCase::ReadFiles(Comparison* comparison) const {
  for (const CaseFile& file : files) {
    OfferedColumns header = file.header;
    ParityFile told;
    told.name = file.name;
    told.sha256 = file.sha256;
    for (const CaseRow& row : file.rows) {
      std::vector<std::string> names;
      for (const DimensionValue& pair : series.At(row.series).values()) names.push_back(pair.name);
      if (!row.blank) header.dimensions = header.dimensions.Unite(Grain(names));
      header.metrics = header.metrics | row.metrics.reported();
      told.rows += row.blank ? 0 : 1;
      told.blank_days += row.blank ? 1 : 0;
    }
    const auto read = [&](const ExportLine& line) -> Status {
      const Status added = comparison->AddExportRow(line);
      if (added && tally_ahead) TallyLedger(comparison);
      return added;
    };
    TRY_VOID(ReadFile(file, read));
    TRY_VOID(comparison->EndFile(told, header));
  }
  return comparison->EndExport();
}

inline void ParityCase::TallyLedger(Comparison* comparison) const {
  LedgerTally tally(&series, scope.filters);
  for (;;) {
    const std::vector<DayToTally> days = comparison->DaysToTally();
    if (days.empty()) return;
    tally.Begin(days);
    for (const auto& [day, window] : windows) {
      for (const UsageRow& row : window.rows) tally.AddRow(day, row.series, row.metrics);
      tally.AddDecimals(day, window.unknown);
    }
    comparison->TakeTallied(tally.Finish());
  }
}

inline Status ParityCase::JoinBatches(Comparison* comparison) {
  batches = comparison->Batches();
  for (const JoinBatch& batch : batches) {
    comparison->BeginBatch(batch);
    for (const std::size_t file : batch.files) {
      TRY_VOID(ReadFile(files[file], [&](const ExportLine& line) -> Status {
        comparison->JoinExportRow(file, line);
        return {};
      }));
    }
    for (const auto& [day, window] : windows) {
      for (const UsageRow& row : window.rows) {
        comparison->JoinLedgerRow(day, row.series, row.metrics);
      }
      comparison->JoinLedgerDecimals(day, window.unknown);
    }
    comparison->EndBatch();
  }
  return {};
}

inline Result<ParityDocument> ParityCase::Run() {
  Comparison comparison(scope, &series);
  for (const auto& [day, window] : windows) comparison.HoldWindow(window.record, window.state);
  TRY_VOID(ReadFiles(&comparison));
  TallyLedger(&comparison);
  TRY_VOID(JoinBatches(&comparison));
  return comparison.Document();
}

}  // namespace cognitrack
