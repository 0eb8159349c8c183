#include "twin/exact_decimal.h"

#include <gtest/gtest.h>

namespace cognitrack::twin {
namespace {

ExactDecimal Value(std::string_view text) {
  const auto value = ExactDecimal::Parse(text);
  EXPECT_TRUE(value.has_value()) << text;
  return value.value_or(ExactDecimal());
}

TEST(ExactDecimalTest, KeepsEveryDigitOf36Places) {
  for (const std::string_view text :
       {"0", "1", "0.0034", "-0.5", "-3", "1.619601999999990000000001", "999999999999999999.5",
        "0.000000000000000000000000000000000001", "-0.000000000000000000000000000000000001"}) {
    EXPECT_EQ(Value(text).Text(), text);
  }
  EXPECT_EQ(Value("0.0034").TextOf36Places(), "0.003400000000000000000000000000000000");
  EXPECT_EQ(Value("-12").TextOf36Places(), "-12.000000000000000000000000000000000000");
}

TEST(ExactDecimalTest, ReadsExponentsAndZerosAtEitherEnd) {
  EXPECT_EQ(Value("1.29E-6").Text(), "0.00000129");
  EXPECT_EQ(Value("12.5e+3").Text(), "12500");
  EXPECT_EQ(Value("0.25E1").Text(), "2.5");
  EXPECT_EQ(Value("000.2500").Text(), "0.25");
  EXPECT_EQ(Value("0.10E-34").Text(), "0.00000000000000000000000000000000001");
}

TEST(ExactDecimalTest, RefusesWhatIsNoDecimalOrHasNoRoom) {
  for (const std::string_view text :
       {"", "-", ".5", "5.", "1,5", "1e", "e5", "1e99", "abc", "+1", "1000000000000000000",
        "0.0000000000000000000000000000000000001"}) {
    EXPECT_FALSE(ExactDecimal::Parse(text).has_value()) << text;
  }
}

TEST(ExactDecimalTest, SumsCarryBetweenTheHalvesAndOverZero) {
  ExactDecimal sum = Value("0.999999999999999999999999999999999999");
  sum += Value("0.000000000000000000000000000000000001");
  EXPECT_EQ(sum.Text(), "1");
  sum += Value("-1.000000000000000000000000000000000003");
  EXPECT_EQ(sum.Text(), "-0.000000000000000000000000000000000003");
  EXPECT_TRUE(sum < ExactDecimal());
  EXPECT_EQ((-sum).Text(), "0.000000000000000000000000000000000003");
  EXPECT_EQ(ExactDecimal::Atto(2'500'000'000'000'000'000).Text(), "2.5");
  EXPECT_EQ(ExactDecimal::Whole(7), Value("7.0"));
}

}  // namespace
}  // namespace cognitrack::twin
