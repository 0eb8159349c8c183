#include "ingest/prune.h"

#include <algorithm>
#include <utility>

#include "base/month.h"
#include "formats/json_writer.h"
#include "ingest/issue_codes.h"
#include "ingest/run_journal.h"
#include "ingest/run_lease.h"
#include "ingest/source_identity.h"

namespace cognitrack {
namespace {

constexpr int kMostKeepDays = 3'660;

// Runs that may be the newest: their clocks differ.
constexpr int kRunsLookedAt = 50;

Status Check(const PruneOptions& options) {
  if (options.keep_days < 1 || options.keep_days > kMostKeepDays) {
    return Error{ErrorCode::kUsage, "the days to keep must be 1 to " +
                                        std::to_string(kMostKeepDays) + "; nothing was pruned"};
  }
  if (options.allowed_share < 1 || options.allowed_share > 100) {
    return Error{ErrorCode::kUsage,
                 "the share that may go must be 1 to 100 percent; nothing was pruned"};
  }
  for (const std::string& name : options.surfaces) {
    if (FindSurface(name) != nullptr) continue;
    return Error{ErrorCode::kUsage, "there is no surface '" + name + "'; nothing was pruned"};
  }
  return {};
}

std::string ParametersOf(const PruneOptions& options) {
  JsonWriter json;
  json.BeginObject();
  json.Key("keep_days");
  json.Integer(options.keep_days);
  json.Key("allow_share");
  json.Integer(options.allowed_share);
  for (const auto& [name, day] : {std::pair("from", options.from), std::pair("to", options.to)}) {
    if (!day) continue;
    json.Key(name);
    json.String(FormatDay(*day));
  }
  if (!options.surfaces.empty()) {
    json.Key("surfaces");
    json.BeginArray();
    for (const std::string& surface : options.surfaces) json.String(surface);
    json.EndArray();
  }
  json.EndObject();
  return json.Take();
}

class PruneRun {
 public:
  PruneRun(const PruneOptions& options, PruneEnvironment environment)
      : options_(options),
        environment_(std::move(environment)),
        store_(environment_.store),
        journal_(environment_.store, environment_.clock) {}

  Result<PruneSummary> Execute();

 private:
  using Windows = std::vector<PlannedPrune>;

  Status MakePlan();
  Status ReadSource(const SourceRecord& source, std::vector<PruneStream>* streams);
  Status CheckRefusals();
  Status PruneMonths();
  Status PruneMonth(Windows::const_iterator first, Windows::const_iterator last, int number);
  RunChunk& ChunkOf(const PlannedPrune& window, int number);
  void ReportProgress();
  Status Save();
  Status Finish(const Status& status);

