#include "cli/number_text.h"

#include <gtest/gtest.h>

#include <limits>

namespace cognitrack {
namespace {

TEST(NumberTextTest, ThousandsAreSeparated) {
  EXPECT_EQ(CountText(std::int64_t{0}), "0");
  EXPECT_EQ(CountText(std::int64_t{999}), "999");
  EXPECT_EQ(CountText(std::int64_t{1'000}), "1,000");
  EXPECT_EQ(CountText(std::int64_t{-1'234'567}), "-1,234,567");
  EXPECT_EQ(CountText(std::numeric_limits<std::int64_t>::max()), "9,223,372,036,854,775,807");
}

TEST(NumberTextTest, UnknownIsNeverZero) {
  EXPECT_EQ(CountText(std::optional<std::int64_t>()), "—");
  EXPECT_EQ(CountText(std::optional<std::int64_t>(0)), "0");
}

TEST(NumberTextTest, AFractionIsNotGrouped) { EXPECT_EQ(Grouped("-12345.6789"), "-12,345.6789"); }

TEST(NumberTextTest, DurationsTakeTheUnitThatReadsBest) {
  EXPECT_EQ(SecondsText(0), "less than 1 s");
  EXPECT_EQ(SecondsText(17), "17 s");
  EXPECT_EQ(SecondsText(65), "1 min 05 s");
  EXPECT_EQ(DurationText(0), "0 ms");
  EXPECT_EQ(DurationText(999), "999 ms");
  EXPECT_EQ(DurationText(1'250), "1.2 s");
  EXPECT_EQ(DurationText(65'000), "1 min 05 s");
  EXPECT_EQ(DurationText(7'500'000), "2 h 05 min");
}

TEST(NumberTextTest, TimeLeftReadsAsAClock) {
  EXPECT_EQ(ClockText(7), "0:07");
  EXPECT_EQ(ClockText(754), "12:34");
  EXPECT_EQ(ClockText(3'723), "1:02:03");
}

TEST(NumberTextTest, BytesAreBinary) {
  EXPECT_EQ(BytesText(1'023), "1023 B");
  EXPECT_EQ(BytesText(1'536), "1.5 KiB");
  EXPECT_EQ(BytesText(1ULL << 40), "1.0 TiB");
}

TEST(NumberTextTest, OneHasNoPlural) {
  EXPECT_EQ(Counted(1, "day"), "1 day");
  EXPECT_EQ(Counted(0, "day"), "0 days");
  EXPECT_EQ(Counted(1'200, "row"), "1,200 rows");
}

}  // namespace
}  // namespace cognitrack
