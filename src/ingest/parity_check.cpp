#include "ingest/parity_check.h"

#include <utility>

#include "formats/export_reader.h"
#include "ingest/export_surface.h"
#include "ingest/ledger_reading.h"
#include "ingest/source_identity.h"
#include "parity/comparison.h"

namespace cognitrack {
namespace {

constexpr std::int64_t kRowsPerReport = 100'000;
constexpr std::int64_t kRowsPerLook = 4'096;  // For days that may be read from the ledger.

ExportLine LineOf(const ExportRow& row) {
  return {row.line, row.start, row.end, row.blank, row.series, row.metrics, row.unknown_metrics};
}

ParityFile FileOf(const ExportFile& file) {
  ParityFile told;
  told.name = file.name;
  told.sha256 = file.sha256;
  told.kind = std::string(NameOf(file.kind));
  told.rows = file.rows;
  told.blank_days = file.blank_rows;
  told.unknown_columns = file.columns.unknown;
  told.missing_columns = file.columns.missing;
  return told;
}

class ParityCheck {
 public:
  ParityCheck(const ParityOptions& options, const ComparisonEnvironment& environment)
      : options_(options),
        ledger_(environment.ledger),
        clock_(environment.clock),
        spawner_(environment.spawner),
        progress_(environment.progress),
        tally_(&series_, options.filters) {}

  Result<ParityDocument> Execute();

 private:
  Status FindSurface();
  Status ChooseSource();
  ComparisonScope Scope() const;
  Status ReadWindows();
  Status ReadFiles();
  Status CheckKind(const ExportFile& file) const;
  Status ReadAhead();
  Status ReadLedger();
  Status TakeWhatWasRead();
  Status Join();
  Status JoinBatchOf(const JoinBatch& batch);
  Status JoinFile(std::size_t file);
  Status JoinLedger(const JoinBatch& batch);
  Status CountRow();
  void Report();

