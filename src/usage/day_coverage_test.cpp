#include "usage/day_coverage.h"

#include <gtest/gtest.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;

constexpr Day kDay{20517};  // 2026-03-05.
const UtcSeconds kMidnight = kDay.start();

TEST(DayCoverageTest, DayRowCoversItsDayHoweverOftenItStandsThere) {
  DayCoverage coverage;
  EXPECT_THAT(coverage.Add(kMidnight, kMidnight + 86'400), IsOkAndHolds(kDay));
  EXPECT_THAT(coverage.Add(kMidnight, kMidnight + 86'400), IsOkAndHolds(kDay));
  EXPECT_THAT(coverage.days(), ElementsAre(CoveredDay{kDay, BucketWidth::kDay, true, false}));
}

TEST(DayCoverageTest, DayWithoutRowsIsNotThere) {
  DayCoverage coverage;
  EXPECT_THAT(coverage.days(), IsEmpty());
  ASSERT_OK(coverage.Add(kMidnight, kMidnight + 86'400));
  EXPECT_EQ(coverage.Find(kDay - 1), std::nullopt);
  EXPECT_EQ(coverage.Find(kDay + 1), std::nullopt);
  EXPECT_EQ(coverage.Find(Day{0}), std::nullopt);
}

TEST(DayCoverageTest, LastDayThatEndsASecondEarlyIsClipped) {
  DayCoverage coverage;
  ASSERT_OK(coverage.Add(kMidnight, kMidnight + 86'399));
  EXPECT_THAT(coverage.Find(kDay), Optional(CoveredDay{kDay, BucketWidth::kDay, true, true}));
}

TEST(DayCoverageTest, OneClippedRowClipsTheDay) {
  DayCoverage coverage;
  ASSERT_OK(coverage.Add(kMidnight, kMidnight + 86'400));
  ASSERT_OK(coverage.Add(kMidnight, kMidnight + 50'000));
  ASSERT_OK(coverage.Add(kMidnight, kMidnight + 86'400));
  EXPECT_THAT(coverage.Find(kDay), Optional(CoveredDay{kDay, BucketWidth::kDay, true, true}));
}

TEST(DayCoverageTest, FirstDayThatBeginsLateIsClipped) {
  DayCoverage coverage;
  EXPECT_THAT(coverage.Add(kMidnight + 63'060, kMidnight + 86'400), IsOkAndHolds(kDay));
  EXPECT_THAT(coverage.Find(kDay), Optional(CoveredDay{kDay, BucketWidth::kDay, true, true}));
}

TEST(DayCoverageTest, TwentyFourHoursMakeADay) {
  DayCoverage coverage;
  for (int hour = 23; hour > 0; --hour) {
    ASSERT_OK(coverage.Add(kMidnight + hour * 3'600, kMidnight + (hour + 1) * 3'600));
  }
  EXPECT_THAT(coverage.Find(kDay), Optional(CoveredDay{kDay, BucketWidth::kHour, false, false}));
  ASSERT_OK(coverage.Add(kMidnight, kMidnight + 3'600));
  EXPECT_THAT(coverage.Find(kDay), Optional(CoveredDay{kDay, BucketWidth::kHour, true, false}));
}

TEST(DayCoverageTest, LastHourThatEndsASecondEarlyClipsTheDay) {
  DayCoverage coverage;
  for (int hour = 0; hour < 24; ++hour) {
    const UtcSeconds start = kMidnight + hour * 3'600;
    ASSERT_OK(coverage.Add(start, hour == 23 ? start + 3'599 : start + 3'600));
  }
  EXPECT_THAT(coverage.Find(kDay), Optional(CoveredDay{kDay, BucketWidth::kHour, true, true}));
}

TEST(DayCoverageTest, FourteenHundredAndFortyMinutesMakeADay) {
  DayCoverage coverage;
  for (int minute = 0; minute < 1'439; ++minute) {
    ASSERT_OK(coverage.Add(kMidnight + minute * 60, kMidnight + (minute + 1) * 60));
  }
  EXPECT_THAT(coverage.Find(kDay), Optional(CoveredDay{kDay, BucketWidth::kMinute, false, false}));
  ASSERT_OK(coverage.Add(kMidnight + 86'340, kMidnight + 86'399));
  EXPECT_THAT(coverage.Find(kDay), Optional(CoveredDay{kDay, BucketWidth::kMinute, true, true}));
}

TEST(DayCoverageTest, DaysMayHaveDifferentWidths) {
  DayCoverage coverage;
  ASSERT_OK(coverage.Add(kMidnight + 86'400, kMidnight + 90'000));
  ASSERT_OK(coverage.Add(kMidnight, kMidnight + 86'400));
  EXPECT_THAT(coverage.days(), ElementsAre(CoveredDay{kDay, BucketWidth::kDay, true, false},
                                           CoveredDay{kDay + 1, BucketWidth::kHour, false, false}));
}

TEST(DayCoverageTest, OneDayHasOneWidth) {
  DayCoverage coverage;
  ASSERT_OK(coverage.Add(kMidnight, kMidnight + 86'400));
  EXPECT_THAT(coverage.Add(kMidnight + 3'600, kMidnight + 7'200),
              HasError(ErrorCode::kBadInput, HasSubstr("count twice")));
  EXPECT_THAT(coverage.Add(kMidnight + 3'600, kMidnight + 3'660),
              HasError(ErrorCode::kBadInput, HasSubstr("one minute")));
  EXPECT_THAT(coverage.days(), ElementsAre(CoveredDay{kDay, BucketWidth::kDay, true, false}));
}

TEST(DayCoverageTest, RowsLieWithinOneDay) {
  DayCoverage coverage;
  EXPECT_THAT(coverage.Add(kMidnight + 82'800, kMidnight + 90'000),
              HasError(ErrorCode::kBadInput, HasSubstr("across midnight")));
  EXPECT_THAT(coverage.Add(kMidnight, kMidnight + 172'800),
              HasError(ErrorCode::kBadInput, HasSubstr("more than a day")));
  EXPECT_THAT(coverage.Add(kMidnight, kMidnight),
              HasError(ErrorCode::kBadInput, HasSubstr("empty")));
  EXPECT_THAT(coverage.Add(kMidnight + 3'600, kMidnight + 50'000),
              HasError(ErrorCode::kBadInput, HasSubstr("neither a minute, an hour nor a day")));
  EXPECT_THAT(coverage.days(), IsEmpty());
}

TEST(DayCoverageTest, DatesOutsideTheLedgersRangeAreRefused) {
  DayCoverage coverage;
  EXPECT_THAT(coverage.Add(0, 86'400), HasError(ErrorCode::kBadInput, HasSubstr("2020 to 2100")));
  EXPECT_THAT(coverage.Add(kLastDay.end(), kLastDay.end() + 86'400),
              HasError(ErrorCode::kBadInput, HasSubstr("2020 to 2100")));
  EXPECT_OK(coverage.Add(kFirstDay.start(), kFirstDay.end()));
  EXPECT_OK(coverage.Add(kLastDay.start(), kLastDay.end()));
}

}  // namespace
}  // namespace cognitrack
