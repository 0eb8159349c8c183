#include "store/postgres/postgres_session.h"

#include <array>
#include <limits>

#include "store/metric_columns.h"
#include "store/migrations.h"
#include "tests/support/fake_clock.h"
#include "tests/support/postgres_cutter.h"
#include "tests/support/postgres_server.h"
#include "tests/support/result_matchers.h"
#include "usage/metrics.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PostgresSessionTest : public ::testing::Test {
 protected:
  PostgresSessionTest() : database_(server_.CreateDatabase()), session_(Open()) {}
  ~PostgresSessionTest() override { server_.DropDatabase(database_); }

  std::unique_ptr<SqlSession> Open(const PostgresLimits& limits = {}) {
    auto session = OpenPostgresSession(server_.Uri(database_), clock_, limits);
    CHECK(session.has_value(), "a session can be opened");
    return std::move(*session);
  }
  std::unique_ptr<SqlStatement> Prepared(std::string_view sql) {
    auto statement = session_->Prepare(sql);
    CHECK(statement.has_value(), "a statement can be prepared");
    return std::move(*statement);
  }
  // The number that a query gives, outside of any transaction.
  std::int64_t NumberOf(std::string_view sql) {
    const auto statement = Prepared(sql);
    EXPECT_THAT(statement->Step(), IsOkAndHolds(true));
    return statement->Integer(0);
  }
  Status WriteOne(SqlSession& session) {
    TRY_VOID(session.Begin(SqlTransactionKind::kWrite));
    TRY_VOID(session.Execute("INSERT INTO t VALUES (1)"));
    return session.Commit();
  }
  void MakeTable() {
    ASSERT_OK(
        session_->Execute("CREATE TABLE t (x BIGINT); CREATE TABLE schema_migrations (); "
                          "COMMENT ON TABLE schema_migrations IS 'CogniTrack ledger'"));
  }

  PostgresServer& server_ = PostgresServer::Shared();
  FakeClock clock_{1'775'044'800};
  std::string database_;
  std::unique_ptr<SqlSession> session_;
};

TEST_F(PostgresSessionTest, ParametersAreBoundByTheirNumberAndNotByTheirPlace) {
  const auto statement = Prepared("SELECT $3::BIGINT, $1::BIGINT, $2::TEXT, $1::BIGINT");
  statement->BindInteger(1, 10);
  statement->BindText(2, "two");
  statement->BindNull(3);
  EXPECT_THAT(statement->Step(), IsOkAndHolds(true));
  EXPECT_TRUE(statement->IsNull(0));
  EXPECT_EQ(statement->Integer(1), 10);
  EXPECT_EQ(statement->Text(2), "two");
  EXPECT_EQ(statement->Integer(3), 10);
  EXPECT_THAT(statement->Step(), IsOkAndHolds(false));
}

TEST_F(PostgresSessionTest, ParameterThatTheStatementLacksIsTold) {
  const auto statement = Prepared("SELECT $1::BIGINT");
  statement->BindInteger(2, 10);
  EXPECT_THAT(statement->Step(), HasError(ErrorCode::kInvariant, HasSubstr("no parameter 2")));
}

TEST_F(PostgresSessionTest, IntegersKeepNullAndZeroApart) {
  const auto statement = Prepared("SELECT $1::BIGINT, $2::BIGINT, $3::BIGINT, 4");
  const std::array<std::int64_t, 3> values = {0, 5, INT64_MIN};
  statement->BindIntegers(1, values, 0b101);
  ASSERT_THAT(statement->Step(), IsOkAndHolds(true));
  std::array<std::int64_t, 4> read = {9, 9, 9, 9};
  EXPECT_EQ(statement->Integers(0, read), 0b1101U);
  EXPECT_THAT(read, ElementsAre(0, 0, INT64_MIN, 4));
}

