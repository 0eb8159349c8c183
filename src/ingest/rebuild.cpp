#include "ingest/rebuild.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "formats/json_writer.h"
#include "ingest/issue_codes.h"
#include "ingest/pull_order.h"
#include "ingest/run_journal.h"
#include "ingest/run_lease.h"
#include "ingest/source_identity.h"

namespace cognitrack {
namespace {

constexpr int kExitDiffers = 1;

std::string ParametersOf(const RebuildOptions& options) {
  JsonWriter json;
  json.BeginObject();
  json.Key("from");
  json.String(options.from ? FormatDay(*options.from) : "");
  json.Key("to");
  json.String(options.to ? FormatDay(*options.to) : "");
  json.Key("accept");
  json.String(options.accept ? "yes" : "no");
  json.EndObject();
  return json.Take();
}

std::string_view IssueOf(RebuildResult result) {
  switch (result) {
    case RebuildResult::kMended:
      return issue::kWindowMended;
    case RebuildResult::kDiffers:
    case RebuildResult::kAccepted:
      return issue::kArchiveDiffers;
    case RebuildResult::kLost:
    case RebuildResult::kDamaged:
      return issue::kWindowLost;
    case RebuildResult::kEqual:
    case RebuildResult::kNotKept:
    case RebuildResult::kFromExport:
    case RebuildResult::kPruned:
      return issue::kNotRebuilt;
  }
  return issue::kNotRebuilt;
}

bool IsWrong(RebuildResult result) {
  return result == RebuildResult::kDiffers || result == RebuildResult::kLost ||
         result == RebuildResult::kDamaged;
}

// Whether an error is about this window alone, so that the others can go on.
bool IsAboutTheWindow(const Error& error) {
  return error.code == ErrorCode::kDisk || error.code == ErrorCode::kProviderContract ||
         error.code == ErrorCode::kBadInput;
}

class RebuildRun {
 public:
  RebuildRun(const RebuildOptions& options, const RebuildEnvironment& environment)
      : options_(options),
        environment_(environment),
        store_(environment.store),
        journal_(environment.store, environment.clock) {}

  Result<RebuildSummary> Execute();

 private:
  Result<std::vector<HeldStream>> Streams();
  bool IsAsked(const WindowRecord& record) const {
    const Day day = DayOf(record.start);
    return record.has_content() && (!options_.from || day >= *options_.from) &&
           (!options_.to || day <= *options_.to);
  }
  Status RebuildAll(const std::vector<HeldStream>& streams);
  Status RebuildStream(const HeldStream& held);
  Result<RebuiltWindow> RebuildWindow(const StreamRecord& stream, const WindowRecord& record);
  Result<RebuiltWindow> Derive(const StreamRecord& stream, const WindowRecord& record,
                               const std::string& bytes, RebuiltWindow window);
  Result<RebuiltWindow> Accept(const StreamRecord& stream, WindowRead read,
                               const std::string& bytes, const SeriesTable& series,
                               RebuiltWindow window);
  void ReportProgress();
  void Note(const RebuiltWindow& window, RunChunk* chunk);
  void Conclude(const Status& status);

