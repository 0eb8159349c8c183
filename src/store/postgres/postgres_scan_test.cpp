#include "store/postgres/postgres_session.h"
#include "tests/support/fake_clock.h"
#include "tests/support/postgres_server.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

class PostgresScanTest : public ::testing::Test {
 protected:
  PostgresScanTest() : database_(server_.CreateDatabase()) {
    auto session = OpenPostgresSession(server_.Uri(database_), clock_);
    CHECK(session.has_value(), "a session can be opened");
    session_ = std::move(*session);
  }
  ~PostgresScanTest() override {
    session_.reset();
    server_.DropDatabase(database_);
  }

  std::unique_ptr<SqlStatement> Scan(std::string_view sql) {
    auto statement = session_->PrepareScan(sql);
    CHECK(statement.has_value(), "a scan can be prepared");
    return std::move(*statement);
  }
  // The numbers of the first column, to the end.
  static std::vector<std::int64_t> Rest(SqlStatement& scan) {
    std::vector<std::int64_t> numbers;
    while (true) {
      const auto more = scan.Step();
      EXPECT_OK(more);
      if (!more || !*more) return numbers;
      numbers.push_back(scan.Integer(0));
    }
  }
  static std::vector<std::int64_t> Numbers(std::int64_t from, std::int64_t to) {
    std::vector<std::int64_t> numbers;
    for (std::int64_t n = from; n <= to; ++n) numbers.push_back(n);
    return numbers;
  }
  // Cursors that are open on the server.
  std::int64_t Cursors() {
    const auto count = session_->Prepare("SELECT COUNT(*) FROM pg_cursors WHERE name <> ''");
    EXPECT_OK(count);
    EXPECT_THAT((*count)->Step(), IsOkAndHolds(true));
    return (*count)->Integer(0);
  }

