#include "store/sqlite/sqlite_session.h"

#include "store/metric_columns.h"
#include "store/migrations.h"
#include "store/sqlite/sqlite_error.h"
#include "tests/support/result_matchers.h"
#include "usage/metrics.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

std::unique_ptr<SqlSession> Memory() {
  auto session = OpenSqliteSession(":memory:", SqliteMode::kMemory);
  CHECK(session.has_value(), "a database in memory can be opened");
  return std::move(*session);
}

TEST(SqliteSessionTest, ParametersAreBoundByTheirNumberAndNotByTheirPlace) {
  const auto session = Memory();
  const auto statement = session->Prepare("SELECT $3, $1, $2, $1");
  ASSERT_OK(statement);
  (*statement)->BindInteger(1, 10);
  (*statement)->BindText(2, "two");
  (*statement)->BindNull(3);
  EXPECT_THAT((*statement)->Step(), IsOkAndHolds(true));
  EXPECT_TRUE((*statement)->IsNull(0));
  EXPECT_EQ((*statement)->Integer(1), 10);
  EXPECT_EQ((*statement)->Text(2), "two");
  EXPECT_EQ((*statement)->Integer(3), 10);
  EXPECT_THAT((*statement)->Step(), IsOkAndHolds(false));
}

TEST(SqliteSessionTest, ParameterThatTheStatementLacksIsTold) {
  const auto session = Memory();
  const auto statement = session->Prepare("SELECT $1");
  ASSERT_OK(statement);
  (*statement)->BindInteger(2, 10);
  EXPECT_THAT((*statement)->Step(), HasError(ErrorCode::kInvariant, HasSubstr("binding SELECT")));
}

TEST(SqliteSessionTest, IntegersKeepNullAndZeroApart) {
  const auto session = Memory();
  const auto statement = session->Prepare("SELECT $1, $2, $3");
  ASSERT_OK(statement);
  const std::array<std::int64_t, 3> values = {0, 5, INT64_MIN};
  (*statement)->BindIntegers(1, values, 0b101);
  ASSERT_THAT((*statement)->Step(), IsOkAndHolds(true));
  std::array<std::int64_t, 3> read = {9, 9, 9};
  EXPECT_EQ((*statement)->Integers(0, read), 0b101U);
  EXPECT_THAT(read, testing::ElementsAre(0, 0, INT64_MIN));
}

TEST(SqliteSessionTest, ParametersKeepTheirValuesUntilTheyAreForgotten) {
  const auto session = Memory();
  const auto statement = session->Prepare("SELECT $1, $2, $3");
  ASSERT_OK(statement);
  const auto row = [&] {
    EXPECT_THAT((*statement)->Step(), IsOkAndHolds(true));
    std::string text;
    for (int column = 0; column < 3; ++column) {
      const bool is_null = (*statement)->IsNull(column);
      text += is_null ? "NULL " : std::string((*statement)->Text(column)) + " ";
    }
    (*statement)->Reset();
    return text;
  };
  const std::array<std::int64_t, 2> values = {5, 6};
  (*statement)->BindIntegers(1, values, 0b11);
  (*statement)->BindText(3, "seven");
  EXPECT_EQ(row(), "5 6 seven ");
  (*statement)->BindIntegers(1, values, 0b10);
  (*statement)->BindInteger(3, 7);
  EXPECT_EQ(row(), "NULL 6 7 ");
  (*statement)->BindText(2, "six");
  (*statement)->BindText(3, "8");
  EXPECT_EQ(row(), "NULL six 8 ");
  (*statement)->BindInteger(2, 6);
  (*statement)->BindText(3, "9");
  EXPECT_EQ(row(), "NULL 6 9 ");
  (*statement)->Forget();
  EXPECT_EQ(row(), "NULL NULL NULL ");
  (*statement)->BindIntegers(1, values, 0b11);
  EXPECT_EQ(row(), "5 6 NULL ");
}

TEST(SqliteSessionTest, AfterABindingThatFailedNothingIsBound) {
  const auto session = Memory();
  const auto statement = session->Prepare("SELECT $1");
  ASSERT_OK(statement);
  (*statement)->BindInteger(1, 5);
  ASSERT_THAT((*statement)->Step(), IsOkAndHolds(true));
  (*statement)->BindInteger(1, 6);  // Refused: the row is still being read.
  (*statement)->Reset();
  (*statement)->BindInteger(1, 6);
  ASSERT_THAT((*statement)->Step(), IsOkAndHolds(true));
  EXPECT_EQ((*statement)->Integer(0), 6);
}

TEST(SqliteSessionTest, EmptyTextAndBlobAreNotNull) {
  const auto session = Memory();
  const auto statement = session->Prepare("SELECT $1, $2");
  ASSERT_OK(statement);
  (*statement)->BindText(1, std::string_view());
  (*statement)->BindBlob(2, std::string_view());
  ASSERT_THAT((*statement)->Step(), IsOkAndHolds(true));
  EXPECT_FALSE((*statement)->IsNull(0));
  EXPECT_FALSE((*statement)->IsNull(1));
}

