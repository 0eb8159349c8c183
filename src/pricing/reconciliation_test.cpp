#include "pricing/reconciliation.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Day kDay = *ParseDay("2025-06-05");

PriceRow Row(const char* model, const char* tier, std::int64_t above, const char* input,
             const char* cached, const char* output) {
  PriceRow row;
  row.provider = "openai";
  row.model = model;
  row.tier = tier;
  row.input_above = above;
  row.from = kFirstDay;
  row.per_million[IndexOf(Meter::kInput)] = ParsePicos(input)->value;
  row.per_million[IndexOf(Meter::kInputCached)] = ParsePicos(cached)->value;
  row.per_million[IndexOf(Meter::kOutput)] = ParsePicos(output)->value;
  return row;
}

class ReconciliationTest : public ::testing::Test {
 protected:
  static PriceBook Book() {
    PriceBook::Layer layer;
    layer.rows = {Row("gpt-a", "standard", 0, "2", "0.5", "8"),
                  Row("gpt-a", "batch", 0, "1", "1", "4"),
                  Row("gpt-long", "standard", 0, "2", "0.2", "10"),
                  Row("gpt-long", "standard", 272'000, "4", "0.4", "15")};
    layer.rules = {{"openai", "ft:*:*", "gpt-a", "s", "f", 1, "ft-*"}};
    layer.line_items = {{"openai", "dall-e*", "images", "s", "f", 1}};
    return *PriceBook::Make({layer});
  }

  BillDayFacts Facts(int day = 0) {
    BillDayFacts facts;
    facts.day = kDay + day;
    facts.usage_read = facts.costs_read = facts.usage_settled = facts.costs_settled = true;
    facts.by_project = facts.by_line_item = facts.by_batch = true;
    return facts;
  }
  void Used(int day, const char* model, std::int64_t input, std::int64_t cached,
            std::int64_t output, const char* tier = "default", const char* project = "p") {
    MetricValues metrics;
    metrics.Set(Metric::kInputTokens, input);
    metrics.Set(Metric::kInputCachedTokens, cached);
    metrics.Set(Metric::kOutputTokens, output);
    PricedUse use;
    use.surface = "completions";
    use.model = model;
    use.service_tier = tier;
    use.day = kDay + day;
    reconciliation_.AddUse(project, use, metrics);
  }
  void Billed(int day, const char* line_item, const char* amount, const char* project = "p") {
    reconciliation_.AddBilled(kDay + day, project, line_item, ParsePicos(amount)->value);
  }
  // "gpt-a, input -0.5 unknown": the lines that differ.
  std::vector<std::string> Differing() {
    document_ = reconciliation_.Finish();
    std::vector<std::string> lines;
    for (const BillLine& line : document_.lines) {
      if (!line.cause) continue;
      lines.push_back(line.line_item + " " + ToText(line.difference) + " " +
                      std::string(NameOf(*line.cause)));
    }
    return lines;
  }
  std::string Cause(const BillDayFacts& facts) {
    reconciliation_.AddDay(facts);
    const auto lines = Differing();
    return lines.size() == 1 ? lines[0] : std::to_string(lines.size()) + " lines differ";
  }

  PriceBook book_ = Book();
  Reconciliation reconciliation_{book_, {"openai", "openai", {}, {"completions"}}};
  BillDocument document_;
};

TEST_F(ReconciliationTest, WhatIsPricedAsBilledIsExact) {
  reconciliation_.AddDay(Facts());
  Used(0, "gpt-a", 100, 40, 10);
  Used(0, "ft:gpt-b:acme::1", 1'000, 0, 0);
  Billed(0, "gpt-a, input", "0.00012");
  Billed(0, "gpt-a, cached input", "0.00002");
  Billed(0, "gpt-a, output", "0.00008");
  Billed(0, "ft-gpt-b, input", "0.002");
  EXPECT_THAT(Differing(), IsEmpty());
  EXPECT_EQ(document_.verdict, BillVerdict::kExact);
  EXPECT_EQ(ToText(document_.totals.billed), "0.00222");
  EXPECT_EQ(ToText(document_.totals.priced), "0.00222");
  EXPECT_EQ(ToText(*document_.totals.ExplainedShare()), "1");
}

TEST_F(ReconciliationTest, ADifferenceOfAMillionthIsNone) {
  reconciliation_.AddDay(Facts());
  Used(0, "gpt-a", 1'000'000, 0, 0);
  Billed(0, "gpt-a, input", "2.000001");
  EXPECT_THAT(Differing(), IsEmpty());
}

TEST_F(ReconciliationTest, LessBilledWithoutEvidenceIsUnknownAndTheBandsDecide) {
  reconciliation_.AddDay(Facts());
  Used(0, "gpt-a", 1'000'000, 0, 0);
  Billed(0, "gpt-a, input", "1.9");
  EXPECT_THAT(Differing(), ElementsAre("gpt-a, input -0.1 unknown"));
  EXPECT_EQ(document_.verdict, BillVerdict::kVariance);
  EXPECT_EQ(ToText(*document_.totals.ExplainedShare()), "0.947368421052");
  EXPECT_EQ(ToText(*document_.totals.NamedShare()), "0");
}

TEST_F(ReconciliationTest, ADayOfWhichMoreIsPaidBackThanBilledIsExactAllTheSame) {
  reconciliation_.AddDay(Facts());
  Used(0, "gpt-new", 100, 0, 0);
  Billed(0, "gpt-new, input", "0.5");
  Billed(0, "dall-e 3, refund", "-2");
  EXPECT_THAT(Differing(), ElementsAre("dall-e 3, refund -2 surface_not_read",
                                       "gpt-new, input 0.5 unpriced_model"));
  EXPECT_EQ(document_.verdict, BillVerdict::kExplained);
}

TEST_F(ReconciliationTest, APriceThatIsNotKnownDoesNotMakeTheBillSmaller) {
  reconciliation_.AddDay(Facts());
  Used(0, "gpt-a", 1'000'000, 0, 0);
  Used(0, "gpt-a", 10, 0, 0, "auto");
  Billed(0, "gpt-a, input", "1.5");
  EXPECT_THAT(Differing(), ElementsAre("gpt-a, input -0.5 unknown"));
}

TEST_F(ReconciliationTest, SharesAreNotClamped) {
  reconciliation_.AddDay(Facts());
  Used(0, "gpt-a", 1'000'000, 0, 0);
  Billed(0, "gpt-a, input", "0.5");
  Differing();
  EXPECT_EQ(ToText(*document_.totals.ReproducedShare()), "-2");
}

TEST_F(ReconciliationTest, AnUnpricedModelIsNamedAndTheTotalIsIncomplete) {
  reconciliation_.AddDay(Facts());
  Used(0, "gpt-new", 100, 0, 0);
  Billed(0, "gpt-new, input", "3");
  EXPECT_THAT(Differing(), ElementsAre("gpt-new, input 3 unpriced_model"));
  EXPECT_FALSE(document_.totals.priced_whole);
  EXPECT_EQ(document_.lines[0].priced, std::nullopt);
  ASSERT_EQ(document_.unpriced.size(), 1U);
  EXPECT_EQ(document_.unpriced[0].model, "gpt-new");
}

TEST_F(ReconciliationTest, ABilledLineWithoutUseIsNamedByWhatIsKnownOfItsSurface) {
  reconciliation_.AddDay(Facts());
  Billed(0, "dall-e 3, standard, 1024x1024", "0.04");
  Billed(0, "gpt-a, input", "1");
  EXPECT_THAT(Differing(), ElementsAre("dall-e 3, standard, 1024x1024 0.04 surface_not_read",
                                       "gpt-a, input 1 cost_without_usage"));
}

TEST_F(ReconciliationTest, UseOfAModelThatTheDaysBillLacksIsNamed) {
  reconciliation_.AddDay(Facts());
  Used(0, "gpt-a", 1'000'000, 0, 0);
  Billed(0, "gpt-long, input", "0");
  EXPECT_THAT(Differing(), ElementsAre("gpt-a, input -2 usage_without_cost"));
}

TEST_F(ReconciliationTest, AnotherProjectsLineIsNoEvidence) {
  reconciliation_.AddDay(Facts());
  Used(0, "gpt-a", 1'000'000, 0, 0, "default", "p");
  Used(0, "gpt-a", 1'000'000, 0, 0, "default", "q");
  Billed(0, "gpt-a, input", "2", "q");
  EXPECT_THAT(Differing(), ElementsAre("gpt-a, input -2 unknown"));
}

TEST_F(ReconciliationTest, ADayThatMayChangeExcusesOnlyWhatMayStillCome) {
  BillDayFacts facts = Facts();
  facts.costs_settled = false;
  reconciliation_.AddDay(facts);
  Used(0, "gpt-a", 1'000'000, 0, 0);
  Billed(0, "gpt-a, input", "1.5");
  EXPECT_EQ(Cause(facts), "gpt-a, input -0.5 not_settled");
}

TEST_F(ReconciliationTest, MoreBilledIsNotExcusedByCostsThatMayStillChange) {
  BillDayFacts facts = Facts();
  facts.costs_settled = false;
  reconciliation_.AddDay(facts);
  Used(0, "gpt-a", 1'000'000, 0, 0);
  Billed(0, "gpt-a, input", "2.5");
  EXPECT_EQ(Cause(facts), "gpt-a, input 0.5 unknown");
}

TEST_F(ReconciliationTest, AClippedDayOfUsageExcusesMoreBilled) {
  BillDayFacts facts = Facts();
  facts.usage_clipped = true;
  reconciliation_.AddDay(facts);
  Used(0, "gpt-a", 1'000'000, 0, 0);
  Billed(0, "gpt-a, input", "2.1");
  EXPECT_EQ(Cause(facts), "gpt-a, input 0.1 clipped_day");
}

TEST_F(ReconciliationTest, APriceThatTheBillChangesIsNamedWithTheRateThatItImplies) {
  for (int day = 0; day < 4; ++day) {
    reconciliation_.AddDay(Facts(day));
    Used(day, "gpt-a", 1'000'000, 0, 0);
    Billed(day, "gpt-a, input", day < 2 ? "2" : "2.4");
  }
  EXPECT_THAT(Differing(),
              ElementsAre("gpt-a, input 0.4 price_differs", "gpt-a, input 0.4 price_differs"));
  EXPECT_EQ(document_.lines[0].implied, (Rate{ParsePicos("2.4")->value.count, kTokensPriced}));
  EXPECT_EQ(document_.verdict, BillVerdict::kExplained);
}

TEST_F(ReconciliationTest, ABookThatIsNeverRightNamesNothing) {
  for (int day = 0; day < 4; ++day) {
    reconciliation_.AddDay(Facts(day));
    Used(day, "gpt-a", 1'000'000, 0, 0);
    Billed(day, "gpt-a, input", day < 2 ? "1" : "1.2");
  }
  Differing();
  EXPECT_EQ(document_.totals.causes.count(BillCause::kPriceDiffers), 0U);
  EXPECT_EQ(document_.totals.causes.at(BillCause::kUnknown).lines, 4);
}

TEST_F(ReconciliationTest, LongRequestsAreToldByAWholeNumberOfTokens) {
  reconciliation_.AddDay(Facts());
  Used(0, "gpt-long", 1'000'000, 0, 0);
  Billed(0, "gpt-long, input", "2.6");  // 300,000 tokens at 2 dollars a million more.
  EXPECT_THAT(Differing(), ElementsAre("gpt-long, input 0.6 price_differs"));
}

TEST_F(ReconciliationTest, UseUnderTheGrantCostsNothingAndWasBilledAfterAll) {
  reconciliation_.AddDay(Facts());
  Used(0, "gpt-a", 500, 0, 0, "incentivized-tier");
  Used(0, "gpt-a", 1'000'000, 0, 0);
  Billed(0, "gpt-a, input", "2.0008");
  EXPECT_THAT(Differing(), ElementsAre("gpt-a, input 0.0008 free_tier"));
}

TEST_F(ReconciliationTest, OfALateDayTheGrantIsNoEvidenceAndASettledOneKeepsIt) {
  for (int day = 0; day < 2; ++day) {
    BillDayFacts facts = Facts(day);
    facts.costs_settled = day == 0;
    reconciliation_.AddDay(facts);
    Used(day, "gpt-a", 500, 0, 0, "incentivized-tier");
    Used(day, "gpt-a", 1'000'000, 0, 0);
    Used(day, "gpt-long", 1'000'000, 0, 0);
    Billed(day, "gpt-a, input", "1.5");
    Billed(day, "gpt-long, input", day == 0 ? "2" : "1.5");
  }
  EXPECT_THAT(Differing(),
              ElementsAre("gpt-a, input -0.5 free_tier", "gpt-a, input -0.5 not_settled",
                          "gpt-long, input -0.5 not_settled"));
}

TEST_F(ReconciliationTest, AYoungDayThatIsShortOfTheGrantAloneIsNotLate) {
  BillDayFacts facts = Facts();
  facts.costs_settled = false;
  reconciliation_.AddDay(facts);
  Used(0, "gpt-a", 500, 0, 0, "incentivized-tier");
  Used(0, "gpt-a", 1'000'000, 0, 0);
  Used(0, "gpt-long", 1'000'000, 0, 0);
  Billed(0, "gpt-a, input", "1.5");
  Billed(0, "gpt-long, input", "2");
  EXPECT_THAT(Differing(), ElementsAre("gpt-a, input -0.5 free_tier"));
}

TEST_F(ReconciliationTest, ALowerPriceOfOneDayThatMayChangeIsNoPriceYet) {
  const char* projects[] = {"p", "q", "r"};
  for (int day = 0; day < 3; ++day) {
    BillDayFacts facts = Facts(day);
    facts.costs_settled = day == 0;
    reconciliation_.AddDay(facts);
    for (const char* project : projects) {
      Used(day, "gpt-a", 1'000'000, 0, 0, "default", project);
      Used(day, "gpt-long", 1'000'000, 0, 0, "default", project);
      Billed(day, "gpt-a, input", day < 2 ? "2" : "1.5", project);
      Billed(day, "gpt-long, input", day < 1 ? "2" : "1.2", project);
    }
  }
  Differing();
  EXPECT_EQ(document_.totals.causes.at(BillCause::kNotSettled).lines, 3) << "gpt-a, one day";
  EXPECT_EQ(document_.totals.causes.at(BillCause::kPriceDiffers).lines, 6) << "gpt-long, two days";
}

TEST_F(ReconciliationTest, TheBatchPartComesFromTheBill) {
  BillDayFacts facts = Facts();
  facts.by_batch = false;
  reconciliation_.AddDay(facts);
  Used(0, "gpt-a", 1'000, 900, 60);
  Billed(0, "batch api | gpt-a, input", "0.0009");
  Billed(0, "batch api | gpt-a, output", "0.0002");
  Billed(0, "gpt-a, input", "0.00018");
  Billed(0, "gpt-a, cached input", "0.000005");
  Billed(0, "gpt-a, output", "0.00008");
  EXPECT_THAT(Differing(), IsEmpty());
  ASSERT_EQ(document_.batch_splits.size(), 1U);
  EXPECT_EQ(document_.batch_splits[0].input_tokens, 900);
  EXPECT_EQ(document_.batch_splits[0].output_tokens, 50);
  EXPECT_TRUE(document_.batch_splits[0].exact);
}

TEST_F(ReconciliationTest, CostsThatTellNoLineAreComparedAsAWhole) {
  BillDayFacts facts = Facts();
  facts.by_line_item = facts.by_project = false;
  reconciliation_.AddDay(facts);
  Used(0, "gpt-a", 1'000'000, 0, 0, "default", "p");
  Used(0, "gpt-a", 0, 0, 1'000'000, "default", "q");
  Billed(0, "", "4", "p");
  Billed(0, "", "6", "q");
  EXPECT_THAT(Differing(), IsEmpty());
  EXPECT_EQ(document_.lines_total, 1);
}

TEST_F(ReconciliationTest, AMonthIsJudgedByTheDaysThatAreCompared) {
  BillDayFacts unread = Facts(1);
  unread.usage_read = false;
  reconciliation_.AddDay(Facts());
  reconciliation_.AddDay(unread);
  Used(0, "gpt-a", 1'000'000, 0, 0);
  Billed(0, "gpt-a, input", "1.98");  // 1.01 % of the day: within its band.
  Billed(1, "gpt-a, input", "1000");
  EXPECT_THAT(Differing(), ElementsAre("gpt-a, input -0.02 unknown"));
  EXPECT_EQ(document_.verdict, BillVerdict::kVariance) << "more than 0.2 % of what was compared";
}

TEST_F(ReconciliationTest, ADayWithOneSideOnlyIsIncompleteAndNotCompared) {
  BillDayFacts facts = Facts();
  facts.usage_read = false;
  reconciliation_.AddDay(facts);
  Billed(0, "gpt-a, input", "10");
  EXPECT_THAT(Differing(), IsEmpty());
  EXPECT_EQ(document_.verdict, BillVerdict::kIncomplete);
  EXPECT_EQ(ToText(document_.billed), "10");
  EXPECT_EQ(document_.totals.ExplainedShare(), std::nullopt);
}

}  // namespace
}  // namespace cognitrack
