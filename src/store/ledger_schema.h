// LedgerSchema: a ledger's database below its records: which migrations it has, applying them and
// taking them back, copying it whole. Unlike LedgerStore it opens a database of any version.
//
// Migrating is one transaction a migration, in which the run (verb "migrate") is recorded too, with
// a step for each statement and how long it took. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/database_location.h"
#include "store/ledger_store.h"
#include "store/ledger_summary.h"
#include "store/migrations.h"
#include "store/statement_effect.h"

namespace cognitrack {

struct PlannedStatement {
  std::string sql;  // In the dialect at hand.
  StatementEffect effect;
};

struct TouchedTable {
  std::string name;
  bool is_new = false;
  std::int64_t rows = 0;
  std::int64_t rows_lost = 0;  // Rows, or filled cells of a column, that would be gone.
};

// One migration, up or down, as it would be carried out now.
struct PlannedMigration {
  int version = 0;
  std::string name;
  std::vector<PlannedStatement> statements;
  std::vector<TouchedTable> tables;
  bool may_lose_unknown = false;  // A statement whose effect cannot be told.
  bool LosesData() const;
};

struct MigrationStep {
  std::string statement;  // On one line, shortened.
  std::int64_t milliseconds = 0;
};

struct MigrationDone {
  int version = 0;
  std::string name;
  bool was_done = false;    // By another process, meanwhile.
  std::int64_t run_id = 0;  // 0: the schema that is left has no runs.
  std::vector<MigrationStep> steps;
};

class LedgerSchema {
 public:
  // `migrations` and `clock` outlive the object.
  LedgerSchema(std::unique_ptr<SqlSession> session, Clock& clock,
               std::span<const Migration> migrations = LedgerMigrations());
  LedgerSchema(const LedgerSchema&) = delete;
  LedgerSchema& operator=(const LedgerSchema&) = delete;

  Result<SchemaStatus> State();
  // What is pending, by version; or, newest first, what stands above `to`. kConfig where the schema
  // is not of this program, or where a migration has no way back.
  Result<std::vector<PlannedMigration>> PlanUp();
  Result<std::vector<PlannedMigration>> PlanDown(int to);

  // Carries out one planned migration. `note` goes into the run: where the backup is, or why there
  // is none. Down refuses (kUsage) what loses data unless told.
  Result<MigrationDone> Up(int version, const std::string& note);
  Result<MigrationDone> Down(int version, bool lose_data, const std::string& note);

  Result<LedgerSummary> Summary() { return SummaryOf(connection_); }
  // Writes a run that is over.
  Status AddRun(const RunRecord& run);
  // Writes a run as it is now: in place of itself where it is there, else as a new one, as after a
  // restore. Gives its id.
  Result<std::int64_t> PutRun(const RunRecord& run);
  // See SqlSession.
  Status HoldRollback(const std::string& process) {
    return connection_.session().HoldRollback(process);
  }
  Status CheckRollbackHeld() { return connection_.session().CheckRollbackHeld(); }
  Status CopyTo(const std::string& path) { return connection_.session().CopyTo(path); }
  Status ReplaceBy(const std::string& path) { return connection_.session().ReplaceBy(path); }
  // For what moves rows between databases (store/ledger_transfer.h).
  SqlConnection& connection() { return connection_; }
  std::span<const Migration> migrations() const { return migrations_; }

 private:
  Result<const Migration*> Find(int version) const;
  // `made`: tables that do not exist yet, since an earlier plan makes them.
  Result<PlannedMigration> Plan(const Migration& migration, std::string_view script,
                                std::set<std::string>* made);
  Status Measure(PlannedMigration* plan, std::set<std::string>* made);
  Result<std::vector<MigrationStep>> Execute(std::string_view script);
  Result<std::int64_t> Record(const MigrationDone& done, std::string_view direction,
                              UtcSeconds started_at, const std::string& note);

  SqlConnection connection_;
  Clock* clock_;
  std::span<const Migration> migrations_;
};

// Opens any database; a reader takes an absent one for an empty one.
using SchemaOpener =
    std::function<Result<std::unique_ptr<LedgerSchema>>(const DatabaseLocation&, DatabaseAccess)>;

}  // namespace cognitrack