  const PruneOptions& options_;
  PruneEnvironment environment_;
  LedgerStore& store_;
  RunJournal journal_;
  PruneSummary summary_;
  UtcSeconds newest_ = 0;  // The last thing that the ledger knows to have happened.
  bool stopped_ = false;
  std::int64_t windows_done_ = 0;
  std::chrono::milliseconds began_{0};
};

Result<PruneSummary> PruneRun::Execute() {
  began_ = environment_.clock.Elapsed();
  TRY_VOID(Check(options_));
  TRY_VOID(MakePlan());
  RunRecord run;
  run.verb = "prune";
  run.label = options_.label;
  run.source = options_.source;
  run.parameters = ParametersOf(options_);
  const Status allowed = CheckRefusals();
  if (options_.dry_run) {
    if (!allowed) summary_.refusal = allowed.error();
    summary_.run = std::move(run);
    return std::move(summary_);
  }
  TRY_VOID(allowed);
  TRY(const RunLease lease, RunLease::Take(store_, environment_.clock, options_.source));
  TRY_VOID(journal_.Begin(std::move(run)));
  TRY_VOID(Finish(PruneMonths()));
  summary_.run = journal_.run();
  return std::move(summary_);
}

Status PruneRun::MakePlan() {
  PruneRules rules;
  rules.keep_days = options_.keep_days;
  rules.now = environment_.clock.Now();
  rules.from = options_.from;
  rules.to = options_.to;
  rules.surfaces.insert(options_.surfaces.begin(), options_.surfaces.end());
  summary_.keep_from = rules.keep_from();
  TRY(const std::vector<SourceRecord> sources, store_.Sources());
  if (sources.empty()) return {};
  if (FindSource(options_.source, sources) == nullptr) {
    return Error{ErrorCode::kConfig, "the ledger holds no source '" + options_.source +
                                         "' (it holds: " + NamesOf(sources) +
                                         "); nothing was pruned"};
  }
  std::vector<PruneStream> streams;
  for (const SourceRecord& source : sources) TRY_VOID(ReadSource(source, &streams));
  TRY(const ProofBook proofs, ProofBook::Read(store_, options_.source));
  summary_.plan = PlanPrune(streams, proofs, rules);
  TRY(const std::vector<RunRecord> runs, store_.Runs("", "", kRunsLookedAt));
  for (const RunRecord& run : runs) newest_ = std::max({newest_, run.started_at, run.finished_at});
  return {};
}

// The share is of the whole ledger; what goes is of one source.
Status PruneRun::ReadSource(const SourceRecord& source, std::vector<PruneStream>* streams) {
  TRY(std::vector<HeldStream> held, store_.HeldStreams(source.id));
  for (HeldStream& stream : held) {
    for (const WindowRecord& record : stream.windows) {
      if (!record.pruned) summary_.rows_held += record.row_count;
      newest_ = std::max({newest_, record.read_at, record.attempt.at});
    }
    if (source.name != options_.source || stream.windows.empty()) continue;
    PruneStream& into = streams->emplace_back();
    TRY(const std::vector<WindowWeight> weights,
        store_.WeighWindows(stream.stream.id, kFirstDay.start(), kLastDay.end()));
    for (const WindowWeight& weight : weights) into.weights.emplace(weight.start, weight);
    into.held = std::move(stream);
  }
  return {};
}

Status PruneRun::CheckRefusals() {
  TRY_VOID(CheckClockForPrune(environment_.clock.Now(), newest_));
  return CheckShare(summary_.plan, summary_.rows_held, options_.allowed_share);
}

Status PruneRun::PruneMonths() {
  const Windows& go = summary_.plan.go;
  int number = 0;
  for (auto first = go.begin(); first != go.end();) {
    if (environment_.stop_requested()) {
      stopped_ = true;
      return {};
    }
    ReportProgress();
    const Day end = FirstOfNextMonth(first->day);
    const auto last = std::find_if(first, go.end(),
                                   [end](const PlannedPrune& window) { return window.day >= end; });
    TRY_VOID(PruneMonth(first, last, ++number));
    first = last;
  }
  ReportProgress();
  return {};
}

Status PruneRun::PruneMonth(Windows::const_iterator first, Windows::const_iterator last,
                            int number) {
  std::vector<PruneTarget> targets;
  std::map<std::pair<std::int64_t, UtcSeconds>, const PlannedPrune*> planned;
  for (auto window = first; window != last; ++window) {
    targets.push_back(window->target);
    planned.emplace(std::pair(window->target.stream_id, window->target.start), &*window);
  }
  TRY(const PruneOutcome outcome, store_.PruneWindows(targets));
  for (const PrunedWindow& pruned : outcome.pruned) {
    RunChunk& chunk = ChunkOf(*planned.at({pruned.stream_id, pruned.start}), number);
    ++chunk.counters.windows_changed;
    chunk.counters.rows_written += pruned.rows;
    summary_.history_rows += pruned.history_rows;
  }
  summary_.archived_bytes += outcome.archived_bytes;
  summary_.left += outcome.left;
  if (outcome.was_busy) {
    journal_.AddIssue(issue::kMonthWasRead, FormatMonth(first->day),
                      "somebody was reading, so that the rows of the month were deleted one by one "
                      "instead of all at once");
  }
  windows_done_ += static_cast<std::int64_t>(targets.size());
  return Save();
}

// Each is of one month and surface, and whole.
RunChunk& PruneRun::ChunkOf(const PlannedPrune& window, int number) {
  std::vector<RunChunk>& chunks = journal_.run().chunks;
  auto found = std::find_if(chunks.begin(), chunks.end(), [&](const RunChunk& chunk) {
    return chunk.number == number && chunk.surface == window.surface;
  });
  if (found == chunks.end()) {
    chunks.push_back({number, window.day, window.day, true, {}, window.surface});
    return chunks.back();
  }
  found->start = std::min(found->start, window.day);
  found->end = std::max(found->end, window.day);
  return *found;
}

void PruneRun::ReportProgress() {
  ProgressReport report;
  report.what = "prune";
  report.windows_done = windows_done_;
  report.windows_total = static_cast<std::int64_t>(summary_.plan.go.size());
  for (const RunChunk& chunk : journal_.run().chunks) report.rows += chunk.counters.rows_written;
  report.elapsed_ms = (environment_.clock.Elapsed() - began_).count();
  environment_.progress.Report(report);
}

Status PruneRun::Save() {
  RunRecord& run = journal_.run();
  run.counters = {};
  for (const RunChunk& chunk : run.chunks) run.counters.Add(chunk.counters);
  return journal_.Save();
}

Status PruneRun::Finish(const Status& status) {
  if (!status) {
    return journal_.Finish(
        outcome::kFailed, ExitCodeOf(status.error().code),
        status.error().message + "; windows pruned before stay so, run the command again");
  }
  if (stopped_) {
    return journal_.Finish(outcome::kInterrupted, ExitCodeOf(ErrorCode::kTryLater),
                           "stopped; what was pruned is whole, run the command again to go on");
  }
  return journal_.Finish(outcome::kOk, 0, "");
}

}  // namespace

Result<PruneSummary> Prune(const PruneOptions& options, PruneEnvironment environment) {
  return PruneRun(options, std::move(environment)).Execute();
}

}  // namespace cognitrack
