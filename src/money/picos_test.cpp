#include "money/picos.h"

#include <gmock/gmock.h>

#include <limits>

#include "base/random.h"
#include "money/decimal_text.h"

namespace cognitrack {
namespace {

std::string Parsed(std::string_view text) {
  const auto parsed = ParsePicos(text);
  if (!parsed) return "no number";
  return ToText(parsed->value) + (parsed->rounded ? " rounded" : "");
}

TEST(PicosTest, EveryFormOfANumberIsReadExactly) {
  EXPECT_EQ(Parsed("0.003400000000000000000000000000000000"), "0.0034");
  EXPECT_EQ(Parsed("1.29E-6"), "0.00000129");
  EXPECT_EQ(Parsed("12"), "12");
  EXPECT_EQ(Parsed("-2.50"), "-2.5");
  EXPECT_EQ(Parsed("-0"), "0");
  EXPECT_EQ(Parsed("1.619601999999"), "1.619601999999");
  EXPECT_EQ(Parsed("0.000000000001"), "0.000000000001");
  EXPECT_EQ(Parsed("9223372036854.775807999999"), "9223372036854.775807999999");
}

TEST(PicosTest, TheTailOfADoubleIsRoundedOnceHalfToEven) {
  EXPECT_EQ(Parsed("1.61960199999999000"), "1.619602 rounded");
  EXPECT_EQ(Parsed("0.010156799999999999"), "0.0101568 rounded");
  EXPECT_EQ(Parsed("0.0000000000005"), "0 rounded");
  EXPECT_EQ(Parsed("0.0000000000015"), "0.000000000002 rounded");
  EXPECT_EQ(Parsed("0.0000000000025"), "0.000000000002 rounded");
  EXPECT_EQ(Parsed("0.00000000000250000000000000000001"), "0.000000000003 rounded");
  EXPECT_EQ(Parsed("-0.0000000000015"), "-0.000000000002 rounded");
  EXPECT_EQ(Parsed("0.9999999999996"), "1 rounded");
}

TEST(PicosTest, WhatIsNoNumberOrDoesNotFitIsRefused) {
  for (const std::string_view text : {"", "-", "1,5", "$1", "1.2.3", "NaN", "9223372036855",
                                      "9223372036854.775808", "10000000000000"}) {
    EXPECT_EQ(Parsed(text), "no number") << text;
  }
  EXPECT_EQ(Parsed("-9223372036854.775808"), "-9223372036854.775808");
  EXPECT_EQ(Parsed("-9223372036854.775808000001"), "no number");
}

TEST(PicosTest, SplitAndJoinedAreInversesForEverySign) {
  SeededRandom random(7);
  for (int i = 0; i < 10'000; ++i) {
    const auto micro = static_cast<std::int64_t>(random.Next());
    const auto pico = static_cast<std::int64_t>(random.Next() % kPicosInMicro);
    const auto split = Split(Joined(micro, pico));
    ASSERT_TRUE(split.has_value());
    EXPECT_EQ(split->micro, micro);
    EXPECT_EQ(split->pico, pico);
  }
  EXPECT_EQ(Split(Picos{-1})->micro, -1);
  EXPECT_EQ(Split(Picos{-1})->pico, 999'999);
  const WideCount most = std::numeric_limits<std::int64_t>::max();
  EXPECT_FALSE(Split(Picos{(most + 1) * kPicosInMicro}).has_value());
}

TEST(PicosTest, SumsOfPicosAreSumsOfTheirTexts) {
  SeededRandom random(11);
  for (int i = 0; i < 2'000; ++i) {
    const auto number = [&random] {
      const auto count = static_cast<std::int64_t>(random.Next()) >> (random.Next() % 60);
      return Picos{WideCount{count}};
    };
    const Picos a = number(), b = number();
    EXPECT_EQ(ToText(Picos{a.count + b.count}), AddDecimals(ToText(a), ToText(b)));
    EXPECT_EQ(ParsePicos(ToText(a))->value, a);
  }
}

}  // namespace
}  // namespace cognitrack