TEST_F(PostgresSessionTest, ParametersKeepTheirValuesUntilTheyAreForgotten) {
  const auto statement = Prepared("SELECT $1::BIGINT, $2::TEXT");
  statement->BindInteger(1, 5);
  statement->BindText(2, "");
  for (int i = 0; i < 3; ++i) {
    ASSERT_THAT(statement->Step(), IsOkAndHolds(true));
    EXPECT_EQ(statement->Integer(0), 5);
    EXPECT_FALSE(statement->IsNull(1)) << "an empty text is not NULL";
    statement->Reset();
  }
  statement->Forget();
  ASSERT_THAT(statement->Step(), IsOkAndHolds(true));
  EXPECT_TRUE(statement->IsNull(0));
  EXPECT_TRUE(statement->IsNull(1));
}

TEST_F(PostgresSessionTest, StatementsCanBeSteppedByTurns) {
  ASSERT_OK(session_->Begin(SqlTransactionKind::kRead));
  const auto one = Prepared("SELECT g::BIGINT FROM generate_series(1, 3) AS g");
  const auto other = Prepared("SELECT g::BIGINT FROM generate_series(11, 13) AS g");
  for (int i = 1; i <= 3; ++i) {
    ASSERT_THAT(one->Step(), IsOkAndHolds(true));
    ASSERT_THAT(other->Step(), IsOkAndHolds(true));
    EXPECT_EQ(one->Integer(0), i);
    EXPECT_EQ(other->Integer(0), 10 + i);
  }
  EXPECT_OK(session_->Commit());
}

TEST_F(PostgresSessionTest, SumThatDoesNotFitIsRefusedAndNeverWrapped) {
  const auto sum =
      Prepared("SELECT SUM(x) FROM (VALUES ($1::BIGINT), ($2::BIGINT), (NULL)) AS v (x)");
  sum->BindInteger(1, std::numeric_limits<std::int64_t>::max());
  sum->BindInteger(2, -5);
  ASSERT_THAT(sum->Step(), IsOkAndHolds(true));
  EXPECT_EQ(sum->Integer(0), std::numeric_limits<std::int64_t>::max() - 5);
  sum->Reset();
  sum->BindInteger(2, 1);
  EXPECT_THAT(sum->Step(), HasError(ErrorCode::kBadInput, HasSubstr("does not fit 64 bits")));
}

