#include "upkeep/schema_change.h"

namespace cognitrack {
namespace {

std::string LossText(const std::vector<PlannedMigration>& plan) {
  constexpr std::int64_t kNamed = 4;
  std::string text;
  std::int64_t tables = 0;
  for (const PlannedMigration& migration : plan) {
    for (const TouchedTable& table : migration.tables) {
      if (table.rows_lost == 0 || ++tables > kNamed) continue;
      text += (text.empty() ? "" : ", ") + std::to_string(table.rows_lost) + " of " + table.name;
    }
  }
  if (tables == 0) return "how many cannot be told";
  if (tables > kNamed) text += ", and more of " + std::to_string(tables - kNamed) + " other tables";
  return text;
}

Status RefuseLoss(const SchemaChange& change, const SchemaChangeOptions& options) {
  if (!options.down_to || options.lose_data) return {};
  for (const PlannedMigration& migration : change.plan) {
    if (!migration.LosesData()) continue;
    return Error{ErrorCode::kUsage,
                 "going down to schema " + std::to_string(*options.down_to) + " would lose rows (" +
                     LossText(change.plan) + "); 'cognitrack migrate plan --to " +
                     std::to_string(*options.down_to) +
                     "' tells all; give --lose-data to accept that, or restore a backup from "
                     "before instead; nothing was changed"};
  }
  return {};
}

std::string NoteOf(const SchemaChange& change, const SchemaChangeOptions& options) {
  if (change.backup) return "backup: " + change.backup->path;
  if (options.no_backup) return "no backup: " + *options.no_backup;
  return "no backup: the database was empty";
}

Error AfterSome(const SchemaChange& change, Error error) {
  if (error.message.find("nothing was changed") != std::string::npos && change.done.empty()) {
    return error;
  }
  error.message += "; the schema is " + std::to_string(change.to);
  error.message += change.backup ? ", and the backup is " + change.backup->path : "";
  return error;
}

}  // namespace

Result<SchemaChange> ChangeSchema(LedgerSchema& ledger, const DatabaseLocation& location,
                                  const SchemaChangeOptions& options, const BackupParts& parts) {
  SchemaChange change;
  TRY(change.plan, options.down_to ? ledger.PlanDown(*options.down_to) : ledger.PlanUp());
  // After the plan: where there is nothing to do since another process did it, this tells so.
  TRY(const SchemaStatus status, ledger.State());
  change.from = change.to = status.Held();
  if (change.plan.empty()) return change;
  TRY_VOID(RefuseLoss(change, options));
  if (status.Held() > 0 && !options.no_backup) {
    TRY(change.backup, BackUp(ledger, location, options.backup_out, parts));
  }
  const std::string note = NoteOf(change, options);
  for (const PlannedMigration& migration : change.plan) {
    auto done = options.down_to ? ledger.Down(migration.version, options.lose_data, note)
                                : ledger.Up(migration.version, note);
    if (!done) return AfterSome(change, done.error());
    change.done.push_back(*std::move(done));
    TRY(const SchemaStatus now, ledger.State());
    change.to = now.Held();
  }
  return change;
}

}  // namespace cognitrack