TEST(SqliteSessionTest, TextWithNulBytesComesBackWhole) {
  const auto session = Memory();
  const auto statement = session->Prepare("SELECT $1");
  ASSERT_OK(statement);
  const std::string text("a\0b", 3);
  (*statement)->BindText(1, text);
  ASSERT_THAT((*statement)->Step(), IsOkAndHolds(true));
  EXPECT_EQ((*statement)->Text(0), text);
}

TEST(SqliteSessionTest, RollbackUndoesAndIsHarmlessOutsideATransaction) {
  const auto session = Memory();
  ASSERT_OK(session->Begin(SqlTransactionKind::kWrite));
  ASSERT_OK(session->Execute("CREATE TABLE t (x INTEGER) STRICT"));
  EXPECT_THAT(session->IsEmpty(), IsOkAndHolds(false));
  session->Rollback();
  session->Rollback();
  EXPECT_THAT(session->IsEmpty(), IsOkAndHolds(true));
}

TEST(SqliteSessionTest, VersionsWithTheLogResetRaceAreRefused) {
  EXPECT_THAT(CheckSqliteVersion(3'040'001), HasError(ErrorCode::kConfig, HasSubstr("3051003")));
  EXPECT_OK(CheckSqliteVersion(kOldestSqlite));
}

std::string Schema() { return InDialect(LedgerMigrations().front().sql, SqlDialect::kSqlite); }

// The schema names the metrics one by one; a metric that it lacks would be lost.
TEST(SqliteSchemaTest, EveryTableOfMetricsHasAllOfThem) {
  const auto session = Memory();
  ASSERT_OK(session->Execute(Schema()));
  const auto expect_columns = [&session](const std::string& table, MetricSet metrics) {
    EXPECT_OK(session->Prepare("SELECT " + MetricColumns(metrics) + " FROM " + table)) << table;
  };
  for (const char* table : {"usage", "usage_history", "roll_ups"}) {
    expect_columns(table, kTokenMetrics);
  }
  for (const char* table : {"service_usage", "service_usage_history"}) {
    expect_columns(table, kServiceMetrics);
  }
  for (const char* table : {"costs", "costs_history"}) expect_columns(table, kCostMetrics);
  for (const char* table : {"windows", "window_history"}) expect_columns(table, kAllMetrics);
}

TEST(SqliteSchemaTest, EveryTableIsStrict) {
  const auto session = Memory();
  ASSERT_OK(session->Execute(Schema()));
  const auto loose = session->Prepare(
      "SELECT COUNT(*), SUM(strict) FROM pragma_table_list WHERE schema = 'main' "
      "AND name NOT LIKE 'sqlite_%'");
  ASSERT_OK(loose);
  ASSERT_THAT((*loose)->Step(), IsOkAndHolds(true));
  EXPECT_GT((*loose)->Integer(0), 20);
  EXPECT_EQ((*loose)->Integer(1), (*loose)->Integer(0));
}

TEST(SqliteErrorTest, EachFailureHasItsCodeAndSaysWhatToDo) {
  struct Case {
    int code;
    ErrorCode expected;
    const char* advice;
  };
  const Case cases[] = {
      {13, ErrorCode::kDisk, "the disk is full"},          // SQLITE_FULL
      {10, ErrorCode::kDisk, "check the disk"},            // SQLITE_IOERR
      {1034, ErrorCode::kDisk, "check the disk"},          // SQLITE_IOERR_FSYNC
      {11, ErrorCode::kDisk, "restore it from a backup"},  // SQLITE_CORRUPT
      {26, ErrorCode::kDisk, "no SQLite database"},        // SQLITE_NOTADB
      {8, ErrorCode::kConfig, "mend the permissions"},     // SQLITE_READONLY
      {14, ErrorCode::kConfig, "directory exists"},        // SQLITE_CANTOPEN
      {5, ErrorCode::kTryLater, "locked"},                 // SQLITE_BUSY
      {7, ErrorCode::kTryLater, "memory"},                 // SQLITE_NOMEM
      {1, ErrorCode::kInvariant, "report it"},             // SQLITE_ERROR
      {19, ErrorCode::kInvariant, "report it"},            // SQLITE_CONSTRAINT
  };
  for (const Case& one : cases) {
    const Error error = SqliteErrorOf(one.code, "detail", "/data/ledger.db", "INSERT INTO usage");
    EXPECT_EQ(error.code, one.expected) << one.code;
    EXPECT_THAT(error.message, HasSubstr(one.advice));
    EXPECT_THAT(error.message, HasSubstr("/data/ledger.db: INSERT INTO usage: detail"));
    EXPECT_THAT(error.message, HasSubstr("left nothing behind"));
  }
}

}  // namespace
}  // namespace cognitrack
