// A rollback of a ledger in PostgreSQL.
#include <gmock/gmock.h>

#include <filesystem>

#include "ingest/import_export.h"
#include "rollback/rollback_run.h"
#include "store/postgres/postgres_ledger.h"
#include "store/sqlite/sqlite_ledger.h"
#include "tests/support/export_text.h"
#include "tests/support/fake_clock.h"
#include "tests/support/postgres_server.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

class Silence : public Progress {
 public:
  void Report(const ProgressReport&) override {}
};

class PostgresRollbackTest : public ::testing::Test {
 protected:
  PostgresRollbackTest() {
    // Backups of a server's ledger go to the working directory.
    std::filesystem::current_path(directory_.path());
    options_.parity_source = "openai";
    options_.reason = "see #12";
  }
  ~PostgresRollbackTest() override {
    std::filesystem::current_path(before_);
    server_.DropDatabase(database_);
  }

  void SetUp() override {
    ExportText text;
    for (int day = 20'500; day < 20'503; ++day) text.Row(Day{day}, "proj_a", "gpt-a", 1, 5);
    csv_ = directory_.Write("export.csv", text.Text());
    auto store = open_ledger_(place_, DatabaseAccess::kWrite);
    ASSERT_OK(store);
    ImportOptions import;
    import.source = "openai";
    import.files = {csv_};
    ASSERT_OK(ImportExports(import, **store, clock_, progress_));
  }
  Result<RollbackRecord> Go() {
    return RunRollback(options_, parts_, "Ann",
                       [](int, const RollbackStep&) { return StepAnswer::kDo; });
  }
  std::string Value(const std::string& sql) { return server_.Execute(database_, sql); }

  PostgresServer& server_ = PostgresServer::Shared();
  std::string database_ = server_.CreateDatabase();
  std::filesystem::path before_ = std::filesystem::current_path();
  TemporaryDirectory directory_;
  FakeClock clock_{1'775'044'800};
  InlineSpawner spawner_;
  Silence progress_;
  FlagDefault otherwise_;
  DatabaseLocation place_{DatabaseLocation::Kind::kPostgres, server_.Uri(database_)};
  LedgerOpener open_ledger_ = [this](
                                  const DatabaseLocation& location,
                                  DatabaseAccess access) -> Result<std::unique_ptr<LedgerStore>> {
    if (location.kind == DatabaseLocation::Kind::kPostgres) {
      return OpenPostgresLedger(location.path, access, clock_);
    }
    return OpenSqliteLedger(location.path, access, clock_);
  };
  SchemaOpener open_schema_ = [this](
                                  const DatabaseLocation& location,
                                  DatabaseAccess access) -> Result<std::unique_ptr<LedgerSchema>> {
    if (location.kind == DatabaseLocation::Kind::kPostgres) {
      return OpenPostgresSchema(location.path, clock_);
    }
    return OpenSqliteSchema(location.path, access, clock_);
  };
  BackupParts upkeep_{clock_, open_schema_};
  RollbackParts parts_{
      place_,     "",
      otherwise_, open_ledger_,
      upkeep_,    spawner_,
      progress_,  [](const ParityDocument&, UtcSeconds) -> Result<std::int64_t> { return 0; }};
  RollbackOptions options_;
  std::string csv_;
};

TEST_F(PostgresRollbackTest, SchemaDownIsCheckedOnACopyAndLogged) {
  options_.from = Day{20'501};
  options_.to_version = 1;
  options_.lose_data = true;
  options_.csv_files = {csv_};
  const auto record = Go();
  ASSERT_OK(record);
  EXPECT_EQ(record->run.exit_code, 0) << record->run.message;
  EXPECT_EQ(record->schema_after, 1);
  EXPECT_EQ(record->plan.steps.back().result,
            "exact, 2026-02-16 – 2026-02-18, completions, on a copy");
  EXPECT_EQ(Value("SELECT MAX(version) FROM schema_migrations"), "1");
  EXPECT_EQ(Value("SELECT outcome FROM runs WHERE verb = 'rollback'"), "ok");
  EXPECT_EQ(Value("SELECT COUNT(*) FROM run_issues WHERE code = 'rollback_step'"), "4");
  EXPECT_EQ(Value("SELECT COUNT(*) FROM windows WHERE attempt_outcome = 'reset'"), "2");
}

TEST_F(PostgresRollbackTest, ARestoreIsRefusedBeforeTheFirstStep) {
  options_.restore_from = csv_;
  EXPECT_THAT(Go(), HasError(ErrorCode::kUsage,
                             HasSubstr("a PostgreSQL database must be empty for a restore")));
  EXPECT_EQ(Value("SELECT COUNT(*) FROM flag_changes"), "0");
  EXPECT_EQ(Value("SELECT COUNT(*) FROM runs"), "1");
}

}  // namespace
}  // namespace cognitrack
