// Pruning whole months: on every store the same outcome; on a server that keeps months apart at
// once, where nothing else is in the month and nobody reads.
#include "store/postgres/postgres_ledger.h"
#include "store/postgres/postgres_session.h"
#include "store/sql_ledger.h"
#include "tests/contract/ledger_backend.h"
#include "tests/support/postgres_server.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kRows = R"(
    project_id  model  user_id | input_tokens  odd_units
    proj_alpha  gpt-a  ann     | 10            1.5
    proj_alpha  gpt-b  ann     | 20            2)";

Result<std::vector<PruneTarget>> AllWindows(LedgerStore& store, std::int64_t source) {
  TRY(const std::vector<HeldStream> held, store.HeldStreams(source));
  std::vector<PruneTarget> targets;
  for (const HeldStream& stream : held) {
    for (const WindowRecord& window : stream.windows) {
      targets.push_back({stream.stream.id, window.start, window.revision});
    }
  }
  return targets;
}

class LedgerMonthTest : public LedgerStoreContract {};
INSTANTIATE_LEDGER_CONTRACT(LedgerMonthTest);

TEST_P(LedgerMonthTest, AWholeMonthGoesAndLateRowsOfItAreTaken) {
  ASSERT_OK(Commit(Window("2026-03-05", kRows), 1));
  ASSERT_OK(Commit(Window("2026-03-06", kRows), 1));
  WindowRead restated =
      Window("2026-03-06", "project_id model user_id | input_tokens\nproj_alpha gpt-a ann | 11");
  restated.read_at += 100;
  ASSERT_OK(Commit(restated, 2));
  const std::int64_t completions = stream_;
  const auto embeddings = store_->EnsureStream(source_, {"embeddings", "1d", ""});
  ASSERT_OK(embeddings);
  stream_ = embeddings->id;
  ASSERT_OK(Commit(Window("2026-03-31", "project_id | input_tokens\nproj_alpha | 3"), 3));
  const auto targets = AllWindows(*store_, source_);
  ASSERT_OK(targets);
  const auto outcome = store_->PruneWindows(*targets);
  ASSERT_OK(outcome);
  EXPECT_FALSE(outcome->was_busy);
  EXPECT_EQ(outcome->left, 0);
  const auto pruned = [](std::int64_t stream, std::string_view day, std::int64_t rows,
                         std::int64_t history) {
    return AllOf(Field(&PrunedWindow::stream_id, stream), Field(&PrunedWindow::start, Start(day)),
                 Field(&PrunedWindow::rows, rows), Field(&PrunedWindow::history_rows, history));
  };
  EXPECT_THAT(outcome->pruned, SizeIs(3));
  EXPECT_THAT(outcome->pruned, Contains(pruned(completions, "2026-03-05", 2, 0)));
  EXPECT_THAT(outcome->pruned, Contains(pruned(completions, "2026-03-06", 1, 2)));
  EXPECT_THAT(outcome->pruned, Contains(pruned(stream_, "2026-03-31", 1, 0)));
  Reopen();
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
  stream_ = completions;
  ASSERT_OK(Commit(Window("2026-03-07", kRows), 4));
  EXPECT_THAT(Lines("2026-03-07"), SizeIs(2));
  UsageQuery query;
  query.stream = stream_;
  const auto report = store_->Aggregate(query);
  ASSERT_OK(report);
  EXPECT_EQ(report->totals.metrics.OrZero(Metric::kInputTokens), 30 + 11 + 30);
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

class PostgresMonthTest : public ::testing::Test {
 protected:
  PostgresMonthTest() : database_(server_.CreateDatabase()) {
    auto store = OpenPostgresLedger(server_.Uri(database_), DatabaseAccess::kWrite, clock_);
    CHECK(store.has_value(), "a ledger can be made");
    store_ = std::move(*store);
    const auto source = store_->EnsureSource("openai", "openai");
    CHECK(source.has_value() && store_->EnsureStream(source->id, StreamKey{}).has_value(),
          "a stream can be made");
    Commit("2026-03-05");
    Commit("2026-03-06");
  }
  ~PostgresMonthTest() override {
    store_.reset();
    server_.DropDatabase(database_);
  }

  void Commit(std::string_view day) {
    CHECK(store_->CommitWindow(1, WindowOf(series_, day, kRows), series_, 1).has_value(),
          "a window can be stored");
  }
  std::string Execute(const std::string& sql) { return server_.Execute(database_, sql); }
  // Another file stands for another life of the table: deleting rows keeps it.
  std::string FileOf(const std::string& table) {
    return Execute("SELECT pg_relation_filenode('" + table + "')");
  }
  Result<PruneOutcome> PruneAll() {
    TRY(const auto targets, AllWindows(*store_, 1));
    return store_->PruneWindows(targets);
  }

  PostgresServer& server_ = PostgresServer::Shared();
  FakeClock clock_{kTestNow};
  SeriesTable series_;
  std::string database_;
  std::unique_ptr<LedgerStore> store_;
};

TEST_F(PostgresMonthTest, IsEmptiedAtOnce) {
  const std::string before = FileOf("usage_2026_03");
  const std::string history = FileOf("usage_history_2026_03");
  const std::string roll_ups = FileOf("roll_ups_2026_03");
  ASSERT_OK(PruneAll());
  EXPECT_NE(FileOf("usage_2026_03"), before);
  EXPECT_NE(FileOf("usage_history_2026_03"), history);
  EXPECT_EQ(FileOf("roll_ups_2026_03"), roll_ups);
  EXPECT_EQ(Execute("SELECT COUNT(*) FROM usage"), "0");
}

TEST_F(PostgresMonthTest, WithADayThatStaysIsDeletedFrom) {
  const std::string before = FileOf("usage_2026_03");
  auto targets = AllWindows(*store_, 1);
  ASSERT_OK(targets);
  targets->pop_back();
  const auto outcome = store_->PruneWindows(*targets);
  ASSERT_OK(outcome);
  EXPECT_FALSE(outcome->was_busy);
  EXPECT_EQ(FileOf("usage_2026_03"), before);
  EXPECT_EQ(Execute("SELECT COUNT(*) FROM usage"), "2");
  // The other day is the last of it.
  ASSERT_OK(PruneAll());
  EXPECT_NE(FileOf("usage_2026_03"), before);
}

TEST_F(PostgresMonthTest, RowsThatBelongToNoWindowAreNeverTakenAlong) {
  Execute("INSERT INTO usage (stream, window_start, series, since) VALUES (1, " +
          std::to_string(ParseDay("2026-03-20")->start()) + ", 1, 1)");
  const std::string before = FileOf("usage_2026_03");
  const auto outcome = PruneAll();
  ASSERT_OK(outcome);
  EXPECT_EQ(FileOf("usage_2026_03"), before);
  EXPECT_EQ(Execute("SELECT COUNT(*) FROM usage"), "1");
  EXPECT_THAT(outcome->pruned, SizeIs(2));
}

// A reader that has begun sees what was there then, whether it has looked already or not.
TEST_F(PostgresMonthTest, ThatIsReadIsDeletedFromAndTheReaderKeepsItsRows) {
  const auto reader = OpenPostgresSession(server_.Uri(database_), clock_);
  ASSERT_OK(reader);
  ASSERT_OK((*reader)->Begin(SqlTransactionKind::kRead));
  const auto windows = (*reader)->Prepare("SELECT COUNT(*) FROM windows WHERE pruned = 0");
  ASSERT_OK(windows);
  EXPECT_THAT((*windows)->Step(), IsOkAndHolds(true));
  EXPECT_EQ((*windows)->Integer(0), 2);
  const std::string before = FileOf("usage_2026_03");
  const auto outcome = PruneAll();
  ASSERT_OK(outcome);
  EXPECT_TRUE(outcome->was_busy);
  EXPECT_THAT(outcome->pruned, SizeIs(2));
  EXPECT_EQ(outcome->pruned[0].rows, 2);
  EXPECT_EQ(FileOf("usage_2026_03"), before);
  const auto rows = (*reader)->Prepare("SELECT COUNT(*) FROM usage");
  ASSERT_OK(rows);
  EXPECT_THAT((*rows)->Step(), IsOkAndHolds(true));
  EXPECT_EQ((*rows)->Integer(0), 4) << "of its snapshot";
  (*reader)->Rollback();
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

TEST_F(PostgresMonthTest, FunctionEmptiesNothingElse) {
  const auto session = OpenPostgresSession(server_.Uri(database_), clock_);
  ASSERT_OK(session);
  const std::string start = std::to_string(ParseDay("2026-03-05")->start());
  const auto call = [&](const std::string& at, const std::string& parents,
                        const std::string& starts) {
    return (*session)->Execute("SELECT ledger_empty_month(" + at + ", '" + parents + "', '{1}', '" +
                               starts + "')");
  };
  EXPECT_THAT(call(start, "{windows}", "{}"),
              HasError(ErrorCode::kInvariant, HasSubstr("windows holds no facts")));
  EXPECT_THAT(call(start, "{roll_ups}", "{}"),
              HasError(ErrorCode::kInvariant, HasSubstr("roll_ups holds no facts")));
  EXPECT_THAT(call("0", "{usage}", "{}"),
              HasError(ErrorCode::kInvariant, HasSubstr("no window of a ledger starts at 0")));
  EXPECT_EQ(
      Execute("SELECT ledger_empty_month(" + start + ", '{usage}', '{1}', '{" + start + "}')"),
      "others");
  EXPECT_EQ(Execute("SELECT COUNT(*) FROM usage"), "4");
  // A month that no window ever had.
  EXPECT_EQ(Execute("SELECT ledger_empty_month(1577836800, '{usage}', '{}', '{}')"), "emptied");
}

TEST_F(PostgresMonthTest, IsEmptiedByTheRoleThatRuns) {
  Execute(
      "DO $$ BEGIN CREATE ROLE pruner LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$; "
      "GRANT USAGE ON SCHEMA public TO pruner; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES "
      "IN SCHEMA public TO pruner; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO pruner");
  auto store = OpenPostgresLedger(server_.Uri(database_, "pruner"), DatabaseAccess::kWrite, clock_);
  ASSERT_OK(store);
  store_ = std::move(*store);
  const std::string before = FileOf("usage_2026_03");
  ASSERT_OK(PruneAll());
  EXPECT_NE(FileOf("usage_2026_03"), before);
}

}  // namespace
}  // namespace cognitrack
