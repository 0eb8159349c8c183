#include "ingest/import_export.h"

#include <algorithm>
#include <set>
#include <utility>

#include "ingest/export_days.h"
#include "ingest/export_surface.h"
#include "ingest/export_union.h"
#include "ingest/import_against_ledger.h"
#include "ingest/run_journal.h"
#include "ingest/run_lease.h"
#include "ingest/source_identity.h"

namespace cognitrack {
namespace {

// Every export that can be imported is OpenAI's.
constexpr std::string_view kProvider = "openai";

Error Interrupted() {
  return {ErrorCode::kTryLater, "interrupted while reading; nothing was stored"};
}

// Before the first window is stored, every failure leaves the ledger as it was.
Error NothingStored(Error error) {
  const bool is_said = error.message.find("othing was stored") != std::string::npos;
  if (error.code != ErrorCode::kUsage && !is_said) error.message += "; nothing was stored";
  return error;
}

class Import {
 public:
  Import(const ImportOptions& options, LedgerStore& store, Clock& clock, Progress& progress)
      : options_(options),
        store_(store),
        clock_(clock),
        progress_(progress),
        journal_(store, clock) {}

  Result<ImportSummary> Execute();

 private:
  Status ReadFiles();
  std::string NameOfFileWith(const std::string& project, const std::vector<WindowRead>& days) const;
  Status CheckSource(const std::vector<WindowRead>& days);
  Result<std::optional<StreamRecord>> FindStream();
  Result<ImportPlan> Check();
  Status FindSurface();
  Status Begin();
  Status Store(std::vector<WindowRead> days);
  Status StoreDay(const WindowRead& day);
  Result<ImportSummary> Finish(const Status& status);
  void ReportProgress();

