#include "base/time.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

TEST(DayTest, CountsFrom1970AndEndIsExclusive) {
  const Day day{20'517};
  EXPECT_EQ(FormatDay(day), "2026-03-05");
  EXPECT_EQ(day.start(), 1'772'668'800);
  EXPECT_EQ(day.end(), (day + 1).start());
  EXPECT_EQ(DayOf(day.end() - 1), day);
  EXPECT_EQ(DayOf(day.end()), day + 1);
}

TEST(DayTest, BeforeTheEpochRoundsDown) {
  EXPECT_EQ(DayOf(-1), Day{-1});
  EXPECT_EQ(DayOf(-kSecondsPerDay), Day{-1});
  EXPECT_EQ(DayOf(-kSecondsPerDay - 1), Day{-2});
}

TEST(DayTest, TheAcceptedRangeIs2020To2100) {
  EXPECT_EQ(FormatDay(kFirstDay), "2020-01-01");
  EXPECT_EQ(FormatDay(kLastDay), "2100-12-31");
}

TEST(DayTest, EveryDayRoundTrips) {
  for (Day day = kFirstDay; day <= kLastDay; day = day + 1) {
    EXPECT_THAT(ParseDay(FormatDay(day)), IsOkAndHolds(day));
  }
}

TEST(DayTest, OnlyRealDatesInOneFormAreTaken) {
  EXPECT_THAT(ParseDay("2024-02-29"), IsOkAndHolds(Day{19'782}));
  for (const char* wrong : {"2025-02-29", "2026-13-01", "2026-3-5", "2026-03-05 ", "05/03/2026", "",
                            "2026-03-05T00:00:00Z", "20260305"}) {
    EXPECT_THAT(ParseDay(wrong), HasError(ErrorCode::kUsage, HasSubstr("YYYY-MM-DD"))) << wrong;
  }
}

TEST(TimeTest, OffsetsAreTakenAndTheirAbsenceIsUtc) {
  constexpr UtcSeconds kMidnight = 1'788'134'400;  // 2026-08-31.
  for (const char* text :
       {"2026-08-31T00:00:00+00:00", "2026-08-31T00:00:00", "2026-08-31T00:00:00Z",
        "2026-08-31 00:00", "2026-08-31", "2026-08-31T00:00:00.999Z", "2026-08-31T09:00:00+09:00",
        "2026-08-30T16:00:00-0800"}) {
    EXPECT_THAT(ParseTime(text), IsOkAndHolds(kMidnight)) << text;
  }
}

TEST(TimeTest, WhatIsNoTimeIsRefused) {
  for (const char* text : {"2026-08-31T24:00:00", "2026-08-31T00:60:00", "2026-08-31T", "yesterday",
                           "2026-08-31T00:00:00+25:00", "2026-08-31T00:00:00 UTC"}) {
    EXPECT_THAT(ParseTime(text), HasError(ErrorCode::kBadInput, HasSubstr("ISO 8601"))) << text;
  }
}

TEST(TimeTest, FormatsInUtc) {
  EXPECT_EQ(FormatTime(1'788'134'400 + 3'661), "2026-08-31T01:01:01Z");
}

}  // namespace
}  // namespace cognitrack
