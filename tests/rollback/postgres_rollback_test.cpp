// A rollback of a ledger in PostgreSQL.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "ingest/import_export.h"
#include "ingest/run_lease.h"
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
  // The same, of a ledger in another place, with `meanwhile` done before its first step.
  Result<RollbackRecord> GoIn(const DatabaseLocation& place,
                              const std::function<void()>& meanwhile) {
    const RollbackParts parts{place,   "",       otherwise_, open_ledger_,
                              upkeep_, spawner_, progress_,  parts_.record_parity};
    return RunRollback(options_, parts, "Ann", [&](int number, const RollbackStep&) {
      if (number == 1) meanwhile();
      return StepAnswer::kDo;
    });
  }
  // A second rollback begun in the middle of a first one is turned away, and changes nothing; the
  // first goes on, and a third one after it may begin.
  void ExpectOneAtATime(const DatabaseLocation& place, const std::string& holder) {
    const auto first = GoIn(place, [&] {
      EXPECT_THAT(GoIn(place, [] { ADD_FAILURE() << "a second rollback took a step"; }),
                  HasError(ErrorCode::kTryLater,
                           HasSubstr("a rollback is under way, by " + holder + "; nothing was")));
    });
    ASSERT_OK(first);
    EXPECT_EQ(first->run.exit_code, 0) << first->run.message;
    ASSERT_OK(GoIn(place, [] {}));
    auto store = open_ledger_(place, DatabaseAccess::kRead);
    ASSERT_OK(store);
    const auto runs = (*store)->Runs("", "rollback", 10);
    ASSERT_OK(runs);
    EXPECT_EQ(runs->size(), 2U);
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

TEST_F(PostgresRollbackTest, OneAtATime) { ExpectOneAtATime(place_, ThisProcess()); }

TEST_F(PostgresRollbackTest, OneAtATimeThroughAPooler) {
  const PgBouncer pooler(server_, 4);
  ExpectOneAtATime({DatabaseLocation::Kind::kPostgres, pooler.Uri(database_)}, ThisProcess());
}

TEST_F(PostgresRollbackTest, OneAtATimeInSqlite) {
  const DatabaseLocation place{DatabaseLocation::Kind::kSqlite, directory_.File("ledger.db")};
  ASSERT_OK(open_ledger_(place, DatabaseAccess::kWrite));
  ExpectOneAtATime(place, "process " + std::to_string(getpid()));
}

// Two ledgers in two schemas of one database do not wait for each other.
TEST_F(PostgresRollbackTest, AnotherSchemaIsAnotherLedger) {
  Value("CREATE SCHEMA beside");
  const DatabaseLocation beside{DatabaseLocation::Kind::kPostgres,
                                server_.Uri(database_) + "&options=-csearch_path%3Dbeside"};
  ASSERT_OK(open_ledger_(beside, DatabaseAccess::kWrite));
  const auto first = GoIn(place_, [&] { EXPECT_OK(GoIn(beside, [] {})); });
  ASSERT_OK(first);
  EXPECT_EQ(first->run.exit_code, 0) << first->run.message;
}

TEST_F(PostgresRollbackTest, NoStepIsBegunOnceTheLockIsLost) {
  const auto record = GoIn(place_, [&] {
    Value(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE "
        "'cognitrack rollback %'");
  });
  ASSERT_OK(record);
  EXPECT_EQ(record->run.exit_code, ExitCodeOf(ErrorCode::kTryLater));
  EXPECT_THAT(record->run.message, HasSubstr("keeps other rollbacks away was lost"));
  EXPECT_EQ(Value("SELECT COUNT(*) FROM flag_changes"), "0");
}

}  // namespace
}  // namespace cognitrack
