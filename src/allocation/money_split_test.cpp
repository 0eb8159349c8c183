#include "allocation/money_split.h"

#include <gmock/gmock.h>

#include "allocation/allocation_rule.h"
#include "base/random.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Split(const std::string& amount, const std::vector<std::int64_t>& shares) {
  std::vector<std::string> texts;
  for (const Picos part : SplitByShares(ParsePicos(amount)->value, shares)) {
    texts.push_back(ToText(part));
  }
  return texts;
}

TEST(MoneySplitTest, PartsAndRestAddUpToTheLastDigit) {
  EXPECT_THAT(Split("10", {600'000, 400'000}), ElementsAre("6", "4", "0"));
  EXPECT_THAT(Split("10", {600'000}), ElementsAre("6", "4"));
  EXPECT_THAT(Split("10", {}), ElementsAre("10"));
  EXPECT_THAT(Split("0.000000000001", {333'333, 333'333, 333'334}),
              ElementsAre("0", "0", "0.000000000001", "0"))
      << "the one that loses most by rounding down";
  EXPECT_THAT(Split("0.000000000005", {500'000, 500'000}),
              ElementsAre("0.000000000003", "0.000000000002", "0"))
      << "the first of equal ones";
  EXPECT_THAT(Split("-0.000000000005", {500'000, 500'000}),
              ElementsAre("-0.000000000003", "-0.000000000002", "0"));
  EXPECT_THAT(Split("9000000000000", {1, 999'999}), ElementsAre("9000000", "8999991000000", "0"));
}

TEST(MoneySplitTest, NoPartIsEverLostOrMade) {
  SeededRandom random(7);
  for (int i = 0; i < 2'000; ++i) {
    std::vector<std::int64_t> shares;
    std::int64_t left = kWholeShare;
    for (std::uint64_t n = random.Next() % 5; n > 0; --n) {
      shares.push_back(
          static_cast<std::int64_t>(random.Next() % static_cast<std::uint64_t>(left + 1)));
      left -= shares.back();
    }
    const auto amount = static_cast<std::int64_t>(random.Next() >> 2) - (std::int64_t{1} << 61);
    WideCount sum = 0;
    const std::vector<Picos> parts = SplitByShares(Picos{amount}, shares);
    for (const Picos part : parts) {
      sum += part.count;
      EXPECT_TRUE(amount < 0 ? part.count <= 0 : part.count >= 0);
    }
    ASSERT_TRUE(sum == amount) << i;
    for (std::size_t k = 0; k < shares.size(); ++k) {
      const WideCount twice = parts[k].count * kWholeShare - WideCount{amount} * shares[k];
      ASSERT_TRUE(twice < kWholeShare && twice > -kWholeShare) << "within 10^-12 of its share";
    }
  }
}

SeriesAmount Amount(const Series& series, const std::string& amount) {
  return {series, ParsePicos(amount)->value};
}

const Grain kByProject({"project_id"});
const Series kAlpha{{"project_id", "a"}};
const Series kAlpha1{{"api_key_id", "1"}, {"project_id", "a"}};
const Series kAlpha2{{"api_key_id", "2"}, {"project_id", "a"}};
const Series kBeta{{"project_id", "b"}};

TEST(MoneySplitTest, AFinerSplitIsTakenAsItIs) {
  const auto split =
      FinerParts({Amount(kAlpha, "3")}, {Amount(kAlpha2, "2"), Amount(kAlpha1, "1")}, kByProject);
  ASSERT_TRUE(split);
  EXPECT_THAT(*split, ElementsAre(ElementsAre(Amount(kAlpha1, "1"), Amount(kAlpha2, "2"))));
}

TEST(MoneySplitTest, TheTailOfADoubleGoesToTheLargestPart) {
  const auto split = FinerParts({Amount(kAlpha, "-3.000000000001")},
                                {Amount(kAlpha1, "-1"), Amount(kAlpha2, "-2")}, kByProject);
  ASSERT_TRUE(split);
  EXPECT_THAT(*split,
              ElementsAre(ElementsAre(Amount(kAlpha1, "-1"), Amount(kAlpha2, "-2.000000000001"))));
}

TEST(MoneySplitTest, TwoSplitsThatDisagreeGiveNone) {
  const std::vector<SeriesAmount> coarse = {Amount(kAlpha, "3")};
  EXPECT_FALSE(FinerParts(coarse, {Amount(kAlpha1, "3.00000001")}, kByProject));
  EXPECT_FALSE(FinerParts(coarse, {}, kByProject));
  EXPECT_FALSE(FinerParts(coarse, {Amount(kAlpha1, "3"), Amount(kBeta, "1")}, kByProject));
  EXPECT_TRUE(FinerParts(coarse, {Amount(kAlpha1, "3"), Amount(kBeta, "0")}, kByProject));
  const auto nothing = FinerParts({Amount(kAlpha, "0")}, {}, kByProject);
  ASSERT_TRUE(nothing);
  EXPECT_THAT(*nothing, ElementsAre(ElementsAre(Amount(kAlpha, "0"))));
}

}  // namespace
}  // namespace cognitrack
