#include "pricing/rate_inference.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const Day kFirst = *ParseDay("2025-06-01");

RateObservation Seen(int day, WideCount units, const char* billed) {
  return {kFirst + day, units, ParsePicos(billed)->value};
}

TEST(ExactPriceTest, TheSimplestPriceThatGivesTheAmount) {
  EXPECT_EQ(ExactPrice(13'664, ParsePicos("0.13664")->value), ParsePicos("10")->value);
  EXPECT_EQ(ExactPrice(32'392'040, ParsePicos("1.619602")->value), ParsePicos("0.05")->value);
  EXPECT_EQ(ExactPrice(1'000'000, ParsePicos("0.07500000000000001")->value),
            ParsePicos("0.075")->value);
}

TEST(ExactPriceTest, AnAmountThatManyPricesGiveProvesNone) {
  // A token at 2 or 3 dollars a million: the amounts are too near for that.
  EXPECT_EQ(ExactPrice(1, ParsePicos("0.0000000023")->value), std::nullopt);
  EXPECT_EQ(ExactPrice(0, ParsePicos("1")->value), std::nullopt);
  EXPECT_EQ(ExactPrice(1'000, ParsePicos("0")->value), std::nullopt);
  // Bent by a credit: no price of six decimals.
  EXPECT_EQ(ExactPrice(1'000'003, ParsePicos("1.9999871234")->value), std::nullopt);
}

TEST(RateInferenceTest, AChangeLiesBetweenTheDaysThatTell) {
  const auto rates = InferRates({Seen(8, 1'000'000, "10"), Seen(1, 2'000'000, "20"),
                                 Seen(10, 1'000'000, "2"), Seen(12, 3'000'000, "6")});
  ASSERT_THAT(rates, SizeIs(2));
  EXPECT_EQ(rates[0].rate, (Rate{10 * WideCount{kPicosInOne}, kTokensPriced}));
  EXPECT_EQ(rates[0].from, kFirst + 1);
  EXPECT_EQ(rates[0].to, kFirst + 8);
  EXPECT_EQ(rates[0].cells, 2);
  EXPECT_EQ(rates[0].changed_after, std::nullopt);
  EXPECT_EQ(rates[1].rate, (Rate{2 * WideCount{kPicosInOne}, kTokensPriced}));
  EXPECT_EQ(rates[1].from, kFirst + 10);
  EXPECT_EQ(rates[1].changed_after, kFirst + 8);
  EXPECT_EQ(Reduced(rates[1].rate), (Rate{2'000'000, 1}));
}

TEST(RateInferenceTest, ALoneRateBetweenTwoThatAgreeIsLeftOut) {
  const auto rates =
      InferRates({Seen(0, 1'000'000, "10"), Seen(1, 1'000'000, "9"), Seen(2, 1'000'000, "10")});
  ASSERT_THAT(rates, SizeIs(1));
  EXPECT_EQ(rates[0].to, kFirst + 2);
  EXPECT_EQ(rates[0].cells, 2);
  EXPECT_THAT(InferRates({Seen(0, 1'000'000, "10")}), IsEmpty());
}

}  // namespace
}  // namespace cognitrack