  const ImportOptions& options_;
  LedgerStore& store_;
  Clock& clock_;
  Progress& progress_;
  std::optional<RunLease> lease_;
  RunJournal journal_;
  SeriesTable series_;
  std::vector<ExportDays> files_;
  std::vector<RunIssue> issues_;
  ImportSummary summary_;
  StreamKey key_;
  std::optional<StreamRecord> stream_;
  std::int64_t rows_ = 0;
  std::int64_t days_done_ = 0;
  std::int64_t days_total_ = 0;
  bool stopped_ = false;
  std::chrono::milliseconds began_{0};
};

Result<ImportSummary> Import::Execute() {
  began_ = clock_.Elapsed();
  if (const Status read = ReadFiles(); !read) return NothingStored(read.error());
  Result<ImportPlan> checked = Check();
  if (!checked) return NothingStored(checked.error());
  ImportPlan plan = *std::move(checked);
  summary_.days_unchanged = plan.kept;
  summary_.days_held_from_api_equal = std::move(plan.api_equal);
  summary_.days_held_from_api_clipped = std::move(plan.api_clipped);
  summary_.days_held_from_api_different = std::move(plan.api_different);
  std::move(plan.issues.begin(), plan.issues.end(), std::back_inserter(issues_));
  TRY_VOID(Begin());
  return Finish(Store(std::move(plan.to_store)));
}

Status Import::ReadFiles() {
  if (options_.files.empty()) {
    return Error{ErrorCode::kUsage, "an import needs at least one file (--csv FILE)"};
  }
  const UtcSeconds now = clock_.Now();
  for (const std::string& path : options_.files) {
    if (options_.stop_requested()) return Interrupted();
    TRY(ExportDays file, ReadExportDays(path, now, &series_));
    rows_ += file.file.rows;
    summary_.files.push_back(file.file);
    std::move(file.issues.begin(), file.issues.end(), std::back_inserter(issues_));
    file.issues.clear();
    files_.push_back(std::move(file));
    ReportProgress();
  }
  return {};
}

// Everything that can refuse the import, before anything is written.
Result<ImportPlan> Import::Check() {
  TRY_VOID(FindSurface());
  TRY(std::vector<WindowRead> days, UnionOf(&files_, options_.merge, &series_));
  files_.clear();
  summary_.from = DayOf(days.front().start);
  summary_.to = DayOf(days.back().start);
  days_total_ = static_cast<std::int64_t>(days.size());
  TRY_VOID(CheckSource(days));
  TRY(const std::optional<StreamRecord> stream, FindStream());
  return PlanImport(std::move(days), summary_.files, options_.merge, store_,
                    stream ? &*stream : nullptr, &series_);
}

Status Import::FindSurface() {
  std::vector<KindOfFile> kinds;
  for (const ExportFile& file : summary_.files) kinds.push_back({file.name, file.kind});
  TRY(key_.surface, SurfaceOf(kinds));
  return {};
}

// The first file that has use of the project.
std::string Import::NameOfFileWith(const std::string& project,
                                   const std::vector<WindowRead>& days) const {
  for (const WindowRead& day : days) {
    const bool has = std::any_of(day.rows.begin(), day.rows.end(), [&](const UsageRow& row) {
      const std::string* id = series_.At(row.series).Find("project_id");
      return id != nullptr && *id == project;
    });
    for (const ExportFile& file : summary_.files) {
      if (has && file.sha256 == day.origin.file_sha256) return file.name;
    }
  }
  return "the export";
}

Status Import::CheckSource(const std::vector<WindowRead>& days) {
  std::set<std::string> ids;
  ProjectIds().AddTo(&ids, days, series_);
  TRY(const std::vector<SourceRecord> sources, store_.Sources());
  const auto match = MatchSource(options_.source, kProvider, ids, sources);
  if (!match) {
    return Error{ErrorCode::kBadInput, match.error().message + ". Nothing was stored"};
  }
  if (*match == SourceMatch::kDisjoint && !options_.source_given) {
    return Error{
        ErrorCode::kBadInput,
        NameOfFileWith(*ids.begin(), days) + " holds project " + *ids.begin() +
            ", and none of the projects of source " + options_.source +
            ": it seems to be of another organisation. Give that one a name of its own with "
            "--source NAME, or confirm with --source " +
            options_.source + " that it is the same. Nothing was stored"};
  }
  return {};
}

Result<std::optional<StreamRecord>> Import::FindStream() {
  TRY(const std::vector<SourceRecord> sources, store_.Sources());
  const SourceRecord* source = FindSource(options_.source, sources);
  if (source == nullptr) return std::optional<StreamRecord>();
  TRY(const std::vector<StreamRecord> streams, store_.Streams(source->id));
  for (const StreamRecord& stream : streams) {
    if (stream.key == key_) return std::optional<StreamRecord>(stream);
  }
  return std::optional<StreamRecord>();
}

Status Import::Begin() {
  TRY(RunLease lease, RunLease::Take(store_, clock_, options_.source));
  lease_.emplace(std::move(lease));
  TRY(const SourceRecord source, store_.EnsureSource(options_.source, std::string(kProvider)));
  TRY(stream_, store_.EnsureStream(source.id, key_));
  RunRecord run;
  run.verb = "import";
  run.source = options_.source;
  run.parameters = options_.merge ? "{\"merge\":true}" : "{\"merge\":false}";
  TRY_VOID(journal_.Begin(std::move(run)));
  journal_.run().issues = std::move(issues_);
  journal_.run().counters.rows_read = rows_;
  days_done_ = days_total_;
  return {};
}

Status Import::Store(std::vector<WindowRead> days) {
  days_done_ -= static_cast<std::int64_t>(days.size());
  ReportProgress();
  for (WindowRead& day : days) {
    if (options_.stop_requested()) {
      stopped_ = true;
      return {};
    }
    TRY_VOID(StoreDay(day));
    day = {};
    ++days_done_;
    ReportProgress();
  }
  return {};
}

Status Import::StoreDay(const WindowRead& day) {
  TRY(const CommitOutcome committed,
      store_.CommitWindow(stream_->id, day, series_, journal_.run().id));
  RunCounters& counters = journal_.run().counters;
  counters.rows_written += committed.rows_written;
  switch (committed.decision.action) {
    case WindowAction::kStore:
    case WindowAction::kReplace:
      ++counters.windows_changed;
      ++summary_.days_stored;
      break;
    case WindowAction::kConfirm:
    case WindowAction::kHoldEmpty:
    case WindowAction::kKeepApi:
    case WindowAction::kKeepPruned:
      ++counters.windows_unchanged;
      ++summary_.days_unchanged;
      break;
  }
  return {};
}

Result<ImportSummary> Import::Finish(const Status& status) {
  const std::string stored = std::to_string(days_done_) + " of " + std::to_string(days_total_) +
                             " days are stored; run the same import again to store the rest";
  std::string_view outcome = outcome::kOk;
  int exit_code = 0;
  std::string message;
  const std::size_t different = summary_.days_held_from_api_different.size();
  if (!status) {
    outcome = outcome::kFailed;
    exit_code = ExitCodeOf(status.error().code);
    message = status.error().message + "; " + stored;
  } else if (stopped_) {
    outcome = outcome::kInterrupted;
    exit_code = ExitCodeOf(ErrorCode::kTryLater);
    message = "interrupted; " + stored;
  } else if (different > 0) {
    exit_code = 1;
    message = std::to_string(different) +
              " days that the API gave differ from the export; the API's stay";
  }
  TRY_VOID(journal_.Finish(outcome, exit_code, std::move(message)));
  summary_.run = journal_.run();
  return std::move(summary_);
}

void Import::ReportProgress() {
  ProgressReport report;
  report.what =
      "import " + (options_.files.size() == 1 ? options_.files.front()
                                              : std::to_string(options_.files.size()) + " files");
  report.windows_done = days_done_;
  report.windows_total = days_total_;
  report.rows = rows_;
  report.elapsed_ms = (clock_.Elapsed() - began_).count();
  progress_.Report(report);
}

}  // namespace

Result<ImportSummary> ImportExports(const ImportOptions& options, LedgerStore& store, Clock& clock,
                                    Progress& progress) {
  return Import(options, store, clock, progress).Execute();
}

}  // namespace cognitrack
