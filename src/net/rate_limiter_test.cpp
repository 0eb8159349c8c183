#include "net/rate_limiter.h"

#include <gmock/gmock.h>

#include "base/random.h"
#include "tests/support/fake_clock.h"

namespace cognitrack {
namespace {

using std::chrono::milliseconds;

TEST(RateLimiterTest, LetsABurstGoAtOnceThenSpacesRequests) {
  FakeClock clock(1'000'000);
  RateLimiter limiter({.per_minute = 60, .burst = 3}, clock);
  EXPECT_EQ(limiter.Take(), milliseconds(0));
  EXPECT_EQ(limiter.Take(), milliseconds(0));
  EXPECT_EQ(limiter.Take(), milliseconds(0));
  EXPECT_EQ(limiter.Take(), milliseconds(1'000));
  EXPECT_EQ(limiter.Take(), milliseconds(2'000)) << "the wait before was not waited";
}

TEST(RateLimiterTest, RefillsWithTimeUpToTheBurst) {
  FakeClock clock(1'000'000);
  RateLimiter limiter({.per_minute = 60, .burst = 2}, clock);
  limiter.Take();
  limiter.Take();
  clock.Advance(1);
  EXPECT_EQ(limiter.Take(), milliseconds(0));
  EXPECT_EQ(limiter.Take(), milliseconds(1'000));
  clock.Advance(3'600);
  EXPECT_EQ(limiter.Take(), milliseconds(0));
  EXPECT_EQ(limiter.Take(), milliseconds(0));
  EXPECT_EQ(limiter.Take(), milliseconds(1'000));
}

TEST(RateLimiterTest, NeverGivesMoreThanBurstPlusRateInAnyMinute) {
  FakeClock clock(0);
  SeededRandom random(7);
  RateLimiter limiter({.per_minute = 50, .burst = 10}, clock);
  std::vector<std::int64_t> sent_ms;
  for (int i = 0; i < 2'000; ++i) {
    clock.Sleep(milliseconds(random.Below(3'000)));
    clock.Sleep(limiter.Take());
    sent_ms.push_back(clock.Elapsed().count());
  }
  for (std::size_t i = 60; i < sent_ms.size(); ++i) {
    EXPECT_GE(sent_ms[i] - sent_ms[i - 60], 59'999) << "61 requests within a minute at " << i;
  }
}

TEST(RateLimiterTest, NoRateIsNoLimit) {
  FakeClock clock(0);
  RateLimiter limiter({.per_minute = 0, .burst = 1}, clock);
  for (int i = 0; i < 1'000; ++i) EXPECT_EQ(limiter.Take(), milliseconds(0));
}

}  // namespace
}  // namespace cognitrack
