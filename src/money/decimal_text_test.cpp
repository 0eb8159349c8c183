#include "money/decimal_text.h"

#include <gmock/gmock.h>

#include <string>

#include "base/random.h"

namespace cognitrack {
namespace {

using ::testing::Optional;

TEST(NormalDecimalTest, WritesOutWhatSpreadsheetsWrite) {
  EXPECT_THAT(NormalDecimal("4761.0"), Optional(std::string("4761")));
  EXPECT_THAT(NormalDecimal("1.29E-6"), Optional(std::string("0.00000129")));
  EXPECT_THAT(NormalDecimal("1.2e3"), Optional(std::string("1200")));
  EXPECT_THAT(NormalDecimal("-0.50"), Optional(std::string("-0.5")));
  EXPECT_THAT(NormalDecimal("-0.000"), Optional(std::string("0")));
  EXPECT_THAT(NormalDecimal("007"), Optional(std::string("7")));
  EXPECT_THAT(NormalDecimal("0.003400000000000000000000000000000000"),
              Optional(std::string("0.0034")));
  EXPECT_THAT(NormalDecimal("100e-2"), Optional(std::string("1")));
}

TEST(NormalDecimalTest, RefusesWhatIsNoNumber) {
  for (const char* text :
       {"", "-", ".", "1,000", "1e", "e5", "0x10", "NaN", "1 ", "1.2.3", "1e999"}) {
    EXPECT_EQ(NormalDecimal(text), std::nullopt) << text;
  }
}

TEST(AddDecimalsTest, IsExact) {
  EXPECT_EQ(AddDecimals("0.1", "0.2"), "0.3");
  EXPECT_EQ(AddDecimals("99999999999999999999", "1"), "100000000000000000000");
  EXPECT_EQ(AddDecimals("-1.5", "1.5"), "0");
  EXPECT_EQ(AddDecimals("-2", "0.5"), "-1.5");
  EXPECT_EQ(AddDecimals("0.95", "0.05"), "1");
}

TEST(AddDecimalsTest, AgreesWithIntegerArithmetic) {
  SeededRandom random(11);
  for (int i = 0; i < 2'000; ++i) {
    const auto a = static_cast<std::int64_t>(random.Below(2'000'000)) - 1'000'000;
    const auto b = static_cast<std::int64_t>(random.Below(2'000)) - 1'000;
    EXPECT_EQ(AddDecimals(std::to_string(a), std::to_string(b)), std::to_string(a + b));
  }
}

TEST(ParseCountTest, TakesWholeNumbersInEveryForm) {
  std::int64_t count = -1;
  EXPECT_EQ(ParseCount("4761.0", &count), CountError::kNone);
  EXPECT_EQ(count, 4'761);
  EXPECT_EQ(ParseCount("1.2E3", &count), CountError::kNone);
  EXPECT_EQ(count, 1'200);
  EXPECT_EQ(ParseCount("9223372036854775807", &count), CountError::kNone);
  EXPECT_EQ(count, INT64_MAX);
  EXPECT_EQ(ParseCount("0", &count), CountError::kNone);
  EXPECT_EQ(count, 0);
}

TEST(ParseCountTest, SaysWhyNot) {
  std::int64_t count = 0;
  EXPECT_EQ(ParseCount("9223372036854775808", &count), CountError::kTooLarge);
  EXPECT_EQ(ParseCount("-1", &count), CountError::kNegative);
  EXPECT_EQ(ParseCount("1.29E-6", &count), CountError::kNotWhole);
  EXPECT_EQ(ParseCount("1,000", &count), CountError::kNotANumber);
  EXPECT_EQ(ParseCount("", &count), CountError::kNotANumber);
}

TEST(DecimalOfFractionTest, IsExactToItsEnd) {
  EXPECT_EQ(DecimalOfFraction(0, 7), "0");
  EXPECT_EQ(DecimalOfFraction(12, 4), "3");
  EXPECT_EQ(DecimalOfFraction(3, 8), "0.375");
  EXPECT_EQ(DecimalOfFraction(150'000'000'000, WideCount{1'000'000} * 1'000'000'000'000),
            "0.00000015");
  EXPECT_EQ(DecimalOfFraction(3, 1 << 30), "0.000000002793967723846435546875");
  EXPECT_EQ(DecimalOfFraction(INT64_MAX, 1 << 30), "8589934591.999999999068677425384521484375");
  EXPECT_EQ(DecimalOfFraction(1, 3).size(), 2U + 120U) << "none of ours: it has no end";
}

}  // namespace
}  // namespace cognitrack
