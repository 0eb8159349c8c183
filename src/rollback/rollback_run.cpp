#include "rollback/rollback_run.h"

#include <algorithm>

#include "feature_flags/flag_proof.h"
#include "formats/json_writer.h"
#include "ingest/cursor.h"
#include "ingest/cursor_reset.h"
#include "ingest/flag_setting.h"
#include "ingest/run_journal.h"
#include "ingest/run_lease.h"
#include "rollback/copy_check.h"
#include "upkeep/restore.h"
#include "upkeep/schema_change.h"
#include "usage/issue_codes.h"
#include "usage/surface.h"

namespace cognitrack {
namespace {

bool IsBlank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

void Append(const std::string& part, std::string* text) {
  if (!text->empty()) *text += ", ";
  *text += part;
}

std::string ParametersOf(const RollbackOptions& options) {
  JsonWriter json;
  json.BeginObject();
  const auto add = [&json](std::string_view key, const std::optional<std::string>& value) {
    if (!value) return;
    json.Key(key);
    json.String(*value);
  };
  add("source", options.source);
  add("from", options.from ? std::optional(FormatDay(*options.from)) : std::nullopt);
  add("to_version",
      options.to_version ? std::optional(std::to_string(*options.to_version)) : std::nullopt);
  add("restore", options.restore_from);
  if (!options.csv_files.empty()) {
    json.Key("csv");
    json.BeginArray();
    for (const std::string& csv : options.csv_files) json.String(csv);
    json.EndArray();
  }
  add("by", options.by);
  json.EndObject();
  return json.Take();
}

class Rollback {
 public:
  Rollback(const RollbackOptions& options, const RollbackParts& parts, const StepQuestion& question)
      : options_(options), parts_(parts), question_(question), clock_(parts.upkeep.clock) {}

  Result<RollbackRecord> Run() {
    TRY(const auto alone, parts_.upkeep.open(parts_.place, DatabaseAccess::kRead));
    TRY_VOID(alone->HoldRollback(ThisProcess()));
    alone_ = alone.get();
    TRY(record_.plan, PlanRollback(options_, parts_));
    record_.schema_after = record_.plan.schema;
    RunRecord& run = record_.run;
    run.verb = "rollback";
    run.source = options_.source.value_or("");
    run.label = options_.reason;
    run.parameters = ParametersOf(options_);
    run.started_at = clock_.Now();
    run.outcome = outcome::kRunning;
    TRY_VOID(WriteLog());
    int number = 0;
    for (RollbackStep& step : record_.plan.steps) {
      ++number;
      if (is_over_ && step.state == RollbackStepState::kPlanned) {
        step.state = RollbackStepState::kNotReached;
      } else if (step.state == RollbackStepState::kPlanned) {
        Take(number, &step);
      }
      AddToLog(number, step);
      if (const Status written = WriteLog(); !written) return Unlogged(written.error());
    }
    Conclude();
    if (const Status written = WriteLog(); !written) return Unlogged(written.error());
    return std::move(record_);
  }

 private:
  void Take(int number, RollbackStep* step) {
    const StepAnswer answer = StopRequested() ? StepAnswer::kStop : question_(number, *step);
    if (answer != StepAnswer::kDo) {
      const bool stops = answer == StepAnswer::kStop;
      step->state = stops ? RollbackStepState::kNotReached : RollbackStepState::kSkipped;
      if (stops)
        Stop(ExitCodeOf(ErrorCode::kTryLater), "stopped before step " + std::to_string(number));
      return;
    }
    const auto begun = clock_.Elapsed();
    const Result<std::string> result = Carry(step->kind);
    step->milliseconds = (clock_.Elapsed() - begun).count();
    step->state = result ? RollbackStepState::kDone : RollbackStepState::kFailed;
    step->result = result ? *result : result.error().message;
    if (!result) {
      Stop(ExitCodeOf(result.error().code),
           "step " + std::to_string(number) + " failed: " + result.error().message);
    } else if (record_.parity && !Proves(record_.parity->verdict)) {
      step->state = RollbackStepState::kFailed;
      Stop(1, "step " + std::to_string(number) + ": parity does not prove the ledger, " + *result);
    }
  }

