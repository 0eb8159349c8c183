// Several processes that write to one ledger in PostgreSQL at one time: nothing is lost, nobody
// waits for what does not concern him, and revisions come in their order.
#include <atomic>
#include <thread>

#include "store/postgres/postgres_session.h"
#include "tests/contract/postgres_ledger_fixture.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using PostgresWritersTest = PostgresLedgerTest;

// Each with a connection of its own, as so many processes; all of them meet the same new series.
TEST_F(PostgresWritersTest, ManyWritersAtOnceLoseNothing) {
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
// Each was opened while the ledger was empty, and knows what it added itself; what the other added
// since is read where it is little, and looked for where it is much.
TEST_F(PostgresWritersTest, MeetsTheSeriesThatOthersAdded) {
  const auto first = MustOpen();
  const auto second = MustOpen();
  MakeStream(*first);
  const auto day_of = [this](int day, int from, int to) {
    std::string rows = "model | input_tokens\n";
    for (int i = from; i < to; ++i) rows += "m" + std::to_string(i) + " | 1\n";
    return WindowOf(series_, "2026-03-0" + std::to_string(day), rows);
  };
  ASSERT_OK(Commit(*first, day_of(1, 0, 4)));
  ASSERT_OK(Commit(*second, day_of(2, 2, 6)));
  ASSERT_OK(Commit(*first, day_of(3, 3, 8))) << "two of five were added by the other: little";
  ASSERT_OK(Commit(*second, day_of(4, 8, 60)));
  ASSERT_OK(Commit(*first, day_of(5, 59, 61))) << "one of fifty-two that were added: much";
  ASSERT_OK(Commit(*second, day_of(6, 0, 62)));
  UsageQuery query;
  query.stream = 1;
  query.group_by = {"model"};
  const auto report = first->Aggregate(query);
  ASSERT_OK(report);
  EXPECT_THAT(report->rows, SizeIs(62));
  EXPECT_EQ(LineOf(Series(), report->totals.metrics), "| input_tokens=129");
  EXPECT_THAT(first->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

TEST_F(PostgresWritersTest, RevisionsAreCommittedInTheirOrder) {
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

TEST_F(PostgresWritersTest, WritersOfOtherStreamsDoNotWait) {
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
TEST_F(PostgresWritersTest, TransactionThatAnotherOneIsInTheWayOfIsDoneAgain) {
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

}  // namespace
}  // namespace cognitrack
