#include "versions/pricing_comparison.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const Day kDay = *ParseDay("2026-03-05");

// Whole dollars a unit; nothing: unpriced.
PricedRow Row(const char* model, std::int64_t units, std::optional<int> dollars,
              Meter meter = Meter::kInput) {
  PricedRow row;
  row.surface = "completions";
  row.model = model;
  row.tier = "standard";
  row.meter = meter;
  row.units = units;
  if (dollars) {
    const Rate rate{*dollars * WideCount{kPicosInOne}, 1};
    row.price = UnitPrice{rate, rate};
  }
  return row;
}

class PricingComparisonTest : public ::testing::Test {
 protected:
  void Add(const std::vector<PricedRow>& in_force, const std::vector<PricedRow>& candidate,
           Day day = kDay) {
    comparison_.Add("openai", day, in_force, candidate);
  }
  PricingComparison comparison_;
};

TEST_F(PricingComparisonTest, WhatBothPriceAlikeIsNoDifference) {
  Add({Row("gpt-a", 3, 2)}, {Row("gpt-a", 3, 2)});
  EXPECT_THAT(comparison_.lines, IsEmpty());
  EXPECT_EQ(ToText(comparison_.totals.in_force), "6");
  EXPECT_EQ(ToText(comparison_.totals.candidate), "6");
  EXPECT_EQ(comparison_.totals.lines, 1);
  EXPECT_EQ(comparison_.windows, 1);
}

TEST_F(PricingComparisonTest, SumsAreByDayAndModel) {
  Add({Row("gpt-a", 3, 2), Row("gpt-b", 1, 1)}, {Row("gpt-a", 3, 5), Row("gpt-b", 1, 1)});
  Add({Row("gpt-a", 1, 2)}, {Row("gpt-a", 1, 1)}, kDay + 1);
  ASSERT_THAT(comparison_.lines, SizeIs(2));
  EXPECT_EQ(comparison_.lines[0].day, kDay);
  EXPECT_EQ(comparison_.lines[0].model, "gpt-a");
  EXPECT_EQ(ToText(*comparison_.lines[0].candidate.usd), "15");
  EXPECT_EQ(ToText(comparison_.days.at(kDay).delta()), "9");
  EXPECT_EQ(ToText(comparison_.days.at(kDay + 1).delta()), "-1");
  EXPECT_EQ(ToText(comparison_.models.at("gpt-a").delta()), "8");
  EXPECT_EQ(comparison_.models.at("gpt-b").differing, 0);
  EXPECT_EQ(comparison_.totals.differing, 2);
  EXPECT_EQ(comparison_.totals.lines, 3);
}

TEST_F(PricingComparisonTest, UseThatGetsOrLosesAPriceIsUnknownNotZero) {
  Add({Row("gpt-a", 3, std::nullopt), Row("gpt-b", 4, 1)},
      {Row("gpt-a", 3, 2), Row("gpt-b", 4, std::nullopt)});
  EXPECT_EQ(comparison_.totals.newly_priced, 1);
  EXPECT_EQ(comparison_.totals.newly_unpriced, 1);
  ASSERT_THAT(comparison_.lines, SizeIs(2));
  EXPECT_FALSE(comparison_.lines[0].in_force.usd);
  EXPECT_EQ(ToText(comparison_.lines[0].in_force.unpriced_units), "3");
  EXPECT_EQ(ToText(*comparison_.lines[0].candidate.usd), "6");
  EXPECT_FALSE(comparison_.lines[1].candidate.usd);
}

TEST_F(PricingComparisonTest, ALineThatOneBookCountsElsewhereDiffers) {
  // Images count as text where they have no price of their own.
  Add({Row("gpt-a", 5, 2)}, {Row("gpt-a", 3, 2), Row("gpt-a", 2, 2, Meter::kInputImage)});
  EXPECT_THAT(comparison_.lines, SizeIs(2));
  EXPECT_EQ(ToText(comparison_.totals.delta()), "0");
  EXPECT_EQ(comparison_.totals.differing, 2);
}

TEST_F(PricingComparisonTest, FreeUseCostsNothingUnderEitherBook) {
  PricedRow free = Row("gpt-a", 3, 2);
  free.free = true;
  PricedRow dearer = Row("gpt-a", 3, 5);
  dearer.free = true;
  Add({free}, {dearer});
  EXPECT_THAT(comparison_.lines, IsEmpty());
  EXPECT_EQ(ToText(comparison_.totals.candidate), "0");
}

}  // namespace
}  // namespace cognitrack