  Result<std::string> Carry(RollbackStepKind kind) {
    TRY_VOID(alone_->CheckRollbackHeld());
    switch (kind) {
      case RollbackStepKind::kFlagOff:
        return FlagOff();
      case RollbackStepKind::kCursors:
        return ResetCursors();
      case RollbackStepKind::kSchemaDown:
        return SchemaDown();
      case RollbackStepKind::kRestore:
        return PutBack();
      case RollbackStepKind::kParity:
        return CheckByParity();
    }
    return Error{ErrorCode::kInvariant, "there is no such step"};
  }

  Result<std::string> FlagOff() {
    TRY(const auto store, parts_.open_ledger(parts_.place, DatabaseAccess::kWrite));
    TRY(const std::vector<SourceRecord> sources, store->Sources());
    TRY(const std::vector<FlagChange> history, store->FlagChanges());
    std::string text;
    for (const auto& scope :
         ScopesToTurnOff(FlagSourceOf(options_), sources, history, parts_.otherwise)) {
      FlagOrder order{std::string(kDailyWindows),     scope,       FlagSetting::kOff,
                      "rollback: " + options_.reason, options_.by, ""};
      TRY(const FlagOutcome outcome, SetFlag(order, parts_.otherwise, *store, clock_));
      Append(scope.value_or("everywhere") + " (run " + std::to_string(outcome.entry->run_id) + ")",
             &text);
    }
    return text.empty() ? std::string(kDailyWindows) + " is off already"
                        : std::string(kDailyWindows) + " off: " + text;
  }

  Result<std::string> ResetCursors() {
    TRY(const auto store, parts_.open_ledger(parts_.place, DatabaseAccess::kWrite));
    TRY(const std::vector<SourceRecord> sources, store->Sources());
    std::string text;
    std::int64_t days = 0;
    for (const SourceRecord& source : sources) {
      if (options_.source && source.name != *options_.source) continue;
      TRY(const std::vector<Cursor> cursors, CursorsOf(*store, source.id, clock_.Now()));
      for (const Cursor& cursor : cursors) {
        if (cursor.held == 0) continue;
        const Surface* surface = FindSurface(cursor.surface);
        CursorResetOptions asked{source.name, cursor.surface, *options_.from,
                                 "rollback: " + options_.reason};
        if (surface != nullptr && surface->first_day) {
          asked.to = std::max(asked.to, *surface->first_day);
        }
        TRY(const CursorResetSummary summary, ResetCursor(asked, *store, clock_));
        days += summary.asked_for;
        Append(
            cursor.surface + " of " + source.name + " (run " + std::to_string(summary.run.id) + ")",
            &text);
      }
    }
    if (text.empty()) return std::string("the ledger holds nothing that could be read again");
    return std::to_string(days) + (days == 1 ? " day" : " days") + " will be read again: " + text;
  }

  Result<std::string> SchemaDown() {
    SchemaChangeOptions options;
    options.down_to = options_.to_version;
    options.lose_data = options_.lose_data;
    TRY(const auto schema, parts_.upkeep.open(parts_.place, DatabaseAccess::kWrite));
    TRY(const SchemaChange change, ChangeSchema(*schema, parts_.place, options, parts_.upkeep));
    record_.schema_after = change.to;
    return "schema " + std::to_string(change.from) + " → " + std::to_string(change.to) +
           (change.backup ? "; the backup is " + change.backup->path : std::string());
  }

  Result<std::string> PutBack() {
    TRY(const RestoreRecord restored, Restore(*options_.restore_from, parts_.place, parts_.upkeep));
    record_.schema_after = restored.summary.schema;
    return "revision " + std::to_string(restored.summary.revision) + ", schema " +
           std::to_string(restored.summary.schema) + ", " +
           std::to_string(restored.contents_compared) + " contents compared" +
           (restored.kept ? "; what was there before: " + restored.kept->path : std::string());
  }