  const RebuildOptions& options_;
  RebuildEnvironment environment_;
  LedgerStore& store_;
  RunJournal journal_;
  RebuildSummary summary_;
  bool stopped_ = false;
  std::int64_t windows_done_ = 0;
  std::int64_t windows_total_ = 0;
  std::chrono::milliseconds began_{0};
};

Result<RebuildSummary> RebuildRun::Execute() {
  TRY(const std::vector<HeldStream> streams, Streams());
  RunRecord run;
  run.verb = "rebuild";
  run.source = options_.source;
  run.label = options_.label;
  run.parameters = ParametersOf(options_);
  if (options_.dry_run) {
    journal_.run() = std::move(run);
    TRY_VOID(RebuildAll(streams));
    journal_.run().exit_code = stopped_ ? ExitCodeOf(ErrorCode::kTryLater) : 0;
  } else {
    TRY(const RunLease lease, RunLease::Take(store_, environment_.clock, options_.source));
    TRY_VOID(journal_.Begin(std::move(run)));
    Conclude(RebuildAll(streams));
    const RunRecord& done = journal_.run();
    TRY_VOID(journal_.Finish(done.outcome, done.exit_code, done.message));
  }
  RunRecord& done = journal_.run();
  const bool is_wrong = std::any_of(summary_.found.begin(), summary_.found.end(),
                                    [](const auto& window) { return IsWrong(window.result); });
  if (options_.dry_run && is_wrong) done.exit_code = kExitDiffers;
  summary_.run = done;
  return std::move(summary_);
}

Result<std::vector<HeldStream>> RebuildRun::Streams() {
  TRY(const std::vector<SourceRecord> sources, store_.Sources());
  const SourceRecord* source = FindSource(options_.source, sources);
  if (source == nullptr) {
    return Error{ErrorCode::kConfig,
                 "the ledger holds no source '" + options_.source + "'" +
                     (sources.empty() ? std::string() : " (it holds: " + NamesOf(sources) + ")") +
                     "; nothing was rebuilt"};
  }
  TRY(std::vector<HeldStream> streams, store_.HeldStreams(source->id));
  std::erase_if(streams, [this](const HeldStream& held) {
    return !options_.surfaces.empty() &&
           std::find(options_.surfaces.begin(), options_.surfaces.end(), held.stream.key.surface) ==
               options_.surfaces.end();
  });
  return streams;
}

Status RebuildRun::RebuildAll(const std::vector<HeldStream>& streams) {
  began_ = environment_.clock.Elapsed();
  for (const HeldStream& held : streams) {
    windows_total_ += std::count_if(held.windows.begin(), held.windows.end(),
                                    [this](const WindowRecord& window) { return IsAsked(window); });
  }
  for (const HeldStream& held : streams) {
    TRY_VOID(RebuildStream(held));
    if (stopped_) return {};
  }
  return {};
}

Status RebuildRun::RebuildStream(const HeldStream& held) {
  RunChunk chunk;
  chunk.number = 1;
  chunk.surface = held.stream.key.surface;
  std::map<RebuildResult, std::int64_t> without_bytes;
  bool any = false;
  for (const WindowRecord& record : held.windows) {
    if (!IsAsked(record)) continue;
    const Day day = DayOf(record.start);
    stopped_ = environment_.stop_requested();
    if (stopped_) break;
    TRY(const RebuiltWindow window, RebuildWindow(held.stream, record));
    ReportProgress();
    if (!any) chunk.start = day;
    chunk.end = day;
    any = true;
    Note(window, &chunk);
    if (window.result >= RebuildResult::kNotKept) ++without_bytes[window.result];
  }
  if (!any) return {};
  for (const auto& [result, count] : without_bytes) {
    journal_.AddIssue(issue::kNotRebuilt, chunk.surface, std::string(NameOf(result)), count);
  }
  chunk.done = !stopped_;
  RunRecord& run = journal_.run();
  run.counters.Add(chunk.counters);
  run.chunks.push_back(std::move(chunk));
  return options_.dry_run ? Status() : journal_.Save();
}

Result<RebuiltWindow> RebuildRun::RebuildWindow(const StreamRecord& stream,
                                                const WindowRecord& record) {
  RebuiltWindow window{stream.key.surface, DayOf(record.start), RebuildResult::kPruned, 0, ""};
  if (record.pruned) return window;
  window.result = RebuildResult::kFromExport;
  if (!record.origin.from_api) return window;
  const Result<std::string> bytes = store_.ReadArchive(record.source_hash);
  window.result = RebuildResult::kNotKept;
  if (!bytes && bytes.error().code == ErrorCode::kConfig) return window;
  Result<RebuiltWindow> derived =
      bytes ? Derive(stream, record, *bytes, window) : Result<RebuiltWindow>(bytes.error());
  if (derived || !IsAboutTheWindow(derived.error())) return derived;
  window.result = RebuildResult::kDamaged;
  window.detail = derived.error().message;
  return window;
}

Result<RebuiltWindow> RebuildRun::Derive(const StreamRecord& stream, const WindowRecord& record,
                                         const std::string& bytes, RebuiltWindow window) {
  SeriesTable series;
  WindowRead read;
  read.start = record.start;
  read.end = record.end;
  read.clipped = record.clipped;
  read.grain = record.grain;
  read.read_at = record.read_at;
  TRY_VOID(environment_.reader.Read(stream.key, bytes, &series, &read));
  TRY(const MendOutcome outcome, store_.MendWindow(stream.id, read, series, options_.dry_run));
  window.rows_written = outcome.rows_written;
  switch (outcome.state) {
    case MendState::kSound:
      window.result = RebuildResult::kEqual;
      return window;
    case MendState::kMended:
      window.result = RebuildResult::kMended;
      return window;
    case MendState::kDiffers:
      window.result = RebuildResult::kDiffers;
      break;
    case MendState::kLost:
      window.result = RebuildResult::kLost;
      break;
  }
  if (!options_.accept || options_.dry_run) return window;
  read.source_hash = record.source_hash;
  return Accept(stream, std::move(read), bytes, series, std::move(window));
}

Result<RebuiltWindow> RebuildRun::Accept(const StreamRecord& stream, WindowRead read,
                                         const std::string& bytes, const SeriesTable& series,
                                         RebuiltWindow window) {
  read.source_bytes = PackedBytes(bytes);
  TRY(const CommitOutcome stored, store_.CommitWindow(stream.id, read, series, journal_.run().id));
  window.rows_written = stored.rows_written;
  const bool is_stored = stored.decision.action == WindowAction::kReplace;
  if (is_stored) window.result = RebuildResult::kAccepted;
  if (!is_stored) window.detail = "the rules of reading keep what is held";
  return window;
}

void RebuildRun::ReportProgress() {
  ProgressReport report;
  report.what = "rebuild";
  report.windows_done = ++windows_done_;
  report.windows_total = windows_total_;
  report.elapsed_ms = (environment_.clock.Elapsed() - began_).count();
  environment_.progress.Report(report);
}

void RebuildRun::Note(const RebuiltWindow& window, RunChunk* chunk) {
  ++summary_.windows[window.result];
  if (window.result == RebuildResult::kEqual) ++chunk->counters.windows_unchanged;
  if (window.result == RebuildResult::kMended || window.result == RebuildResult::kAccepted) {
    ++chunk->counters.windows_changed;
    chunk->counters.rows_written += window.rows_written;
  }
  if (window.result == RebuildResult::kEqual || window.result >= RebuildResult::kNotKept) return;
  journal_.AddIssue(IssueOf(window.result), PlaceIn(window.surface, FormatDay(window.day)),
                    window.detail.empty() ? std::string(NameOf(window.result)) : window.detail);
  summary_.found.push_back(window);
}

void RebuildRun::Conclude(const Status& status) {
  RunRecord& run = journal_.run();
  const auto wrong = std::count_if(summary_.found.begin(), summary_.found.end(),
                                   [](const auto& window) { return IsWrong(window.result); });
  if (!status) {
    run.outcome = outcome::kFailed;
    run.exit_code = ExitCodeOf(status.error().code);
    run.message = status.error().message + "; windows that were mended before stay so";
  } else if (stopped_) {
    run.outcome = outcome::kInterrupted;
    run.exit_code = ExitCodeOf(ErrorCode::kTryLater);
    run.message = "interrupted; windows that were mended stay so; run the command again";
  } else {
    run.outcome = outcome::kOk;
    run.exit_code = wrong > 0 ? kExitDiffers : 0;
    run.message =
        wrong > 0 ? std::to_string(wrong) + " windows are not what the archive gives" : "";
  }
}

}  // namespace

std::string_view NameOf(RebuildResult result) {
  switch (result) {
    case RebuildResult::kEqual:
      return "equal";
    case RebuildResult::kMended:
      return "mended";
    case RebuildResult::kDiffers:
      return "differs";
    case RebuildResult::kAccepted:
      return "accepted";
    case RebuildResult::kLost:
      return "lost";
    case RebuildResult::kDamaged:
      return "damaged";
    case RebuildResult::kNotKept:
      return "not_kept";
    case RebuildResult::kFromExport:
      return "from_export";
    case RebuildResult::kPruned:
      return "pruned";
  }
  return "";
}

std::int64_t RebuildSummary::Count(RebuildResult result) const {
  const auto count = windows.find(result);
  return count == windows.end() ? 0 : count->second;
}

Result<RebuildSummary> Rebuild(const RebuildOptions& options, RebuildEnvironment environment) {
  return RebuildRun(options, environment).Execute();
}

}  // namespace cognitrack
