#include "rollback/rollback_plan.h"

#include <algorithm>
#include <filesystem>

#include "ingest/cursor.h"
#include "ingest/source_identity.h"
#include "versions/version_state.h"

namespace cognitrack {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNothing = "; nothing was changed";

Error Wrong(const std::string& what) { return {ErrorCode::kUsage, what + std::string(kNothing)}; }

std::string RowsText(std::int64_t rows) {
  return std::to_string(rows) + (rows == 1 ? " row" : " rows");
}

std::string Number(int schema) { return std::to_string(schema); }

Status CheckFile(const std::string& path, std::string_view option) {
  std::error_code error;
  if (fs::is_regular_file(path, error)) return {};
  return Wrong(std::string(option) + " " + path + ": there is no such file");
}

Status CheckOptions(const RollbackOptions& options, Day today) {
  if (options.to_version && options.restore_from) {
    return Wrong(
        "--to-version and --restore are two ways back: the one keeps what was stored since, the "
        "other is what the backup holds; give one of them");
  }
  if (options.to_version == 0) {
    return Wrong(
        "--to-version 0 would take the ledger out of the database, and the log of the rollback "
        "with it; 'cognitrack migrate down --to 0' does that");
  }
  if (options.from && *options.from > today) {
    return Wrong("--from " + FormatDay(*options.from) + " lies in the future");
  }
  if (options.restore_from) TRY_VOID(CheckFile(*options.restore_from, "--restore"));
  for (const std::string& csv : options.csv_files) TRY_VOID(CheckFile(csv, "--csv"));
  return {};
}

class Planning {
 public:
  Planning(const RollbackOptions& options, const RollbackParts& parts)
      : options_(options), parts_(parts) {}

  Result<RollbackPlan> Run() {
    TRY_VOID(CheckOptions(options_, DayOf(parts_.upkeep.clock.Now())));
    TRY(const auto schema, parts_.upkeep.open(parts_.place, DatabaseAccess::kRead));
    TRY(const SchemaStatus status, schema->State());
    TRY_VOID(RefuseForeignSchema(status));
    plan_.schema = after_ = status.Held();
    plan_.newest_schema = status.Newest();
    if (plan_.schema == 0) {
      return Error{ErrorCode::kConfig,
                   "there is no ledger to roll back at " + WithoutPassword(parts_.place) +
                       "; 'cognitrack restore' puts a backup there" + std::string(kNothing)};
    }
    if (IsCurrent()) TRY_VOID(ReadLedger());
    AddFlagOff(false);
    if (!options_.restore_from) AddCursors();
    if (options_.to_version) TRY_VOID(AddSchemaDown(*schema));
    if (options_.restore_from) {
      TRY_VOID(AddRestore());
      AddFlagOff(true);
      AddCursors();
    }
    AddParity();
    return std::move(plan_);
  }

 private:
  bool IsCurrent() const { return after_ == plan_.newest_schema; }

  Status ReadLedger() {
    TRY(const auto store, parts_.open_ledger(parts_.place, DatabaseAccess::kRead));
    TRY(sources_, store->Sources());
    TRY(history_, store->FlagChanges());
    TRY(const std::vector<VersionChange> versions, store->VersionChanges());
    for (const VersionKind kind : {VersionKind::kPricing, VersionKind::kIngest}) {
      const VersionState state = StateOf(kind, versions);
      if (!state.in_force.empty()) plan_.promoted.push_back(*state.since);
    }
    was_read_ = true;
    if (options_.source && FindSource(*options_.source, sources_) == nullptr) {
      return Error{ErrorCode::kConfig, "the ledger holds no source '" + *options_.source +
                                           "' (it holds: " + NamesOf(sources_) + ")" +
                                           std::string(kNothing)};
    }
    const UtcSeconds now = parts_.upkeep.clock.Now();
    for (const SourceRecord& source : sources_) {
      if (options_.source && source.name != *options_.source) continue;
      TRY(const std::vector<Cursor> cursors, CursorsOf(*store, source.id, now));
      for (const Cursor& cursor : cursors) {
        if (cursor.held > 0) surfaces_.emplace_back(source.name, cursor.surface);
      }
    }
    return {};
  }

  RollbackStep& Add(RollbackStepKind kind, bool is_planned, std::string does) {
    RollbackStep step;
    step.kind = kind;
    step.state = is_planned ? RollbackStepState::kPlanned : RollbackStepState::kLeftOut;
    step.does = std::move(does);
    plan_.steps.push_back(std::move(step));
    return plan_.steps.back();
  }
  std::string Command(const std::string& words) const {
    return "cognitrack " + words + parts_.database_option;
  }
  std::string Reason() const {
    return " --reason " + (options_.reason.empty() ? "TEXT" : ShellWord(options_.reason));
  }
  std::string By() const {
    return options_.by.empty() ? std::string() : " --by " + ShellWord(options_.by);
  }
  std::string OlderText() const {
    return "schema " + Number(after_) + " is older than this program's, " +
           Number(plan_.newest_schema);
  }

