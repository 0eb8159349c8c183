#include "ingest/query_days.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

constexpr Day kDay{20'500};

WindowRead ReadOf(Day day) {
  WindowRead read;
  read.start = day.start();
  read.end = day.end();
  return read;
}

const PlannedQuery kFourDays{kDay, kDay + 3, "backfill"};

TEST(QueryDaysTest, EveryDayOfTheQueryAppearsOnceInOrder) {
  PullResult result;
  result.windows = {ReadOf(kDay + 2)};
  result.unchanged = {kDay.start()};
  result.parked = {{(kDay + 1).start(), {ErrorCode::kProviderContract, "truncated"}}};
  const auto days = QueryDaysOf(kFourDays, &result);
  ASSERT_OK(days);
  ASSERT_EQ(days->size(), 4U);
  for (int i = 0; i < 4; ++i) EXPECT_EQ((*days)[static_cast<std::size_t>(i)].day, kDay + i);
  EXPECT_EQ((*days)[0].kind, QueryDay::Kind::kUnchanged);
  EXPECT_EQ((*days)[1].kind, QueryDay::Kind::kParked);
  EXPECT_EQ((*days)[1].error.code, ErrorCode::kProviderContract);
  EXPECT_EQ((*days)[2].kind, QueryDay::Kind::kRead);
  EXPECT_EQ((*days)[2].read.start, (kDay + 2).start());
}

TEST(QueryDaysTest, ADayThatTheAnswerForgotIsParkedAsABrokenInvariant) {
  PullResult result;
  const auto days = QueryDaysOf({kDay, kDay, ""}, &result);
  ASSERT_OK(days);
  EXPECT_EQ(days->front().kind, QueryDay::Kind::kParked);
  EXPECT_EQ(days->front().error.code, ErrorCode::kInvariant);
}

TEST(QueryDaysTest, RefusesADayTwiceAndADayNotAskedFor) {
  PullResult twice;
  twice.windows = {ReadOf(kDay)};
  twice.unchanged = {kDay.start()};
  EXPECT_THAT(QueryDaysOf(kFourDays, &twice),
              HasError(ErrorCode::kInvariant, HasSubstr("came twice")));
  for (const Day outside : {kDay - 1, kDay + 4}) {
    PullResult result;
    result.windows = {ReadOf(outside)};
    EXPECT_THAT(QueryDaysOf(kFourDays, &result),
                HasError(ErrorCode::kInvariant, HasSubstr("came with a query of")));
  }
}

TEST(QueryDaysTest, RefusesWindowsThatAreNoUtcDays) {
  PullResult shifted;
  shifted.windows = {ReadOf(kDay)};
  shifted.windows.front().start += 1;
  EXPECT_THAT(QueryDaysOf(kFourDays, &shifted), HasError(ErrorCode::kInvariant, HasSubstr("came")));
  PullResult shorter;
  shorter.windows = {ReadOf(kDay)};
  shorter.windows.front().end -= 1;
  EXPECT_THAT(QueryDaysOf(kFourDays, &shorter),
              HasError(ErrorCode::kInvariant, HasSubstr("ends at")));
}

}  // namespace
}  // namespace cognitrack
