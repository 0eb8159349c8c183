// What only a server can do to a ledger: end connections, restart, refuse a role; and that a pooler
// in transaction mode changes nothing. The contract itself is tested by the other files here.
#include <atomic>
#include <thread>

#include "store/migrations.h"
#include "store/postgres/postgres_ledger.h"
#include "store/postgres/postgres_session.h"
#include "store/sql_ledger.h"
#include "tests/contract/ledger_backend.h"
#include "tests/support/faulty_session.h"
#include "tests/support/ledger_dump.h"
#include "tests/support/postgres_server.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kDay = "2026-03-05";

WindowRead Held(SeriesTable& series) {
  WindowRead read = WindowOf(series, kDay, R"(
      project_id  model  region | input_tokens  thinking_units
      proj_alpha  gpt-a  mars   | 10            1
      proj_alpha  gpt-b  mars   | 20            2)");
  GiveSource("held", &read);
  return read;
}

WindowRead Changed(SeriesTable& series) {
  WindowRead read = WindowOf(series, kDay, R"(
      project_id  model  region | input_tokens  thinking_units
      proj_alpha  gpt-a  mars   | 11            1
      proj_beta   gpt-d  venus  | 40            4)");
  read.read_at += 100;
  GiveSource("changed", &read);
  return read;
}

class PostgresLedgerTest : public ::testing::Test {
 protected:
  PostgresLedgerTest() : database_(server_.CreateDatabase()) {}
  ~PostgresLedgerTest() override { server_.DropDatabase(database_); }

  Result<std::unique_ptr<LedgerStore>> Open(const std::string& user = "postgres",
                                            DatabaseAccess access = DatabaseAccess::kWrite) {
    return OpenPostgresLedger(server_.Uri(database_, user), access, clock_);
  }
  std::unique_ptr<LedgerStore> MustOpen() {
    auto store = Open();
    CHECK(store.has_value(), "the ledger can be opened");
    return std::move(*store);
  }
  static void MakeStream(LedgerStore& store) {
    const auto source = store.EnsureSource("openai", "openai");
    ASSERT_OK(source);
    ASSERT_OK(store.EnsureStream(source->id, StreamKey{}));
  }
  Status Commit(LedgerStore& store, const WindowRead& read) {
    const auto outcome = store.CommitWindow(1, read, series_, 2);
    return outcome ? Status() : outcome.error();
  }

  PostgresServer& server_ = PostgresServer::Shared();
  FakeClock clock_{kTestNow};
  SeriesTable series_;
  std::string database_;
};

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