TEST_F(PostgresSessionTest, RowsAreCopiedWithNullsTextsAndBytes) {
  ASSERT_OK(session_->Execute("CREATE TABLE r (a BIGINT, b TEXT, c BYTEA)"));
  ASSERT_OK(session_->Begin(SqlTransactionKind::kWrite));
  const auto rows = session_->PrepareRows("r", "a, b, c");
  ASSERT_OK(rows);
  (*rows)->BindText(2, "é");
  (*rows)->BindBlob(3, std::string_view("\0\xff", 2));
  for (int i = 0; i < 20'000; ++i) {
    if (i % 2 == 0) {
      (*rows)->BindInteger(1, -i);
    } else {
      (*rows)->BindNull(1);
    }
    ASSERT_THAT((*rows)->Step(), IsOkAndHolds(false));
  }
  ASSERT_OK((*rows)->Finish());
  ASSERT_OK(session_->Commit());
  EXPECT_EQ(NumberOf("SELECT COUNT(*) FROM r WHERE b = 'é' AND c = '\\x00ff'"), 20'000);
  EXPECT_EQ(NumberOf("SELECT COUNT(a) FROM r"), 10'000);
  EXPECT_EQ(NumberOf("SELECT SUM(a) FROM r"), -99'990'000);
}

TEST_F(PostgresSessionTest, RowsThatAreNotFinishedAreNotStored) {
  MakeTable();
  ASSERT_OK(session_->Begin(SqlTransactionKind::kWrite));
  const auto rows = session_->PrepareRows("t", "x");
  ASSERT_OK(rows);
  (*rows)->BindInteger(1, 1);
  // More than are sent at once, so that the server has some of them.
  for (int i = 0; i < 40'000; ++i) ASSERT_OK((*rows)->Step());
  (*rows)->Forget();
  EXPECT_THAT(session_->Commit(), HasError(ErrorCode::kInvariant, HasSubstr("nothing was stored")));
  EXPECT_EQ(NumberOf("SELECT COUNT(*) FROM t"), 0);
}

TEST_F(PostgresSessionTest, RowThatIsRefusedIsToldWithTheLast) {
  MakeTable();
  ASSERT_OK(session_->Execute("ALTER TABLE t ADD CHECK (x < 5)"));
  ASSERT_OK(session_->Begin(SqlTransactionKind::kWrite));
  const auto rows = session_->PrepareRows("t", "x");
  ASSERT_OK(rows);
  (*rows)->BindInteger(1, 7);
  ASSERT_OK((*rows)->Step());
  EXPECT_THAT((*rows)->Finish(), HasError(ErrorCode::kInvariant, HasSubstr("COPY")));
  session_->Rollback();
  EXPECT_OK(WriteOne(*session_));
}

TEST_F(PostgresSessionTest, RollbackUndoesAndIsHarmlessOutsideATransaction) {
  ASSERT_OK(session_->Begin(SqlTransactionKind::kWrite));
  ASSERT_OK(session_->Execute("CREATE TABLE t (x BIGINT)"));
  EXPECT_THAT(session_->IsEmpty(), IsOkAndHolds(false));
  session_->Rollback();
  session_->Rollback();
  EXPECT_THAT(session_->IsEmpty(), IsOkAndHolds(true));
}

TEST_F(PostgresSessionTest, ReaderKeepsItsSnapshotAndIsNotBlocked) {
  MakeTable();
  const auto reader = Open();
  ASSERT_OK(reader->Begin(SqlTransactionKind::kRead));
  const auto count = reader->Prepare("SELECT COUNT(*) FROM t");
  ASSERT_OK(count);
  const auto rows = [&] {
    EXPECT_THAT((*count)->Step(), IsOkAndHolds(true));
    const std::int64_t number = (*count)->Integer(0);
    (*count)->Reset();
    return number;
  };
  EXPECT_EQ(rows(), 0);
  ASSERT_OK(session_->Begin(SqlTransactionKind::kWrite));
  ASSERT_OK(session_->Execute("INSERT INTO t VALUES (1)"));
  EXPECT_EQ(rows(), 0);
  ASSERT_OK(session_->Commit());
  EXPECT_EQ(rows(), 0);
  reader->Rollback();
  EXPECT_EQ(rows(), 1);
}

TEST_F(PostgresSessionTest, SecondWriterIsToldToTryLater) {
  MakeTable();
  PostgresLimits limits;
  limits.lock_ms = 50;
  const auto other = Open(limits);
  ASSERT_OK(session_->Begin(SqlTransactionKind::kWrite));
  EXPECT_THAT(other->Begin(SqlTransactionKind::kWrite),
              HasError(ErrorCode::kTryLater, HasSubstr("another process is writing")));
  ASSERT_OK(session_->Commit());
  EXPECT_OK(WriteOne(*other));
}

TEST_F(PostgresSessionTest, StatementThatTakesTooLongIsEnded) {
  PostgresLimits limits;
  limits.read_ms = 50;
  const auto reader = Open(limits);
  const auto slow = reader->Prepare("SELECT 1 FROM pg_sleep(60)");
  ASSERT_OK(slow);
  EXPECT_THAT((*slow)->Step(), HasError(ErrorCode::kTryLater, HasSubstr("longer than")));
}

TEST_F(PostgresSessionTest, LostConnectionFailsItsTransactionAndTheNextConnectsAnew) {
  MakeTable();
  ASSERT_OK(session_->Begin(SqlTransactionKind::kWrite));
  ASSERT_OK(session_->Execute("INSERT INTO t VALUES (1)"));
  EXPECT_EQ(server_.Terminate(database_), 1);
  EXPECT_THAT(session_->Execute("INSERT INTO t VALUES (2)"),
              HasError(ErrorCode::kUnavailable, HasSubstr("left nothing behind")));
  session_->Rollback();
  EXPECT_EQ(NumberOf("SELECT COUNT(*) FROM t"), 0);
  EXPECT_EQ(server_.Terminate(database_), 1);
  EXPECT_OK(WriteOne(*session_));
}

// The server ends the connection while it commits: what happened is looked up.
TEST_F(PostgresSessionTest, CommitThatTheServerGaveUpIsKnownToHaveStoredNothing) {
  MakeTable();
  ASSERT_OK(session_->Execute(
      "CREATE FUNCTION die() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN PERFORM "
      "pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$; "
      "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED "
      "FOR EACH ROW EXECUTE FUNCTION die()"));
  EXPECT_THAT(WriteOne(*session_), HasError(ErrorCode::kUnavailable,
                                            AllOf(HasSubstr("did not commit"),
                                                  HasSubstr("nothing of the step was stored"))));
  EXPECT_EQ(NumberOf("SELECT COUNT(*) FROM t"), 0);
}

// The server commits, and the answer is lost with the connection: that is found out, too.
TEST_F(PostgresSessionTest, CommitWhoseAnswerIsLostIsKnownToHaveStored) {
  MakeTable();
  PostgresCutter cutter(server_);
  const auto session = OpenPostgresSession(cutter.Uri(database_), clock_);
  ASSERT_OK(session);
  cutter.LoseNextCommit();
  EXPECT_OK(WriteOne(**session));
  EXPECT_TRUE(cutter.fired());
  EXPECT_EQ(NumberOf("SELECT COUNT(*) FROM t"), 1);
  EXPECT_OK(WriteOne(**session));
  EXPECT_EQ(NumberOf("SELECT COUNT(*) FROM t"), 2);
}

TEST_F(PostgresSessionTest, CommitThatCannotBeLookedUpIsSaidToBeUnknown) {
  MakeTable();
  auto cutter = std::make_unique<PostgresCutter>(server_);
  const auto session = OpenPostgresSession(cutter->Uri(database_), clock_);
  ASSERT_OK(session);
  ASSERT_OK((*session)->Begin(SqlTransactionKind::kWrite));
  cutter.reset();
  EXPECT_THAT((*session)->Commit(),
              HasError(ErrorCode::kUnavailable, HasSubstr("all of it was or nothing")));
}

TEST_F(PostgresSessionTest, FailedStatementMakesCommitAnError) {
  MakeTable();
  ASSERT_OK(session_->Begin(SqlTransactionKind::kWrite));
  ASSERT_OK(session_->Execute("INSERT INTO t VALUES (1)"));
  EXPECT_FALSE(session_->Execute("SELECT 1 / 0").has_value());
  EXPECT_THAT(session_->Commit(), HasError(ErrorCode::kInvariant, HasSubstr("nothing was stored")));
  EXPECT_EQ(NumberOf("SELECT COUNT(*) FROM t"), 0);
}

TEST_F(PostgresSessionTest, SchemaOfAnotherProgramIsRefused) {
  ASSERT_OK(session_->Execute("CREATE TABLE t (x BIGINT)"));
  EXPECT_THAT(OpenPostgresSession(server_.Uri(database_), clock_),
              HasError(ErrorCode::kConfig, HasSubstr("belongs to another program")));
  ASSERT_OK(session_->Execute("CREATE TABLE schema_migrations (version TEXT)"));
  EXPECT_THAT(OpenPostgresSession(server_.Uri(database_), clock_),
              HasError(ErrorCode::kConfig, HasSubstr("belongs to another program")));
}

TEST_F(PostgresSessionTest, SchemaOfTheSearchPathIsUsed) {
  MakeTable();
  ASSERT_OK(session_->Execute("CREATE SCHEMA ledger"));
  const std::string uri = server_.Uri(database_) + "&options=-csearch_path%3D";
  const auto session = OpenPostgresSession(uri + "ledger", clock_);
  ASSERT_OK(session);
  EXPECT_THAT((*session)->IsEmpty(), IsOkAndHolds(true));
  EXPECT_THAT(OpenPostgresSession(uri + "absent", clock_),
              HasError(ErrorCode::kConfig, HasSubstr("no schema of the search path")));
}

TEST_F(PostgresSessionTest, DatabaseServerAndUserThatAreNotThereAreToldApart) {
  EXPECT_THAT(OpenPostgresSession(server_.Uri("nothing"), clock_),
              HasError(ErrorCode::kUnavailable, HasSubstr("\"nothing\" does not exist")));
  EXPECT_THAT(OpenPostgresSession("postgresql:///x?host=/nowhere&password=hunter2", clock_),
              HasError(ErrorCode::kUnavailable,
                       AllOf(HasSubstr("/nowhere"), testing::Not(HasSubstr("hunter2")))));
}

// The schema names the metrics one by one; a metric that it lacks would be lost.
TEST_F(PostgresSessionTest, SchemaHasEveryMetricAndAMonthForEveryWindow) {
  ASSERT_OK(session_->Execute(InDialect(LedgerMigrations().front().sql, session_->dialect())));
  const auto expect_columns = [this](const std::string& table, MetricSet metrics) {
    EXPECT_OK(Prepared("SELECT " + MetricColumns(metrics) + " FROM " + table)->Step()) << table;
  };
  for (const char* table : {"usage", "usage_history", "roll_ups"}) {
    expect_columns(table, kTokenMetrics);
  }
  for (const char* table : {"service_usage", "service_usage_history"}) {
    expect_columns(table, kServiceMetrics);
  }
  for (const char* table : {"costs", "costs_history"}) expect_columns(table, kCostMetrics);
  for (const char* table : {"windows", "window_history"}) expect_columns(table, kAllMetrics);

  ASSERT_OK(session_->Begin(SqlTransactionKind::kWrite));
  for (const Day day : {kFirstDay, kLastDay, Day{20'544}}) {
    ASSERT_OK(session_->EnsureMonth(day.start()));
    ASSERT_OK(session_->EnsureMonth(day.start() + kSecondsPerDay - 1));
    ASSERT_OK(
        session_->Execute("INSERT INTO roll_ups (kind, stream, window_start, series, "
                          "usage_rows) VALUES (1, 1, " +
                          std::to_string(day.start()) + ", 1, 1)"));
  }
  ASSERT_OK(session_->Commit());
  EXPECT_EQ(NumberOf("SELECT COUNT(*) FROM pg_inherits WHERE inhparent = 'costs'::regclass"), 3);
  EXPECT_EQ(NumberOf("SELECT COUNT(*) FROM usage_2026_04"), 0);
  EXPECT_THAT(session_->CheckItself(), IsOkAndHolds(IsEmpty()));
  ASSERT_OK(session_->Begin(SqlTransactionKind::kWrite));
  EXPECT_FALSE(session_->EnsureMonth(kFirstDay.start() - 1).has_value());
  session_->Rollback();
}

TEST_F(PostgresSessionTest, CheckFindsWhatRefersToNothing) {
  ASSERT_OK(session_->Execute(InDialect(LedgerMigrations().front().sql, session_->dialect())));
  ASSERT_OK(
      session_->Execute("SET session_replication_role = replica; "
                        "INSERT INTO source_projects VALUES (77, 'proj'); "
                        "SET session_replication_role = origin"));
  EXPECT_THAT(session_->CheckItself(),
              IsOkAndHolds(ElementsAre("a row of source_projects refers to a row of sources that "
                                       "does not exist")));
}

}  // namespace
}  // namespace cognitrack
