// What only a server can do to a ledger: end connections, restart, refuse a role; and that a pooler
// in transaction mode changes nothing. The contract itself is tested by the other files here.
#include "store/migrations.h"
#include "store/postgres/postgres_session.h"
#include "store/sql_ledger.h"
#include "tests/contract/postgres_ledger_fixture.h"
#include "tests/support/faulty_session.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(PostgresLedgerTest, ReadingAnEmptyDatabaseFindsAnEmptyLedgerAndCreatesNothing) {
  const auto store = Open("postgres", DatabaseAccess::kRead);
  ASSERT_OK(store);
  EXPECT_THAT((*store)->Sources(), IsOkAndHolds(IsEmpty()));
  EXPECT_EQ(server_.Execute(database_,
                            "SELECT COUNT(*) FROM pg_class WHERE relnamespace = "
                            "'public'::regnamespace"),
            "0");
}

TEST_F(PostgresLedgerTest, TwoThatComeFirstMakeTheSchemaOnce) {
  auto session = OpenPostgresSession(server_.Uri(database_), clock_);
  ASSERT_OK(session);
  FaultPlan plan;
  plan.kind = FaultPlan::Kind::kDisturb;
  plan.at = 2;  // The empty database was seen, the lock is not had yet.
  plan.disturb = [this] { MakeStream(*MustOpen()); };
  const auto second =
      OpenSqlLedger(MakeFaultySession(session->get(), &plan), EmptyDatabase::kCreateSchema, clock_);
  ASSERT_OK(second);
  EXPECT_TRUE(plan.fired);
  EXPECT_THAT((*second)->Sources(), IsOkAndHolds(SizeIs(1)));
  EXPECT_EQ(server_.Execute(database_, "SELECT COUNT(*) FROM schema_migrations"),
            std::to_string(LedgerMigrations().size()));
}

