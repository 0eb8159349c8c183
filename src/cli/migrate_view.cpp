#include "cli/migrate_view.h"

#include "cli/backup_view.h"
#include "cli/json_document.h"
#include "cli/number_text.h"
#include "cli/text_table.h"

namespace cognitrack {
namespace {

std::string Numbered(int version, std::string_view name) {
  std::string number = std::to_string(version);
  if (number.size() < 4) number.insert(0, 4 - number.size(), '0');
  return number + " " + std::string(name);
}

std::string_view ChecksumWord(MigrationState state) {
  switch (state) {
    case MigrationState::kApplied:
      return "ok";
    case MigrationState::kPending:
      return "";
    case MigrationState::kEdited:
      return "edited";
    case MigrationState::kUnknown:
      return "unknown";
  }
  return "unknown";
}

std::string StyledState(MigrationState state, const TextStyle& style) {
  const std::string_view word = NameOf(state);
  if (state == MigrationState::kApplied) return style.Good(word);
  return state == MigrationState::kPending ? style.Note(word) : style.Bad(word);
}

std::string TablesText(const PlannedMigration& migration) {
  std::string text;
  for (const TouchedTable& table : migration.tables) {
    text += "--   " + table.name + ": ";
    text += table.is_new ? "new" : Counted(table.rows, "row");
    if (table.rows_lost > 0) text += ", " + CountText(table.rows_lost) + " would be LOST";
    text += "\n";
  }
  return text;
}

std::string LockText(const StatementEffect& effect) {
  if (effect.lock.empty()) return "takes no lock";
  return "takes " + effect.lock + "; who waits: " + std::string(NameOf(effect.blocks));
}

// What every statement takes is said once.
bool AllLockAlike(const PlannedMigration& migration) {
  for (const PlannedStatement& statement : migration.statements) {
    if (LockText(statement.effect) != LockText(migration.statements.front().effect)) return false;
  }
  return !migration.statements.empty();
}

std::string StatementsText(const PlannedMigration& migration, const TextStyle& style) {
  const bool alike = AllLockAlike(migration);
  std::string text;
  if (alike) text += "-- " + LockText(migration.statements.front().effect) + "\n";
  for (std::size_t i = 0; i < migration.statements.size(); ++i) {
    const PlannedStatement& statement = migration.statements[i];
    std::string head = "-- " + std::to_string(i + 1) + ".";
    if (!alike) head += " " + LockText(statement.effect);
    text += "\n" + style.Dim(head) + "\n" + statement.sql + ";\n";
  }
  return text;
}

JsonObject PlannedObject(const PlannedMigration& migration) {
  JsonArray statements;
  for (const PlannedStatement& statement : migration.statements) {
    JsonObject object;
    object.Set("sql", statement.sql);
    object.Set("table", statement.effect.table);
    object.Set("lock", statement.effect.lock);
    object.Set("blocks", NameOf(statement.effect.blocks));
    statements.Add(object);
  }
  JsonArray tables;
  for (const TouchedTable& table : migration.tables) {
    tables.Add(JsonObject()
                   .Set("name", table.name)
                   .Set("new", table.is_new)
                   .Set("rows", table.rows)
                   .Set("rows_lost", table.rows_lost));
  }
  JsonObject object;
  object.Set("version", std::int64_t{migration.version});
  object.Set("name", migration.name);
  object.Set("statements", statements);
  object.Set("tables", tables);
  object.Set("loses_data", migration.LosesData());
  return object;
}

JsonObject DoneObject(const MigrationDone& done) {
  JsonArray steps;
  for (const MigrationStep& step : done.steps) {
    steps.Add(JsonObject().Set("statement", step.statement).Set("ms", step.milliseconds));
  }
  JsonObject object;
  object.Set("version", std::int64_t{done.version});
  object.Set("name", done.name);
  object.Set("was_done", done.was_done);
  object.Set("run", done.run_id == 0 ? std::nullopt : std::optional(done.run_id));
  object.Set("steps", steps);
  return object;
}

std::int64_t TimeOf(const MigrationDone& done) {
  std::int64_t milliseconds = 0;
  for (const MigrationStep& step : done.steps) milliseconds += step.milliseconds;
  return milliseconds;
}

}  // namespace

std::string_view SchemaWord(const SchemaStatus& status) {
  if (status.Has(MigrationState::kUnknown)) return "newer";
  if (status.Has(MigrationState::kEdited)) return "edited";
  if (status.Held() == 0) return "absent";
  return status.Has(MigrationState::kPending) ? "older" : "current";
}

std::string MendOf(const SchemaStatus& status) {
  const std::string_view word = SchemaWord(status);
  if (word == "older") return "cognitrack migrate up";
  const Status refused = RefuseForeignSchema(status);
  if (refused) return "";
  const std::string& message = refused.error().message;
  return message.substr(0, message.find("; nothing was read"));
}

std::string StatusText(const SchemaStatus& status, const std::string& database,
                       const TextStyle& style, int width) {
  const std::string_view word = SchemaWord(status);
  std::string text = style.Bold(database) + "\n  ";
  if (word == "absent") {
    text += "no ledger yet; the first import or backfill makes it, with schema " +
            std::to_string(status.Newest()) + "\n\n";
  } else {
    text += "schema " + std::to_string(status.Held()) + ", " + std::string(word) +
            "; this program speaks " + std::to_string(status.Newest()) + "\n\n";
  }
  TextTable table;
  table.AddColumn("Schema", Align::kLeft);
  table.AddColumn("Applied", Align::kLeft);
  table.AddColumn("State", Align::kLeft);
  table.AddColumn("Checksum", Align::kLeft);
  for (const MigrationStatus& migration : status.migrations) {
    const std::string applied =
        migration.applied_at == 0 ? std::string(kUnknownText) : FormatTime(migration.applied_at);
    table.AddRow({Numbered(migration.version, migration.name), applied,
                  StyledState(migration.state, style), std::string(ChecksumWord(migration.state))});
  }
  text += table.ToText(style, width);
  if (word == "older")
    text += "\nRun '" + MendOf(status) + "' ('migrate plan' shows what it does).\n";
  return text;
}

std::string StatusJson(const SchemaStatus& status, const std::string& database) {
  JsonArray migrations;
  for (const MigrationStatus& migration : status.migrations) {
    JsonObject object;
    object.Set("version", std::int64_t{migration.version});
    object.Set("name", migration.name);
    object.Set("state", NameOf(migration.state));
    object.SetTime("applied_at", migration.applied_at);
    const std::string_view checksum = ChecksumWord(migration.state);
    if (checksum.empty()) {
      object.SetNull("checksum");
    } else {
      object.Set("checksum", checksum);
    }
    object.Set("has_down", migration.has_down);
    migrations.Add(object);
  }
  JsonObject document;
  document.Set("database", database);
  document.Set("state", SchemaWord(status));
  document.Set("held", std::int64_t{status.Held()});
  document.Set("newest", std::int64_t{status.Newest()});
  document.Set("migrations", migrations);
  const std::string mend = MendOf(status);
  if (mend.empty()) {
    document.SetNull("mend");
  } else {
    document.Set("mend", mend);
  }
  return document.ToText();
}

// SQL with remarks, so that it can be read, kept and compared as a script.
std::string PlanText(const std::vector<PlannedMigration>& plan, bool is_down,
                     const std::string& database, const TextStyle& style) {
  if (plan.empty()) return "Nothing to do: the schema of " + database + " is that already.\n";
  std::string text;
  for (const PlannedMigration& migration : plan) {
    const std::string head =
        (is_down ? "Take back " : "Apply ") + Numbered(migration.version, migration.name);
    text += style.Bold("-- " + head + ", in one transaction") + "\n";
    text += TablesText(migration) + StatementsText(migration, style);
    text += "\n";
  }
  return text + "-- Nothing was changed. 'cognitrack migrate " +
         (is_down ? "down --to N" : std::string("up")) + "' does this, after a backup.\n";
}

std::string PlanJson(const std::vector<PlannedMigration>& plan, bool is_down,
                     const std::string& database) {
  JsonArray migrations;
  for (const PlannedMigration& migration : plan) migrations.Add(PlannedObject(migration));
  JsonObject document;
  document.Set("verb", "migrate plan");
  document.Set("database", database);
  document.Set("direction", is_down ? "down" : "up");
  document.Set("migrations", migrations);
  return document.ToText();
}

std::string ChangeText(const SchemaChange& change, const std::string& database,
                       const TextStyle& style, int width) {
  if (change.plan.empty()) {
    return "Nothing to do: the schema of " + database + " is " + std::to_string(change.to) + ".\n";
  }
  std::string text = style.Bold(database + ": schema " + std::to_string(change.from) + " → " +
                                std::to_string(change.to)) +
                     "\n\n";
  TextTable table;
  table.AddColumn("Migration", Align::kLeft);
  table.AddColumn("Statements", Align::kRight);
  table.AddColumn("Time", Align::kRight);
  table.AddColumn("Run", Align::kRight);
  for (const MigrationDone& done : change.done) {
    table.AddRow({Numbered(done.version, done.name),
                  CountText(static_cast<std::int64_t>(done.steps.size())),
                  DurationText(TimeOf(done)),
                  done.run_id == 0 ? std::string(kUnknownText) : std::to_string(done.run_id)});
  }
  text += table.ToText(style, width);
  if (change.backup) text += "\n" + BackupText(*change.backup, style);
  return text;
}

std::string ChangeJson(const SchemaChange& change, std::string_view verb,
                       const std::string& database) {
  JsonArray migrations;
  for (const MigrationDone& done : change.done) migrations.Add(DoneObject(done));
  JsonObject document;
  document.Set("verb", verb);
  document.Set("database", database);
  document.Set("from", std::int64_t{change.from});
  document.Set("to", std::int64_t{change.to});
  document.Set("migrations", migrations);
  if (change.backup) {
    document.Set("backup", BackupObject(*change.backup));
  } else {
    document.SetNull("backup");
  }
  return document.ToText();
}

}  // namespace cognitrack