// Each with a connection of its own, as so many processes; all of them meet the same new series.
TEST_F(PostgresLedgerTest, ManyWritersAtOnceLoseNothing) {
  constexpr int kWriters = 6;
  constexpr int kDays = 8;
  std::vector<std::thread> writers;
  std::vector<std::string> failures(kWriters);
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([this, writer, &failures] {
      const Status written = [&]() -> Status {
        FakeClock clock(kTestNow);
        SeriesTable series;
        TRY(const auto store,
            OpenPostgresLedger(server_.Uri(database_), DatabaseAccess::kWrite, clock));
        TRY(const auto source, store->EnsureSource("team" + std::to_string(writer % 3), "openai"));
        TRY(const auto stream, store->EnsureStream(source.id, StreamKey{}));
        for (int day = 1; day <= kDays; ++day) {
          const std::string name = "2026-03-0" + std::to_string(day);
          const std::string rows = "project_id model | input_tokens\nproj_" + std::to_string(day) +
                                   " gpt-a | " + std::to_string(day) + "\n";
          const auto stored =
              store->CommitWindow(stream.id, WindowOf(series, name, rows), series, 1);
          // Two share a source: who comes second finds the window stored, or is told so.
          if (!stored && stored.error().code != ErrorCode::kTryLater) return stored.error();
        }
        return {};
      }();
      if (!written) failures[static_cast<std::size_t>(writer)] = written.error().message;
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_THAT(failures, testing::Each(""));
  const auto store = MustOpen();
  EXPECT_THAT(store->Sources(), IsOkAndHolds(SizeIs(3)));
  for (std::int64_t stream = 1; stream <= 3; ++stream) {
    UsageQuery query;
    query.stream = stream;
    const auto report = store->Aggregate(query);
    ASSERT_OK(report);
    EXPECT_EQ(LineOf(Series(), report->totals.metrics), "| input_tokens=36") << stream;
  }
  EXPECT_THAT(store->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

// Each revision adds one window: as of revision n there are n of them, whenever one asks.
TEST_F(PostgresLedgerTest, RevisionsAreCommittedInTheirOrder) {
  constexpr int kWriters = 4;
  constexpr int kDays = 12;
  const auto reader = MustOpen();
  for (int writer = 0; writer < kWriters; ++writer) {
    const auto source = reader->EnsureSource("team" + std::to_string(writer), "openai");
    ASSERT_OK(source);
    ASSERT_OK(reader->EnsureStream(source->id, StreamKey{}));
  }
  std::atomic<int> at_work = kWriters;
  std::vector<std::string> failures(kWriters);
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([this, writer, &failures, &at_work] {
      const Status written = [&]() -> Status {
        FakeClock clock(kTestNow);
        SeriesTable series;
        TRY(const auto store,
            OpenPostgresLedger(server_.Uri(database_), DatabaseAccess::kWrite, clock));
        std::string rows = "project_id model | input_tokens\n";
        for (int i = 0; i < 200 * (writer + 1); ++i) {
          rows += "proj_" + std::to_string(i) + " gpt-a | 1\n";
        }
        for (int day = 10; day < 10 + kDays; ++day) {
          const WindowRead read = WindowOf(series, "2026-03-" + std::to_string(day), rows);
          TRY(const auto stored, store->CommitWindow(writer + 1, read, series, 1));
        }
        return {};
      }();
      if (!written) failures[static_cast<std::size_t>(writer)] = written.error().message;
      --at_work;
    });
  }
  const auto windows_as_of = [&reader](std::int64_t revision) {
    std::int64_t windows = 0;
    for (int stream = 1; stream <= kWriters; ++stream) {
      UsageQuery query;
      query.stream = stream;
      query.as_of = revision;
      const auto report = reader->Aggregate(query);
      EXPECT_OK(report);
      if (report) windows += report->windows;
    }
    return windows;
  };
  std::int64_t revision = 0;
  for (bool is_last = false; !is_last;) {
    is_last = at_work == 0;
    const auto at = reader->RevisionAt(kTestNow);
    ASSERT_OK(at);
    revision = *at;
    EXPECT_EQ(windows_as_of(revision), revision);
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_THAT(failures, testing::Each(""));
  EXPECT_EQ(revision, kWriters * kDays);
  for (; revision >= 0; --revision) EXPECT_EQ(windows_as_of(revision), revision);
  EXPECT_THAT(reader->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

TEST_F(PostgresLedgerTest, WritersOfOtherStreamsDoNotWait) {
  const auto store = MustOpen();
  MakeStream(*store);
  const auto other = store->EnsureStream(1, {std::string(kCosts), "1d", ""});
  ASSERT_OK(other);
  PostgresLimits short_limits;
  short_limits.lock_ms = 50;
  const auto hasty =
      OpenPostgresLedger(server_.Uri(database_), DatabaseAccess::kWrite, clock_, short_limits);
  ASSERT_OK(hasty);
  // A month's tables and new series are made by one at a time.
  ASSERT_OK(Commit(**hasty, WindowOf(series_, "2026-03-04",
                                     "project_id model | input_tokens\nproj_alpha gpt-a | 1")));
  const auto busy = OpenPostgresSession(server_.Uri(database_), clock_);
  ASSERT_OK(busy);
  ASSERT_OK((*busy)->Begin(SqlTransactionKind::kWriteBeside));
  ASSERT_OK((*busy)->LockStream(other->id));
  WindowRead read = WindowOf(series_, kDay, R"(
      project_id  model | input_tokens
      proj_alpha  gpt-a | 10)");
  EXPECT_OK(Commit(**hasty, read));
  EXPECT_THAT((*hasty)->RecordAttempt(other->id, read.start, read.end, {}),
              HasError(ErrorCode::kTryLater, HasSubstr("another process is writing")));
  EXPECT_THAT((*hasty)->EnsureSource("second", "openai"),
              HasError(ErrorCode::kTryLater, HasSubstr("another process is writing")));
  (*busy)->Rollback();
  EXPECT_OK((*hasty)->EnsureSource("second", "openai"));
}

// The server refuses new revisions so many times, as it would in a deadlock.
TEST_F(PostgresLedgerTest, TransactionThatAnotherOneIsInTheWayOfIsDoneAgain) {
  const auto store = MustOpen();
  MakeStream(*store);
  const auto refuse = [this](int times) {
    server_.Execute(database_,
                    "DROP SEQUENCE IF EXISTS refusals; CREATE SEQUENCE refusals; "
                    "CREATE OR REPLACE FUNCTION refuse() RETURNS TRIGGER LANGUAGE plpgsql AS "
                    "$$ BEGIN IF nextval('refusals') <= " +
                        std::to_string(times) +
                        " THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; "
                        "END IF; RETURN NEW; END $$; "
                        "CREATE OR REPLACE TRIGGER refuse BEFORE INSERT ON revisions "
                        "FOR EACH ROW EXECUTE FUNCTION refuse()");
  };
  refuse(4);
  EXPECT_OK(Commit(*store, Held(series_)));
  EXPECT_EQ(server_.Execute(database_, "SELECT nextval('refusals')"), "6");
  EXPECT_THAT(store->RevisionAt(kTestNow), IsOkAndHolds(1));
  refuse(5);
  EXPECT_THAT(Commit(*store, Changed(series_)),
              HasError(ErrorCode::kTryLater,
                       AllOf(HasSubstr("deadlock detected"), HasSubstr("left nothing behind"))));
  EXPECT_OK(Commit(*store, Changed(series_)));
  EXPECT_THAT(store->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
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