  void AddFlagOff(bool after_restore) {
    if (!IsCurrent()) {
      Add(RollbackStepKind::kFlagOff, false,
          OlderText() + ", so that no flag can be set: stop the timer of 'ingest' by hand");
      return;
    }
    const std::string flag(kDailyWindows);
    const auto scopes =
        ScopesToTurnOff(FlagSourceOf(options_), sources_, history_, parts_.otherwise);
    if (scopes.empty() && !after_restore) {
      Add(RollbackStepKind::kFlagOff, false, flag + " is off already");
      return;
    }
    std::string names;
    for (const auto& scope : scopes) {
      names += (names.empty() ? "" : ", ") + scope.value_or("everywhere");
    }
    RollbackStep& step =
        Add(RollbackStepKind::kFlagOff, true,
            after_restore ? flag + " off again: the restored ledger has its own flags"
                          : flag + " off: " + names + "; 'ingest --scheduled' then pulls nothing");
    if (after_restore) {
      step.commands.push_back(Command("flags set " + flag + " off" + Reason() + By()));
      return;
    }
    for (const auto& scope : scopes) {
      step.commands.push_back(Command("flags set " + flag + " off" +
                                      (scope ? " --source " + ShellWord(*scope) : std::string()) +
                                      Reason() + By()));
    }
  }

  void AddCursors() {
    if (!options_.from) {
      Add(RollbackStepKind::kCursors, false,
          "no --from DAY: 'ingest' reads again what it always does");
      return;
    }
    if (!IsCurrent()) {
      Add(RollbackStepKind::kCursors, false, OlderText() + ": reset with the program of its own");
      return;
    }
    const std::string day = FormatDay(*options_.from);
    std::string names;
    for (const auto& [source, surface] : surfaces_) {
      names += (names.empty() ? "" : ", ") + surface + " of " + source;
    }
    if (names.empty() && !was_read_) names = "of every surface that the backup holds";
    if (names.empty()) {
      Add(RollbackStepKind::kCursors, false, "the ledger holds nothing that could be read again");
      return;
    }
    RollbackStep& step = Add(RollbackStepKind::kCursors, true,
                             "the next pull reads every day from " + day + " on again: " + names);
    for (const auto& [source, surface] : surfaces_) {
      step.commands.push_back(Command("cursors reset --source " + ShellWord(source) +
                                      " --surface " + surface + " --to " + day + Reason()));
    }
  }

  Status AddSchemaDown(LedgerSchema& schema) {
    const int to = *options_.to_version;
    TRY(const std::vector<PlannedMigration> plan, schema.PlanDown(to));
    if (plan.empty()) {
      Add(RollbackStepKind::kSchemaDown, false, "the schema is " + Number(to) + " already");
      return {};
    }
    const std::string lost = LostIn(plan);
    if (!lost.empty() && !options_.lose_data) {
      return Wrong("going down to schema " + Number(to) + " loses " + lost +
                   "; the backup that is made first keeps it. Give --lose-data to accept that, or "
                   "restore a backup from before with --restore FILE");
    }
    RollbackStep& step = Add(RollbackStepKind::kSchemaDown, true,
                             "a backup first, then schema " + Number(after_) + " → " + Number(to) +
                                 (lost.empty() ? "" : "; lost, but in the backup: " + lost));
    step.commands.push_back(
        Command("migrate down --to " + Number(to) + (lost.empty() ? "" : " --lose-data")));
    after_ = to;
    return {};
  }

  // Also what earlier steps will have written by then.
  std::string LostIn(const std::vector<PlannedMigration>& plan) const {
    const bool sets_flag = plan_.steps.front().state == RollbackStepState::kPlanned;
    std::string lost;
    for (const PlannedMigration& migration : plan) {
      if (migration.may_lose_unknown) lost += (lost.empty() ? "" : ", ") + std::string("unknown");
      for (const TouchedTable& table : migration.tables) {
        const bool by_step = sets_flag && table.name == "flag_changes";
        if (table.rows_lost == 0 && !by_step) continue;
        lost += lost.empty() ? "" : ", ";
        if (table.rows_lost > 0) lost += RowsText(table.rows_lost) + " of " + table.name;
        if (table.rows_lost > 0 && by_step) lost += " and ";
        if (by_step) lost += "what step 1 writes into flag_changes";
      }
    }
    return lost;
  }