// Another schema version and tables of a month are what the runtime role may not make.
TEST_F(PostgresLedgerTest, RoleThatRunsNeedsNoRightToChangeTheSchema) {
  server_.Execute("postgres",
                  "DO $$ BEGIN CREATE ROLE owner LOGIN; CREATE ROLE runner LOGIN; EXCEPTION WHEN "
                  "duplicate_object THEN NULL; END $$");
  server_.Execute(database_,
                  "CREATE SCHEMA ledger AUTHORIZATION owner; "
                  "GRANT USAGE ON SCHEMA ledger TO runner; "
                  "ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA ledger GRANT SELECT, INSERT, "
                  "UPDATE, DELETE ON TABLES TO runner; "
                  "ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA ledger GRANT EXECUTE ON "
                  "FUNCTIONS TO runner; "
                  "ALTER DATABASE " +
                      database_ + " SET search_path = ledger");
  EXPECT_THAT(Open("runner"), HasError(ErrorCode::kConfig, AllOf(HasSubstr("permission denied"),
                                                                 HasSubstr("migrate up"))));
  ASSERT_OK(Open("owner"));
  auto store = Open("runner");
  ASSERT_OK(store);
  MakeStream(**store);
  EXPECT_OK(Commit(**store, Held(series_)));
  EXPECT_OK(Commit(**store, Changed(series_)));
  NameListing listing;
  listing.emails = EmailUse::kKeep;
  listing.seen.push_back({"user_ann", {}, std::nullopt});
  listing.seen.back().facts.email = "ann@example.com";
  EXPECT_OK((*store)->StoreNames(1, listing));
  EXPECT_THAT((*store)->ForgetEmails(1), IsOkAndHolds(1));
  EXPECT_THAT((*store)->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
  EXPECT_EQ(server_.Execute(database_,
                            "SELECT tableowner FROM pg_tables WHERE tablename = "
                            "'usage_2026_03'"),
            "owner");
  auto session = OpenPostgresSession(server_.Uri(database_, "runner"), clock_);
  ASSERT_OK(session);
  EXPECT_THAT((*session)->Execute("CREATE TABLE mine (x BIGINT)"),
              HasError(ErrorCode::kConfig, HasSubstr("permission denied")));
}

TEST_F(PostgresLedgerTest, ForgottenAddressesLeaveTheFilesUnlessAReaderHoldsOn) {
  const auto store = MustOpen();
  MakeStream(*store);
  NameListing listing;
  listing.emails = EmailUse::kKeep;
  listing.seen.push_back({"user_ann", {}, std::nullopt});
  listing.seen.back().facts.email = "ann@example.com";
  ASSERT_OK(store->StoreNames(1, listing));
  const auto reader = OpenPostgresSession(server_.Uri(database_), clock_);
  ASSERT_OK(reader);
  ASSERT_OK((*reader)->Begin(SqlTransactionKind::kRead));
  ASSERT_OK((*reader)->Execute("SELECT COUNT(*) FROM runs"));
  EXPECT_THAT(store->ForgetEmails(1),
              HasError(ErrorCode::kTryLater, HasSubstr("holds on to what was removed")));
  (*reader)->Rollback();
  EXPECT_THAT(store->ForgetEmails(1), IsOkAndHolds(0));
}

TEST_F(PostgresLedgerTest, ServerThatRestartsIsFoundAgainByTheNextVerb) {
  PostgresServer server;
  const std::string name = server.CreateDatabase();
  const auto store = OpenPostgresLedger(server.Uri(name), DatabaseAccess::kWrite, clock_);
  ASSERT_OK(store);
  MakeStream(**store);
  ASSERT_OK(Commit(**store, Held(series_)));
  server.Stop();
  EXPECT_THAT(Commit(**store, Changed(series_)),
              HasError(ErrorCode::kUnavailable, HasSubstr("left nothing behind")));
  EXPECT_THAT(OpenPostgresLedger(server.Uri(name), DatabaseAccess::kRead, clock_),
              HasError(ErrorCode::kUnavailable, HasSubstr("check that the server runs")));
  // It was waited for once; what a run still wants to write does not wait again.
  const std::size_t waits = clock_.sleeps.size();
  EXPECT_GT(waits, 5U);
  EXPECT_THAT((*store)->StartRun({}), HasError(ErrorCode::kUnavailable, HasSubstr("")));
  EXPECT_EQ(clock_.sleeps.size(), waits);
  server.Start();
  EXPECT_OK(Commit(**store, Changed(series_)));
  EXPECT_THAT((*store)->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

// The server ends the connection before each call of a commit in turn, the COMMIT's own included.
TEST_F(PostgresLedgerTest, ConnectionThatIsEndedAnywhereLeavesOldOrNew) {
  auto below = OpenPostgresSession(server_.Uri(database_), clock_);
  ASSERT_OK(below);
  FaultPlan plan;
  const auto store =
      OpenSqlLedger(MakeFaultySession(below->get(), &plan), EmptyDatabase::kCreateSchema, clock_);
  ASSERT_OK(store);
  MakeStream(**store);
  // What is held: revision and rows, of the window and of a roll-up.
  const auto held = [&] {
    const auto records = (*store)->Windows(1, 0, clock_.Now());
    EXPECT_OK(records);
    std::vector<std::string> lines = {std::to_string(records->front().revision)};
    SeriesTable table;
    std::vector<UsageRow> rows;
    EXPECT_OK(
        (*store)->ReadRows(1, 0, clock_.Now(), std::nullopt, &table, [&rows](const LedgerRow& row) {
          rows.push_back({row.series, row.metrics});
          return true;
        }));
    for (const std::string& line : LinesOf(rows, table)) lines.push_back(line);
    UsageQuery query;
    query.stream = 1;
    query.group_by = {"project_id"};
    const auto report = (*store)->Aggregate(query);
    EXPECT_OK(report);
    for (const UsageReportRow& row : report->rows) lines.push_back(LineOf(Series(), row.metrics));
    return lines;
  };
  const auto version = [this](int number) {
    const std::string count = std::to_string(100 + number);
    WindowRead read =
        WindowOf(series_, kDay,
                 "project_id  model | input_tokens thinking_units\n"
                 "proj_alpha  gpt-a | " +
                     count + " 1\n" + (number % 2 == 0 ? "proj_beta gpt-b | 5 2\n" : ""));
    read.read_at += number;
    GiveSource(count, &read);
    return read;
  };
  ASSERT_OK(Commit(**store, version(0)));
  int stored = 0;
  int at = 1;
  for (bool fired = true; fired && at < 500; ++at) {
    const std::vector<std::string> before = held();
    plan = {FaultPlan::Kind::kDisturb, at, 0, 0, false, [this] { server_.Terminate(database_); }};
    const Status committed = Commit(**store, version(at));
    fired = plan.fired;
    plan = {};
    if (committed) {
      stored += fired ? 1 : 0;
    } else {
      EXPECT_EQ(committed.error().code, ErrorCode::kUnavailable) << committed.error().message;
      EXPECT_EQ(held(), before) << "call " << at;
      EXPECT_OK(Commit(**store, version(at)));
    }
    EXPECT_THAT(held(), testing::Contains(HasSubstr("input_tokens=" + std::to_string(100 + at))));
  }
  EXPECT_GT(at, 20);
  EXPECT_GT(stored, 0) << "a connection that is lost between two transactions is made anew";
  EXPECT_THAT((*store)->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

}  // namespace
}  // namespace cognitrack
