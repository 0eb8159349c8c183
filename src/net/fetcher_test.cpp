#include "net/fetcher.h"

#include <gmock/gmock.h>

#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"

namespace cognitrack {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A clock whose owner was asked to stop.
class StoppingClock : public FakeClock {
 public:
  using FakeClock::FakeClock;
  bool Sleep(milliseconds) override { return false; }
};

class FetcherTest : public ::testing::Test {
 protected:
  Fetcher MakeFetcher(RetryPolicy retry = {}, RateLimit rate = {.per_minute = 0, .burst = 0}) {
    return Fetcher(network_, clock_, random_, retry, rate, HttpLimits{});
  }

  FakeClock clock_{784'111'777};
  SeededRandom random_{1};
  FakeTransport network_;
  HttpRequest request_{.url = "https://api.example/v1", .bearer = Secret("key"), .headers = {}};
};

TEST_F(FetcherTest, AnAnswerThatIsFinalIsGivenAtOnce) {
  network_.Answer(404, "gone");
  Fetcher fetcher = MakeFetcher();
  const HttpResponse& response = fetcher.Get(request_);
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.body, "gone");
  EXPECT_EQ(fetcher.tries(), 1);
  EXPECT_EQ(fetcher.counters().requests, 1);
  EXPECT_EQ(fetcher.counters().retries, 0);
  EXPECT_THAT(clock_.sleeps, IsEmpty());
}

TEST_F(FetcherTest, AsksAgainUntilTheAnswerIsFinal) {
  network_.Answer(503, "").Fail(HttpFailure::kTruncated).Answer(429, "").Answer(200, "fine");
  Fetcher fetcher = MakeFetcher();
  EXPECT_EQ(fetcher.Get(request_).body, "fine");
  EXPECT_EQ(fetcher.tries(), 4);
  EXPECT_EQ(fetcher.counters().requests, 4);
  EXPECT_EQ(fetcher.counters().retries, 3);
  EXPECT_EQ(fetcher.counters().throttled, 1);
  ASSERT_THAT(clock_.sleeps, SizeIs(3));
  EXPECT_EQ(fetcher.counters().waits_ms,
            (clock_.sleeps[0] + clock_.sleeps[1] + clock_.sleeps[2]).count());
}

TEST_F(FetcherTest, GivesUpAfterItsTries) {
  for (int i = 0; i < 6; ++i) network_.Answer(500, std::to_string(i));
  Fetcher fetcher = MakeFetcher();
  EXPECT_EQ(fetcher.Get(request_).body, "5");
  EXPECT_EQ(network_.answers_left(), 0U);
  EXPECT_THAT(clock_.sleeps, SizeIs(5));
}

TEST_F(FetcherTest, AnUnknownHostIsAskedThreeTimes) {
  for (int i = 0; i < 3; ++i) network_.Fail(HttpFailure::kResolve);
  Fetcher fetcher = MakeFetcher();
  EXPECT_EQ(fetcher.Get(request_).failure, HttpFailure::kResolve);
  EXPECT_EQ(network_.answers_left(), 0U);
}

TEST_F(FetcherTest, WaitsAtLeastWhatTheAnswerAsksFor) {
  network_.Answer(429, "", {{"retry-after", "20"}})
      .Answer(503, "",
              {{"date", "Sun, 06 Nov 1994 08:00:00 GMT"},
               {"retry-after", "Sun, 06 Nov 1994 08:00:30 GMT"}})
      .Answer(200, "");
  Fetcher fetcher = MakeFetcher();
  EXPECT_EQ(fetcher.Get(request_).status, 200);
  ASSERT_THAT(clock_.sleeps, SizeIs(2));
  EXPECT_GT(clock_.sleeps[0], milliseconds(20'000));
  EXPECT_LE(clock_.sleeps[0], milliseconds(21'000));
  EXPECT_GT(clock_.sleeps[1], milliseconds(30'000));
  EXPECT_LE(clock_.sleeps[1], milliseconds(31'000));
}

TEST_F(FetcherTest, BeginsNoWaitThatEndsAfterTheLimit) {
  network_.Answer(429, "", {{"retry-after", "599"}}).Answer(429, "", {{"retry-after", "5"}});
  Fetcher fetcher = MakeFetcher();
  EXPECT_EQ(fetcher.Get(request_).status, 429);
  EXPECT_THAT(clock_.sleeps, SizeIs(1)) << "599 s fit into the ten minutes, 5 s more do not";
  EXPECT_EQ(fetcher.counters().retries, 1);
}

TEST_F(FetcherTest, NeverRetriesABodyThatIsTooLarge) {
  network_.Fail(HttpFailure::kTooLarge);
  EXPECT_EQ(MakeFetcher().Get(request_).failure, HttpFailure::kTooLarge);
}

TEST_F(FetcherTest, RetriesCountAgainstTheRateLimit) {
  network_.Answer(200, "").Answer(200, "").Answer(200, "");
  Fetcher fetcher = MakeFetcher({}, {.per_minute = 60, .burst = 2});
  fetcher.Get(request_);
  fetcher.Get(request_);
  EXPECT_THAT(clock_.sleeps, IsEmpty());
  fetcher.Get(request_);
  EXPECT_THAT(clock_.sleeps, ElementsAre(milliseconds(1'000)));
  EXPECT_EQ(fetcher.counters().waits_ms, 1'000);
}

TEST_F(FetcherTest, AWishToStopEndsTheWait) {
  network_.Answer(503, "overloaded");
  StoppingClock clock(0);
  Fetcher fetcher(network_, clock, random_, {}, {.per_minute = 0, .burst = 0}, {});
  const HttpResponse& response = fetcher.Get(request_);
  EXPECT_EQ(response.failure, HttpFailure::kInterrupted);
  EXPECT_EQ(fetcher.counters().waits_ms, 0) << "the wait that did not happen";
  EXPECT_EQ(response.body, "");
}

}  // namespace
}  // namespace cognitrack
