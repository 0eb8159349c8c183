// Processes that pull the same source: none reads what another one just read, none is lost.
#include <map>
#include <thread>

#include "tests/writers/writer.h"

namespace cognitrack {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

class PullsAtOnceTest : public WritersTest {
 protected:
  std::vector<std::string> HeldLines(LedgerStore& store) {
    std::vector<std::string> lines;
    const auto windows = store.Windows(1, 0, kLastDay.end());
    EXPECT_OK(windows);
    for (const WindowRecord& window : *windows) {
      lines.push_back(FormatDay(DayOf(window.start)) + " " + ToHex(window.content_hash));
    }
    return lines;
  }
};

// Days that a provider was asked for, each as often as it was.
void CountDays(const FakeProvider& provider, std::map<Day, int>* reads) {
  for (const PullQuery& query : provider.queries) {
    for (Day day = query.start; day < query.end; day = day + 1) ++(*reads)[day];
  }
}

TEST_F(PullsAtOnceTest, TwoThatIngestEveryMinuteReadNoWindowTwiceInOne) {
  const auto one = MakeWriter("one:1");
  const auto two = MakeWriter("two:2");
  ASSERT_OK(one->RunBackfill(kWritersToday - 20, kWritersToday - 1));
  one->clock.Advance(120);
  two->clock.SetNow(one->clock.Now());
  int ran = 0, turned_away = 0;
  for (int minute = 0; minute < 60; ++minute) {
    one->provider.queries.clear();
    two->provider.queries.clear();
    std::vector<Result<PullSummary>> ends(2, Error{});
    {
      std::jthread first([&] { ends[0] = one->RunIngest(); });
      // In every other minute it comes when the first one is done already.
      if (minute % 2 == 0) first.join();
      std::jthread second([&] { ends[1] = two->RunIngest(); });
    }
    for (const Result<PullSummary>& end : ends) {
      if (end) {
        ++ran;
        EXPECT_EQ(end->run.exit_code, 0) << end->run.message;
      } else {
        ++turned_away;
        EXPECT_EQ(end.error().code, ErrorCode::kTryLater) << end.error().message;
      }
    }
    std::map<Day, int> reads;
    CountDays(one->provider, &reads);
    CountDays(two->provider, &reads);
    EXPECT_THAT(reads, SizeIs(35)) << "minute " << minute;
    EXPECT_THAT(reads, Each(Pair(testing::_, 1))) << "minute " << minute;
    one->clock.Advance(60);
    two->clock.SetNow(one->clock.Now());
  }
  EXPECT_EQ(ran + turned_away, 120);
  EXPECT_GE(ran, 90);
  EXPECT_THAT(one->store->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

TEST_F(PullsAtOnceTest, APersonReadsWhatAnotherProcessJustRead) {
  const auto one = MakeWriter("one:1");
  const auto two = MakeWriter("two:2");
  ASSERT_OK(one->RunIngest());
  const auto timer = two->RunIngest();
  ASSERT_OK(timer);
  EXPECT_EQ(timer->run.exit_code, 0);
  EXPECT_EQ(timer->run.counters.windows_unchanged, 0);
  ASSERT_THAT(timer->run.issues, SizeIs(1));
  EXPECT_EQ(timer->run.issues[0].code, "read_just_now");
  EXPECT_EQ(timer->run.issues[0].count, 35);
  EXPECT_THAT(two->provider.queries, IsEmpty());
  IngestOptions person;
  person.source = "openai";
  person.surfaces = {"completions"};
  PullEnvironment environment = one->Environment();
  const auto again = Ingest(person, environment);
  ASSERT_OK(again);
  EXPECT_EQ(again->run.counters.windows_unchanged, 35);
}

// What another process asked for in vain nobody has read.
TEST_F(PullsAtOnceTest, ATimerAsksAgainForWhatAnotherProcessJustFailedToRead) {
  const auto one = MakeWriter("one:1");
  const auto two = MakeWriter("two:2");
  for (const ErrorCode failure : {ErrorCode::kUnavailable, ErrorCode::kAuth}) {
    one->provider.before_answer = [failure](const PullQuery&) -> std::optional<Error> {
      return Error{failure, "not now"};
    };
    const auto failed = one->RunIngest();
    ASSERT_OK(failed);
    EXPECT_EQ(failed->run.exit_code, ExitCodeOf(failure));
    two->provider.queries.clear();
    const auto timer = two->RunIngest();
    ASSERT_OK(timer);
    EXPECT_EQ(timer->run.exit_code, 0);
    std::map<Day, int> reads;
    CountDays(two->provider, &reads);
    EXPECT_THAT(reads, SizeIs(35)) << NameOf(failure);
    one->clock.Advance(120);
    two->clock.SetNow(one->clock.Now());
  }
}

TEST_F(PullsAtOnceTest, ResumeWaitsForAProcessThatDiedAndGoesOnWhereItStopped) {
  auto one = MakeWriter("one:1");
  const auto two = MakeWriter("two:2");
  // It dies with its third chunk: its connection ends, its lease and its run stay as they were.
  one->provider.before_answer = [&](const PullQuery& query) -> std::optional<Error> {
    if (query.start < kWritersToday - 10) return std::nullopt;
    server_.Execute(database_,
                    "CREATE TABLE IF NOT EXISTS kept AS SELECT * FROM leases; "
                    "CREATE TABLE IF NOT EXISTS kept_runs AS SELECT * FROM runs");
    return Error{ErrorCode::kTryLater, "throttled"};
  };
  EXPECT_EQ(one->RunBackfill(kWritersToday - 20, kWritersToday - 1)->run.exit_code, 75);
  one.reset();
  server_.Execute(database_,
                  "UPDATE leases SET given_back = 0, expires_at = kept.expires_at FROM kept; "
                  "UPDATE runs SET outcome = kept_runs.outcome, finished_at = 0 FROM kept_runs "
                  "WHERE runs.id = kept_runs.id");
  EXPECT_THAT(two->RunBackfill(kWritersToday - 20, kWritersToday - 1),
              HasError(ErrorCode::kTryLater, HasSubstr("one:1")));
  EXPECT_THAT(two->provider.queries, IsEmpty());
  const auto resumed = two->RunBackfill(kWritersToday - 20, kWritersToday - 1, true);
  ASSERT_OK(resumed);
  EXPECT_EQ(resumed->run.exit_code, 0);
  EXPECT_EQ(resumed->run.started_at, kStart + kLeaseLength.count());
  EXPECT_THAT(two->provider.Asked(),
              ElementsAre("2026-03-22 – 2026-03-26", "2026-03-27 – 2026-03-31"));
  EXPECT_EQ(two->store->Runs("openai", "backfill", 0)->back().outcome, "interrupted");
  EXPECT_THAT(HeldLines(*two->store), SizeIs(20));
}

TEST_F(PullsAtOnceTest, ServerThatRestartsInABackfillNeedsNobody) {
  PostgresServer server;
  const std::string database = server.CreateDatabase();
  Writer undisturbed(server_.Uri(database_), "one:1", kStart);
  Writer writer(server.Uri(database), "one:1", kStart);
  ASSERT_OK(undisturbed.RunBackfill(kWritersToday - 20, kWritersToday - 1));
  writer.spawner = &writer.in_place;  // Virtual time does not wait for a server.
  int asked = 0;
  writer.provider.before_answer = [&](const PullQuery&) -> std::optional<Error> {
    if (++asked == 3) {
      server.Stop();
      server.Start();
    }
    return std::nullopt;
  };
  const auto summary = writer.RunBackfill(kWritersToday - 20, kWritersToday - 1);
  ASSERT_OK(summary);
  EXPECT_EQ(summary->run.exit_code, 0) << summary->run.message;
  EXPECT_THAT(HeldLines(*writer.store), SizeIs(20));
  EXPECT_EQ(HeldLines(*writer.store), HeldLines(*undisturbed.store));
}

}  // namespace
}  // namespace cognitrack