  Result<std::string> CheckByParity() {
    ParityOptions asked;
    asked.source = options_.parity_source;
    asked.files = options_.csv_files;
    const UtcSeconds started_at = clock_.Now();
    const bool is_current = record_.schema_after == record_.plan.newest_schema;
    if (is_current) {
      TRY(const auto store, parts_.open_ledger(parts_.place, DatabaseAccess::kRead));
      TRY(record_.parity, CheckParity(asked, {*store, clock_, parts_.spawner, parts_.progress}));
    } else {
      TRY(record_.parity, CheckOnCopy(asked, parts_));
    }
    const ParityDocument& document = *record_.parity;
    std::string text = std::string(NameOf(document.verdict)) + ", " + FormatDay(document.from) +
                       " – " + FormatDay(document.to) + ", " + document.surface;
    if (!is_current) return text + ", on a copy";
    TRY(const std::int64_t run, parts_.record_parity(document, started_at));
    return text + " (run " + std::to_string(run) + ")";
  }

  void Stop(int exit_code, std::string message) {
    is_over_ = true;
    record_.run.exit_code = exit_code;
    record_.run.message = std::move(message);
  }

  void AddToLog(int number, const RollbackStep& step) {
    std::string detail = std::string(NameOf(step.kind)) + ": " + std::string(NameOf(step.state));
    const bool was_tried =
        step.state == RollbackStepState::kDone || step.state == RollbackStepState::kFailed;
    if (was_tried) detail += " after " + std::to_string(step.milliseconds) + " ms: " + step.result;
    if (!was_tried) detail += ": " + step.does;
    record_.run.issues.push_back(
        {std::string(issue::kRollbackStep), "step " + std::to_string(number), detail, 1});
  }

  void Conclude() {
    RunRecord& run = record_.run;
    run.finished_at = clock_.Now();
    run.outcome = !is_over_                                           ? outcome::kOk
                  : run.exit_code == ExitCodeOf(ErrorCode::kTryLater) ? outcome::kInterrupted
                                                                      : outcome::kFailed;
    if (!is_over_) run.message = ProofText();
  }

  std::string ProofText() const {
    if (!record_.parity) return "done; parity was not checked, so that nothing proves it yet";
    const auto proven_to = EvidenceIn(*record_.parity, 0, "").proven_to;
    if (!proven_to) {
      return "done; parity compared days with the very exports they came from, which proves "
             "nothing";
    }
    return "done, and proven by parity up to " + FormatDay(*proven_to);
  }

  // Into the ledger that is in force now, whatever its schema.
  Status WriteLog() {
    TRY(const auto schema, parts_.upkeep.open(parts_.place, DatabaseAccess::kWrite));
    TRY(record_.run.id, schema->PutRun(record_.run));
    return {};
  }

  Error Unlogged(const Error& error) const {
    std::string done;
    for (const RollbackStep& step : record_.plan.steps) {
      if (step.state != RollbackStepState::kDone) continue;
      Append(std::string(NameOf(step.kind)) + " (" + step.result + ")", &done);
    }
    return {error.code, "the log of the rollback could not be written: " + error.message +
                            "; done so far: " + (done.empty() ? "nothing" : done)};
  }

  const RollbackOptions& options_;
  const RollbackParts& parts_;
  const StepQuestion& question_;
  Clock& clock_;
  LedgerSchema* alone_ = nullptr;  // Keeps other rollbacks away, whatever comes of the ledger.
  RollbackRecord record_;
  bool is_over_ = false;
};

}  // namespace

Result<RollbackRecord> RunRollback(const RollbackOptions& options, const RollbackParts& parts,
                                   const std::string& login, const StepQuestion& question) {
  RollbackOptions named = options;
  if (IsBlank(named.by)) named.by = login;
  if (IsBlank(named.reason)) {
    return Error{ErrorCode::kUsage, "a rollback needs --reason TEXT; nothing was changed"};
  }
  if (IsBlank(named.by)) {
    return Error{ErrorCode::kUsage,
                 "nobody is named who does this: --by NAME; nothing was changed"};
  }
  return Rollback(named, parts, question).Run();
}

}  // namespace cognitrack