  const ParityOptions& options_;
  ComparedLedger& ledger_;
  Clock& clock_;
  Spawner& spawner_;
  Progress& progress_;
  SeriesTable series_;
  std::optional<SourceRecord> source_;  // Nothing: an empty ledger.
  StreamKey key_;                       // Of daily windows, of the files' surface.
  std::optional<Comparison> comparison_;
  std::vector<std::string> sha256_;  // Of the files as they were first read.
  LedgerTally tally_;
  std::optional<LedgerReading> reading_;
  std::string what_;
  std::int64_t rows_ = 0;
  std::chrono::milliseconds began_{0};
};

Result<ParityDocument> ParityCheck::Execute() {
  if (options_.files.empty()) {
    return Error{ErrorCode::kUsage, "parity needs at least one export (--csv FILE)"};
  }
  began_ = clock_.Elapsed();
  TRY_VOID(FindSurface());
  TRY_VOID(ChooseSource());
  comparison_.emplace(Scope(), &series_);
  TRY_VOID(ReadWindows());
  TRY_VOID(ReadFiles());
  TRY_VOID(ReadLedger());
  TRY_VOID(Join());
  what_ = "parity";
  Report();
  return comparison_->Document();
}

// A file that can be read only once is taken for usage, until its header says otherwise.
Status ParityCheck::FindSurface() {
  std::vector<KindOfFile> kinds;
  for (const std::string& path : options_.files) {
    TRY(const std::optional<ExportKind> kind, PeekExportKind(path));
    kinds.push_back({path, kind.value_or(ExportKind::kOpenAiCompletions)});
  }
  auto surface = SurfaceOf(kinds);
  if (!surface) {
    return Error{surface.error().code, surface.error().message + "; nothing was compared"};
  }
  key_.surface = *surface;
  return {};
}

// A ledger without any source is an empty ledger, which is compared as such; a source that is not
// among those that exist is a slip of the pen.
Status ParityCheck::ChooseSource() {
  TRY(const std::vector<SourceRecord> sources, ledger_.Sources());
  if (sources.empty()) return {};
  const SourceRecord* source = FindSource(options_.source, sources);
  if (source == nullptr) {
    return Error{ErrorCode::kConfig, "the ledger holds no source '" + options_.source +
                                         "' (it holds: " + NamesOf(sources) +
                                         "); nothing was compared"};
  }
  source_ = *source;
  return ledger_.Choose(*source, key_);
}

ComparisonScope ParityCheck::Scope() const {
  ComparisonScope scope;
  scope.source = options_.source;
  scope.surface = key_.surface;
  scope.now = clock_.Now();
  scope.from = options_.from;
  scope.to = options_.to;
  if (options_.dimensions) scope.dimensions = Grain(*options_.dimensions);
  scope.filters = options_.filters;
  scope.differences_kept = options_.differences_kept;
  if (source_) scope.known_projects = source_->project_ids;
  return scope;
}

Status ParityCheck::ReadWindows() {
  if (!source_) return {};
  TRY(const std::vector<ComparedWindow> windows, ledger_.Windows(options_.from, options_.to));
  for (const ComparedWindow& window : windows) {
    comparison_->HoldWindow(window.record, window.state);
  }
  return {};
}

Status ParityCheck::CountRow() {
  ++rows_;
  if (rows_ % kRowsPerReport != 0) return {};
  if (options_.stop_requested()) return ComparisonInterrupted();
  Report();
  return {};
}

Status ParityCheck::ReadFiles() {
  for (const std::string& path : options_.files) {
    what_ = "parity " + path;
    TRY(const ExportFile file, ReadExport(path, &series_, [&](const ExportRow& row) -> Status {
          TRY_VOID(comparison_->AddExportRow(LineOf(row)));
          TRY_VOID(CountRow());
          return rows_ % kRowsPerLook == 0 ? ReadAhead() : Status();
        }));
    sha256_.push_back(file.sha256);
    TRY_VOID(CheckKind(file));
    TRY_VOID(
        comparison_->EndFile(FileOf(file), {Grain(file.columns.dimensions), file.columns.metrics}));
  }
  return comparison_->EndExport();
}

Status ParityCheck::CheckKind(const ExportFile& file) const {
  const bool is_cost = file.kind == ExportKind::kOpenAiCost;
  if (file.kind == ExportKind::kEmptyGrid || is_cost == HoldsMoney(key_.surface)) return {};
  return Error{ErrorCode::kBadInput, file.name + ": this is an " + std::string(NameOf(file.kind)) +
                                         " export; save it to a file first: what is read from a "
                                         "pipe is taken for completions usage"};
}

// The ledger's rows of days that the files have left behind are read beside the rest of the files.
Status ParityCheck::ReadAhead() {
  if (reading_ && !reading_->IsDone()) return {};
  TRY_VOID(TakeWhatWasRead());
  std::vector<DayToTally> days = comparison_->DaysToTally();
  if (days.empty()) return {};
  reading_.emplace(std::move(days),
                   LedgerReadingSources{ledger_, series_, tally_, options_.stop_requested},
                   spawner_);
  return {};
}

Status ParityCheck::TakeWhatWasRead() {
  if (!reading_) return {};
  TRY(std::vector<TalliedDay> days, reading_->Finish());
  reading_.reset();
  for (const TalliedDay& day : days) rows_ += day.rows;
  comparison_->TakeTallied(std::move(days));
  return {};
}

Status ParityCheck::ReadLedger() {
  what_ = "parity: the ledger's rows";
  Report();
  do {
    TRY_VOID(TakeWhatWasRead());
    TRY_VOID(ReadAhead());
  } while (reading_);
  return {};
}

Status ParityCheck::Join() {
  what_ = "parity: the days that differ";
  for (const JoinBatch& batch : comparison_->Batches()) {
    if (options_.stop_requested()) return ComparisonInterrupted();
    TRY_VOID(JoinBatchOf(batch));
  }
  return {};
}

Status ParityCheck::JoinBatchOf(const JoinBatch& batch) {
  comparison_->BeginBatch(batch);
  for (const std::size_t file : batch.files) TRY_VOID(JoinFile(file));
  if (batch.in_ledger) TRY_VOID(JoinLedger(batch));
  comparison_->EndBatch();
  return {};
}

Status ParityCheck::JoinFile(std::size_t file) {
  const std::string& path = options_.files[file];
  TRY(const ExportFile again, ReadExport(path, &series_, [&](const ExportRow& row) -> Status {
        comparison_->JoinExportRow(file, LineOf(row));
        return CountRow();
      }));
  if (again.sha256 != sha256_[file]) {
    return Error{ErrorCode::kBadInput,
                 path + ": changed while it was compared; nothing was recorded: compare it again"};
  }
  return {};
}

Status ParityCheck::JoinLedger(const JoinBatch& batch) {
  return ledger_.ReadDays(
      batch.days, &series_,
      [this](const LedgerRow& row) {
        comparison_->JoinLedgerRow(row.day, row.series, row.metrics);
        return true;
      },
      [this](Day day, const std::vector<UnknownMetric>& unknown) {
        comparison_->JoinLedgerDecimals(day, unknown);
      });
}

void ParityCheck::Report() {
  ProgressReport report;
  report.what = what_;
  report.rows = rows_;
  report.elapsed_ms = (clock_.Elapsed() - began_).count();
  progress_.Report(report);
}

}  // namespace

Result<ParityDocument> CheckParity(const ParityOptions& options,
                                   const ParityEnvironment& environment) {
  StoredLedger ledger(environment.store, environment.clock);
  return ParityCheck(options,
                     {ledger, environment.clock, environment.spawner, environment.progress})
      .Execute();
}

Result<ParityDocument> CheckParity(const ParityOptions& options,
                                   const ComparisonEnvironment& environment) {
  return ParityCheck(options, environment).Execute();
}

}  // namespace cognitrack