  PostgresServer& server_ = PostgresServer::Shared();
  FakeClock clock_{1'775'044'800};
  std::string database_;
  std::unique_ptr<SqlSession> session_;
};

constexpr std::string_view kSeries = "SELECT n FROM generate_series($1::bigint, $2) AS n";

TEST_F(PostgresScanTest, AnswerOfManyPiecesIsWholeAndInOrder) {
  ASSERT_OK(session_->Begin(SqlTransactionKind::kRead));
  const auto scan = Scan(kSeries);
  // None, one, a piece, a piece and one, and many pieces.
  for (const std::int64_t count : {0, 1, 64, 65, 64 + 512, 20'000}) {
    scan->BindInteger(1, 1);
    scan->BindInteger(2, count);
    EXPECT_EQ(Rest(*scan), Numbers(1, count)) << count;
    EXPECT_THAT(scan->Step(), IsOkAndHolds(false)) << "the end stays the end";
    scan->Reset();
  }
  EXPECT_EQ(Cursors(), 0);
}

TEST_F(PostgresScanTest, TwoScansAndAStatementGoByTurns) {
  ASSERT_OK(session_->Begin(SqlTransactionKind::kRead));
  const auto low = Scan(kSeries);
  low->BindInteger(1, 1);
  low->BindInteger(2, 1'000);
  const auto high = Scan(kSeries);
  high->BindInteger(1, 5'001);
  high->BindInteger(2, 6'000);
  for (std::int64_t n = 1; n <= 1'000; ++n) {
    ASSERT_THAT(low->Step(), IsOkAndHolds(true));
    ASSERT_THAT(high->Step(), IsOkAndHolds(true));
    ASSERT_EQ(low->Integer(0), n);
    ASSERT_EQ(high->Integer(0), 5'000 + n);
    if (n % 100 != 0) continue;
    ASSERT_EQ(Cursors(), 2);
  }
  EXPECT_THAT(low->Step(), IsOkAndHolds(false));
  EXPECT_THAT(high->Step(), IsOkAndHolds(false));
}

TEST_F(PostgresScanTest, AbandonedScanLeavesNothingOpenAndCanBeginAgain) {
  ASSERT_OK(session_->Begin(SqlTransactionKind::kRead));
  const auto scan = Scan(kSeries);
  scan->BindInteger(1, 1);
  scan->BindInteger(2, 1'000);
  ASSERT_THAT(scan->Step(), IsOkAndHolds(true));
  EXPECT_EQ(Cursors(), 1);
  scan->Reset();
  EXPECT_EQ(Cursors(), 0);
  EXPECT_EQ(Rest(*scan), Numbers(1, 1'000));
}

TEST_F(PostgresScanTest, NumbersTextsBytesAndNullsComeAsOfAStatement) {
  ASSERT_OK(session_->Begin(SqlTransactionKind::kRead));
  const auto scan =
      Scan("SELECT NULL::bigint, -7::bigint, $1, $2, SUM(9::bigint) WHERE $3::bigint IS NULL");
  scan->BindText(1, "naïve");
  scan->BindBlob(2, std::string_view("a\0b", 3));
  scan->BindNull(3);
  ASSERT_THAT(scan->Step(), IsOkAndHolds(true));
  EXPECT_TRUE(scan->IsNull(0));
  EXPECT_EQ(scan->Integer(1), -7);
  EXPECT_EQ(scan->Text(2), "naïve");
  EXPECT_EQ(scan->Blob(3), std::string_view("a\0b", 3));
  EXPECT_EQ(scan->Integer(4), 9);
  EXPECT_THAT(scan->Step(), IsOkAndHolds(false));
}

// A thousand rows of 64 KiB: never held at once on this side.
TEST_F(PostgresScanTest, LargeRowsComeInSmallPieces) {
  ASSERT_OK(session_->Begin(SqlTransactionKind::kRead));
  const auto scan = Scan("SELECT n, repeat('x', 65536) FROM generate_series(1::bigint, 1000) AS n");
  std::int64_t n = 0;
  while (true) {
    const auto more = scan->Step();
    ASSERT_OK(more);
    if (!*more) break;
    ASSERT_EQ(scan->Integer(0), ++n);
    ASSERT_EQ(scan->Text(1).size(), 65'536u);
  }
  EXPECT_EQ(n, 1'000);
}

TEST_F(PostgresScanTest, OutsideItsTransactionAScanIsRefused) {
  const auto scan = Scan(kSeries);
  scan->BindInteger(1, 1);
  scan->BindInteger(2, 1'000);
  EXPECT_THAT(scan->Step(),
              HasError(ErrorCode::kInvariant, HasSubstr("inside a transaction only")));
  ASSERT_OK(session_->Begin(SqlTransactionKind::kRead));
  ASSERT_THAT(scan->Step(), IsOkAndHolds(true));
  session_->Rollback();
  ASSERT_OK(session_->Begin(SqlTransactionKind::kRead));
  for (int i = 1; i < 64; ++i) ASSERT_THAT(scan->Step(), IsOkAndHolds(true));
  EXPECT_THAT(scan->Step(), HasError(ErrorCode::kInvariant, HasSubstr("has ended")));
  // The cursor of the transaction before is none of this one's.
  scan->Reset();
  EXPECT_EQ(Rest(*scan), Numbers(1, 1'000));
}

TEST_F(PostgresScanTest, ErrorInALaterPieceIsTold) {
  ASSERT_OK(session_->Begin(SqlTransactionKind::kRead));
  const auto scan = Scan("SELECT 1 / (500 - n) FROM generate_series(1::bigint, 1000) AS n");
  int rows = 0;
  Result<bool> more = true;
  while (true) {
    more = scan->Step();
    if (!more || !*more) break;
    ++rows;
  }
  EXPECT_THAT(more, HasError(ErrorCode::kInvariant, HasSubstr("division by zero")));
  EXPECT_LT(rows, 500);
}

}  // namespace
}  // namespace cognitrack
