#include "net/retry.h"

#include <gmock/gmock.h>

#include "net/http_date.h"

namespace cognitrack {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::Eq;
using ::testing::Optional;

// 1994-11-06T08:49:37Z, the instant that RFC 9110 writes in all three forms.
constexpr UtcSeconds kRfcInstant = 784'111'777;

HttpResponse Status(int status) {
  HttpResponse response;
  response.status = status;
  return response;
}

HttpResponse Failed(HttpFailure failure) {
  HttpResponse response;
  response.failure = failure;
  return response;
}

TEST(HttpDateTest, ReadsAllThreeForms) {
  EXPECT_THAT(ParseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT", 0), Optional(kRfcInstant));
  EXPECT_THAT(ParseHttpDate("Sunday, 06-Nov-94 08:49:37 GMT", kRfcInstant), Optional(kRfcInstant));
  EXPECT_THAT(ParseHttpDate("Sun Nov  6 08:49:37 1994", 0), Optional(kRfcInstant));
  EXPECT_THAT(ParseHttpDate("Wed Nov 16 08:49:37 1994", 0),
              Optional(kRfcInstant + 10 * kSecondsPerDay));
}

TEST(HttpDateTest, AYearOfTwoDigitsIsAtMostFiftyYearsAhead) {
  const UtcSeconds in_2026 = 1'795'000'000;
  EXPECT_THAT(ParseHttpDate("Friday, 06-Nov-76 00:00:00 GMT", in_2026),
              Optional(ParseTime("2076-11-06").value()));
  EXPECT_THAT(ParseHttpDate("Sunday, 06-Nov-77 00:00:00 GMT", in_2026),
              Optional(ParseTime("1977-11-06").value()));
}

TEST(HttpDateTest, RefusesEverythingElse) {
  for (const char* text :
       {"", "Sun", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Xxx, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ", "1994-11-06T08:49:37Z", "Sun Nov 6 08:49:37 1994"}) {
    EXPECT_THAT(ParseHttpDate(text, 0), Eq(std::nullopt)) << text;
  }
}

TEST(RetryAfterTest, ReadsSeconds) {
  EXPECT_THAT(RetryAfter("120", "", 0), Optional(milliseconds(120'000)));
  EXPECT_THAT(RetryAfter(" 0 ", "", 0), Optional(milliseconds(0)));
  EXPECT_THAT(RetryAfter("99999999999999999999999", "", 0),
              Optional(milliseconds(1'000'000'000'000)));
}

TEST(RetryAfterTest, MeasuresADateAgainstTheAnswersOwnDate) {
  EXPECT_THAT(RetryAfter("Sun, 06 Nov 1994 08:50:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 0),
              Optional(milliseconds(60'000)));
  EXPECT_THAT(RetryAfter("Sun Nov  6 08:50:37 1994", "Sunday, 06-Nov-94 08:50:07 GMT", kRfcInstant),
              Optional(milliseconds(30'000)));
  EXPECT_THAT(RetryAfter("Sun, 06 Nov 1994 08:50:37 GMT", "", kRfcInstant),
              Optional(milliseconds(60'000)));
  EXPECT_THAT(RetryAfter("Sun, 06 Nov 1994 08:50:37 GMT", "yesterday", kRfcInstant + 50),
              Optional(milliseconds(10'000)));
}

TEST(RetryAfterTest, ADateNotInTheFutureIsOneSecond) {
  EXPECT_THAT(RetryAfter("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 09:49:37 GMT", 0),
              Optional(milliseconds(1'000)));
  EXPECT_THAT(RetryAfter("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", 0),
              Optional(milliseconds(1'000)));
}

TEST(RetryAfterTest, GarbageIsNothing) {
  for (const char* text : {"", "soon", "-1", "1.5", "1e3", "12 s", "0x10"}) {
    EXPECT_THAT(RetryAfter(text, "", 0), Eq(std::nullopt)) << text;
  }
}

TEST(IsRetryableTest, SaysWhichAnswersMayPass) {
  for (const int status : {408, 409, 425, 429, 500, 502, 503, 504, 529, 599}) {
    EXPECT_TRUE(IsRetryable(Status(status))) << status;
  }
  for (const int status : {200, 204, 301, 302, 400, 401, 403, 404, 410, 422, 600}) {
    EXPECT_FALSE(IsRetryable(Status(status))) << status;
  }
  for (const HttpFailure failure : {HttpFailure::kResolve, HttpFailure::kConnect,
                                    HttpFailure::kTimeout, HttpFailure::kTruncated}) {
    EXPECT_TRUE(IsRetryable(Failed(failure))) << NameOf(failure);
  }
  for (const HttpFailure failure :
       {HttpFailure::kNotSent, HttpFailure::kTls, HttpFailure::kTooLarge, HttpFailure::kBadEncoding,
        HttpFailure::kInterrupted}) {
    EXPECT_FALSE(IsRetryable(Failed(failure))) << NameOf(failure);
  }
}

TEST(TriesForTest, AHostThatIsNotReachedIsAskedLessOften) {
  EXPECT_EQ(TriesFor(Failed(HttpFailure::kResolve), {}), 3);
  EXPECT_EQ(TriesFor(Failed(HttpFailure::kConnect), {}), 3);
  EXPECT_EQ(TriesFor(Failed(HttpFailure::kTimeout), {}), 6);
  EXPECT_EQ(TriesFor(Status(503), {}), 6);
  EXPECT_EQ(TriesFor(Status(400), {}), 1);
}

TEST(WaitBeforeTest, NeverUndercutsRetryAfterAndAddsAJitter) {
  SeededRandom random(1);
  for (int i = 0; i < 10'000; ++i) {
    const milliseconds wait = WaitBefore(1, {}, true, seconds(7), random);
    EXPECT_GT(wait, seconds(7));
    EXPECT_LE(wait, seconds(8));
  }
}

struct Bounds {
  int n;
  bool throttled;
  milliseconds low;
  milliseconds high;
};

TEST(WaitBeforeTest, FillsTheRangeFromFloorToCeiling) {
  for (const Bounds& bounds : {Bounds{1, false, milliseconds(200), milliseconds(2'000)},
                               Bounds{1, true, milliseconds(1'000), milliseconds(2'000)},
                               Bounds{3, false, milliseconds(800), milliseconds(8'000)},
                               Bounds{3, true, milliseconds(4'000), milliseconds(8'000)},
                               Bounds{9, false, milliseconds(6'000), milliseconds(60'000)},
                               Bounds{99, true, milliseconds(30'000), milliseconds(60'000)}}) {
    SeededRandom random(42);
    milliseconds least = milliseconds::max();
    milliseconds most{0};
    std::int64_t sum = 0;
    constexpr int kDraws = 100'000;
    for (int i = 0; i < kDraws; ++i) {
      const milliseconds wait = WaitBefore(bounds.n, {}, bounds.throttled, std::nullopt, random);
      least = std::min(least, wait);
      most = std::max(most, wait);
      sum += wait.count();
    }
    EXPECT_GE(least, bounds.low);
    EXPECT_LE(most, bounds.high);
    const milliseconds width = bounds.high - bounds.low;
    EXPECT_LE(least, bounds.low + width / 100) << "the floor is reached";
    EXPECT_GE(most, bounds.high - width / 100) << "the ceiling is reached";
    const std::int64_t middle = (bounds.low + bounds.high).count() / 2;
    EXPECT_NEAR(static_cast<double>(sum / kDraws), static_cast<double>(middle),
                static_cast<double>(width.count()) / 100);
  }
}

}  // namespace
}  // namespace cognitrack