  Status AddRestore() {
    const std::string& from = *options_.restore_from;
    if (parts_.place.kind == DatabaseLocation::Kind::kPostgres) {
      return Wrong(
          "a PostgreSQL database must be empty for a restore: 'cognitrack restore --from " +
          ShellWord(from) + " --db NEW' into a new one, then let COGNITRACK_DB name it");
    }
    TRY(const auto backup,
        parts_.upkeep.open({DatabaseLocation::Kind::kSqlite, from}, DatabaseAccess::kRead));
    TRY(const SchemaStatus status, backup->State());
    if (const Status ours = RefuseForeignSchema(status); !ours) return ours.error().At(from);
    if (status.Held() == 0) return Wrong(from + ": there is no ledger in it");
    TRY(const LedgerSummary summary, backup->Summary());
    RollbackStep& step =
        Add(RollbackStepKind::kRestore, true,
            from + " takes the ledger's place: schema " + Number(summary.schema) + ", " +
                std::to_string(summary.windows) + " windows, as of revision " +
                std::to_string(summary.revision) + "; what is there now is kept as a backup");
    step.commands.push_back(Command("restore --from " + ShellWord(from)));
    after_ = status.Held();
    return {};
  }

  void AddParity() {
    std::string words = "parity";
    if (options_.parity_source != "openai") {
      words += " --source " + ShellWord(options_.parity_source);
    }
    words += " --csv";
    for (const std::string& csv : options_.csv_files) words += " " + ShellWord(csv);
    if (options_.csv_files.empty()) {
      Add(RollbackStepKind::kParity, false, "no --csv FILE: nothing proves what is left")
          .commands.push_back(Command(words + " FILE"));
      return;
    }
    const std::string what = std::to_string(options_.csv_files.size()) +
                             (options_.csv_files.size() == 1 ? " export" : " exports") +
                             " against ";
    const bool current = IsCurrent();
    RollbackStep& step =
        Add(RollbackStepKind::kParity, true,
            current ? what + "the ledger, day by day"
                    : what + "a copy of the ledger, brought to schema " +
                          Number(plan_.newest_schema) + " for it and removed afterwards");
    if (current) step.commands.push_back(Command(words));
  }

  const RollbackOptions& options_;
  const RollbackParts& parts_;
  RollbackPlan plan_;
  int after_ = 0;          // The schema that the steps so far leave.
  bool was_read_ = false;  // The ledger's schema let it be: what follows is known.
  std::vector<SourceRecord> sources_;
  std::vector<FlagChange> history_;
  std::vector<std::pair<std::string, std::string>> surfaces_;  // Source and surface.
};

}  // namespace

std::string_view NameOf(RollbackStepKind kind) {
  switch (kind) {
    case RollbackStepKind::kFlagOff:
      return "flag_off";
    case RollbackStepKind::kCursors:
      return "cursor_reset";
    case RollbackStepKind::kSchemaDown:
      return "schema_down";
    case RollbackStepKind::kRestore:
      return "restore";
    case RollbackStepKind::kParity:
      return "parity";
  }
  return "parity";
}

std::string_view NameOf(RollbackStepState state) {
  switch (state) {
    case RollbackStepState::kPlanned:
      return "planned";
    case RollbackStepState::kLeftOut:
      return "left_out";
    case RollbackStepState::kDone:
      return "done";
    case RollbackStepState::kFailed:
      return "failed";
    case RollbackStepState::kSkipped:
      return "skipped";
    case RollbackStepState::kNotReached:
      return "not_reached";
  }
  return "not_reached";
}

std::optional<std::string> FlagSourceOf(const RollbackOptions& options) {
  const bool concerns_all = options.to_version || options.restore_from;
  return concerns_all ? std::nullopt : options.source;
}

std::vector<std::optional<std::string>> ScopesToTurnOff(const std::optional<std::string>& source,
                                                        const std::vector<SourceRecord>& sources,
                                                        const std::vector<FlagChange>& history,
                                                        const FlagDefault& otherwise) {
  std::vector<std::optional<std::string>> scopes;
  if (ValueOf(kDailyWindows, source, history, otherwise).is_on) scopes.push_back(source);
  if (source) return scopes;
  std::vector<std::string> names;
  for (const SourceRecord& one : sources) names.push_back(one.name);
  for (const std::string& apart : SourcesApart(kDailyWindows, names, history, FlagSetting::kOff)) {
    scopes.emplace_back(apart);
  }
  return scopes;
}

std::string ShellWord(const std::string& text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=@%+,";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

Result<RollbackPlan> PlanRollback(const RollbackOptions& options, const RollbackParts& parts) {
  return Planning(options, parts).Run();
}

}  // namespace cognitrack
