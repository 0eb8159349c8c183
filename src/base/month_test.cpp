#include "base/month.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

std::string Range(const char* day) {
  return FormatDay(FirstOfMonth(*ParseDay(day))) + " " +
         FormatDay(FirstOfNextMonth(*ParseDay(day)));
}

TEST(MonthTest, AMonthIsFromItsFirstDayToTheNextOnesFirst) {
  EXPECT_EQ(Range("2026-01-31"), "2026-01-01 2026-02-01");
  EXPECT_EQ(Range("2026-02-01"), "2026-02-01 2026-03-01");
  EXPECT_EQ(Range("2028-02-29"), "2028-02-01 2028-03-01");
  EXPECT_EQ(Range("2026-12-15"), "2026-12-01 2027-01-01");
}

TEST(MonthTest, OnlyARealMonthIsRead) {
  EXPECT_THAT(ParseMonth("2026-03"), IsOkAndHolds(*ParseDay("2026-03-01")));
  EXPECT_EQ(FormatMonth(*ParseDay("2026-03-09")), "2026-03");
  for (const char* text : {"2026-13", "2026-3", "March", "", "2019-12", "2026-03-01"}) {
    EXPECT_THAT(ParseMonth(text), HasError(ErrorCode::kUsage, ::testing::HasSubstr(text)));
  }
}

}  // namespace
}  // namespace cognitrack
