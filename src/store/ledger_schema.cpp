#include "store/ledger_schema.h"

#include <algorithm>
#include <cstdio>

#include "store/run_records.h"
#include "store/script_statements.h"
#include "usage/issue_codes.h"

namespace cognitrack {
namespace {

constexpr std::size_t kShownOfStatement = 60;

std::string Label(const Migration& migration) {
  std::string number = std::to_string(migration.version);
  if (number.size() < 4) number.insert(0, 4 - number.size(), '0');
  return number + "_" + std::string(migration.name);
}

Error NoWayBack(const Migration& migration) {
  return Error{ErrorCode::kConfig, "schema " + std::to_string(migration.version) + " (" +
                                       std::string(migration.name) +
                                       ") has no script that takes it back; restore a backup from "
                                       "before it with 'cognitrack restore'; nothing was changed"};
}

TouchedTable& EntryOf(const std::string& name, std::vector<TouchedTable>* tables) {
  const auto found = std::find_if(tables->begin(), tables->end(),
                                  [&](const TouchedTable& table) { return table.name == name; });
  if (found != tables->end()) return *found;
  tables->push_back({name, false, 0, 0});
  return tables->back();
}

// The book of migrations, who is at work just now, and which entry is the newest are not anybody's
// data.
bool IsData(const std::string& table) {
  return table != "schema_migrations" && table != "leases" && table != "audit_head";
}

// What of a column would be lost: being of the first team, which every database has, is nothing.
std::string Told(const std::string& column) {
  return column == "team_id" ? "NULLIF(team_id, 1)" : column;
}
std::string ToldByRows(const std::string& table) {
  return table == "teams" ? "NULLIF(id, 1)" : "*";
}

// A plan waits for nobody: another process that migrates may take a table away under its hands. It
// is then made anew, of what is left.
template <typename MakePlan>
auto OfOneSchema(LedgerSchema& schema, const MakePlan& make) -> decltype(make()) {
  while (true) {
    TRY(const SchemaStatus before, schema.State());
    auto plan = make();
    if (plan) return plan;
    TRY(const SchemaStatus after, schema.State());
    if (after.Held() == before.Held()) return plan;
  }
}

}  // namespace

bool PlannedMigration::LosesData() const {
  return may_lose_unknown || std::any_of(tables.begin(), tables.end(),
                                         [](const auto& table) { return table.rows_lost > 0; });
}

LedgerSchema::LedgerSchema(std::unique_ptr<SqlSession> session, Clock& clock,
                           std::span<const Migration> migrations)
    : connection_(std::move(session)), clock_(&clock), migrations_(migrations) {}

Result<SchemaStatus> LedgerSchema::State() { return ReadSchemaStatus(connection_, migrations_); }

Result<std::vector<PlannedMigration>> LedgerSchema::PlanUp() {
  return OfOneSchema(*this, [this]() -> Result<std::vector<PlannedMigration>> {
    TRY(SqlTransaction snapshot, connection_.BeginRead());
    TRY(const SchemaStatus status, State());
    TRY_VOID(RefuseForeignSchema(status));
    std::vector<PlannedMigration> plans;
    std::set<std::string> made;
    for (const MigrationStatus& entry : status.migrations) {
      if (entry.state != MigrationState::kPending) continue;
      TRY(const Migration* migration, Find(entry.version));
      TRY(PlannedMigration plan, Plan(*migration, migration->sql, &made));
      plans.push_back(std::move(plan));
    }
    return plans;
  });
}

Result<std::vector<PlannedMigration>> LedgerSchema::PlanDown(int to) {
  return OfOneSchema(*this, [this, to]() -> Result<std::vector<PlannedMigration>> {
    TRY(SqlTransaction snapshot, connection_.BeginRead());
    TRY(const SchemaStatus status, State());
    TRY_VOID(RefuseForeignSchema(status));
    if (to > status.Held()) {
      return Error{ErrorCode::kUsage, "the database's schema is " + std::to_string(status.Held()) +
                                          ", which is below " + std::to_string(to) +
                                          " already; nothing was changed"};
    }
    std::vector<PlannedMigration> plans;
    std::set<std::string> made;
    for (auto entry = status.migrations.rbegin(); entry != status.migrations.rend(); ++entry) {
      if (entry->state != MigrationState::kApplied || entry->version <= to) continue;
      TRY(const Migration* migration, Find(entry->version));
      if (migration->down.empty()) return NoWayBack(*migration);
      TRY(PlannedMigration plan, Plan(*migration, migration->down, &made));
      plans.push_back(std::move(plan));
    }
    return plans;
  });
}

Result<MigrationDone> LedgerSchema::Up(int version, const std::string& note) {
  TRY(const Migration* migration, Find(version));
  MigrationDone done{version, std::string(migration->name), false, 0, {}};
  const UtcSeconds started_at = clock_->Now();
  TRY(SqlTransaction transaction, connection_.BeginWrite());
  TRY(const SchemaStatus status, State());
  TRY_VOID(RefuseForeignSchema(status));
  for (const MigrationStatus& entry : status.migrations) {
    if (entry.version == version && entry.state == MigrationState::kApplied) done.was_done = true;
  }
  if (done.was_done) return done;
  TRY(done.steps, Execute(migration->sql));
  TRY_VOID(RecordApplied(connection_, *migration, clock_->Now()));
  TRY(done.run_id, Record(done, "up", started_at, note));
  TRY_VOID(transaction.Commit());
  return done;
}

Result<MigrationDone> LedgerSchema::Down(int version, bool lose_data, const std::string& note) {
  TRY(const Migration* migration, Find(version));
  if (migration->down.empty()) return NoWayBack(*migration);
  MigrationDone done{version, std::string(migration->name), false, 0, {}};
  const UtcSeconds started_at = clock_->Now();
  TRY(SqlTransaction transaction, connection_.BeginWrite());
  TRY(const SchemaStatus status, State());
  TRY_VOID(RefuseForeignSchema(status));
  done.was_done = status.Held() < version;
  if (done.was_done) return done;
  if (status.Held() != version) {
    return Error{ErrorCode::kInvariant, "schema " + std::to_string(version) +
                                            " cannot be taken back before those above it; nothing "
                                            "was changed"};
  }
  // Once more, under the lock: somebody may have filled it since the plan.
  std::set<std::string> made;
  TRY(const PlannedMigration plan, Plan(*migration, migration->down, &made));
  if (plan.LosesData() && !lose_data) {
    return Error{ErrorCode::kUsage, "taking back schema " + std::to_string(version) +
                                        " would lose data; give --lose-data to accept that; "
                                        "nothing was changed"};
  }
  TRY(done.steps, Execute(migration->down));
  TRY(const bool empty, connection_.session().IsEmpty());
  if (!empty) {
    TRY_VOID(ForgetApplied(connection_, version));
    TRY(done.run_id, Record(done, "down", started_at, note));
  }
  TRY_VOID(transaction.Commit());
  return done;
}

Status LedgerSchema::AddRun(const RunRecord& run) {
  TRY(SqlTransaction transaction, connection_.BeginWrite());
  TRY_VOID(RunRecords(&connection_, TeamId{}).Add(run));
  return transaction.Commit();
}

Result<std::int64_t> LedgerSchema::PutRun(const RunRecord& run) {
  TRY(SqlQuery query, connection_.PrepareOnce("SELECT id FROM runs WHERE id = $1 AND verb = $2 AND "
                                              "started_at = $3 AND parameters = $4"));
  query.Bind(1, run.id).BindText(2, run.verb).Bind(3, run.started_at);
  query.BindText(4, run.parameters);
  TRY(const auto held, query.RunForInteger());
  RunRecords records(&connection_, TeamId{});
  if (!held) return records.Start(run);
  TRY_VOID(records.Update(run));
  return run.id;
}

Result<const Migration*> LedgerSchema::Find(int version) const {
  for (const Migration& migration : migrations_) {
    if (migration.version == version) return &migration;
  }
  return Error{ErrorCode::kInvariant, "there is no schema " + std::to_string(version)};
}

Result<PlannedMigration> LedgerSchema::Plan(const Migration& migration, std::string_view script,
                                            std::set<std::string>* made) {
  PlannedMigration plan;
  plan.version = migration.version;
  plan.name = migration.name;
  const SqlDialect dialect = connection_.session().dialect();
  for (std::string& sql : StatementsOf(InDialect(script, dialect))) {
    const StatementEffect effect = EffectOf(sql, dialect);
    plan.statements.push_back({std::move(sql), effect});
  }
  TRY_VOID(Measure(&plan, made));
  return plan;
}

Status LedgerSchema::Measure(PlannedMigration* plan, std::set<std::string>* made) {
  const auto count = [&](const std::string& what,
                         const std::string& table) -> Result<std::int64_t> {
    TRY(SqlQuery query, connection_.PrepareOnce("SELECT COUNT(" + what + ") FROM " + table));
    TRY(const auto value, query.RunForInteger());
    return value.value_or(0);
  };
  std::set<std::string> kept;  // Tables whose rows stand in another one by then.
  for (PlannedStatement& statement : plan->statements) {
    StatementEffect& effect = statement.effect;
    if (!effect.copies.empty()) kept.insert(effect.copies);
    if (effect.table.empty()) {
      plan->may_lose_unknown |= effect.loss != LossKind::kNothing;
      continue;
    }
    const std::size_t known = plan->tables.size();
    TouchedTable& table = EntryOf(effect.table, &plan->tables);
    if (effect.makes_table) made->insert(table.name);
    table.is_new = made->contains(table.name);
    // Nobody can wait for what nobody sees yet.
    if (table.is_new && connection_.session().dialect() != SqlDialect::kSqlite &&
        effect.references.empty()) {
      effect.blocks = Blocks::kNobody;
    }
    if (table.is_new) continue;
    if (plan->tables.size() > known) {
      TRY(table.rows, count("*", table.name));
    }
    if (effect.loss == LossKind::kNothing || !IsData(table.name)) continue;
    if (effect.loss == LossKind::kTable && kept.contains(table.name)) continue;
    if (effect.loss == LossKind::kColumn) {
      TRY(const std::int64_t filled, count(Told(effect.column), table.name));
      table.rows_lost = std::max(table.rows_lost, filled);
    } else {
      TRY(table.rows_lost, count(ToldByRows(table.name), table.name));
    }
  }
  return {};
}

Result<std::vector<MigrationStep>> LedgerSchema::Execute(std::string_view script) {
  std::vector<MigrationStep> steps;
  SqlSession& session = connection_.session();
  for (const std::string& sql : StatementsOf(InDialect(script, session.dialect()))) {
    const auto begun = clock_->Elapsed();
    TRY_VOID(session.Execute(sql));
    steps.push_back({OneLine(sql, kShownOfStatement), (clock_->Elapsed() - begun).count()});
  }
  return steps;
}

Result<std::int64_t> LedgerSchema::Record(const MigrationDone& done, std::string_view direction,
                                          UtcSeconds started_at, const std::string& note) {
  TRY(const Migration* migration, Find(done.version));
  RunRecord run;
  run.verb = "migrate";
  run.label = std::string(direction) + " " + Label(*migration);
  run.parameters = "{\"direction\":\"" + std::string(direction) +
                   "\",\"version\":" + std::to_string(done.version) + "}";
  run.started_at = started_at;
  run.finished_at = clock_->Now();
  run.outcome = "ok";
  run.message = note;
  for (std::size_t i = 0; i < done.steps.size(); ++i) {
    run.issues.push_back(
        {std::string(issue::kMigrationStep), "step " + std::to_string(i + 1),
         done.steps[i].statement + ": " + std::to_string(done.steps[i].milliseconds) + " ms", 1});
  }
  return RunRecords(&connection_, TeamId{}).Add(run);
}

}  // namespace cognitrack
