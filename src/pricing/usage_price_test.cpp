#include "pricing/usage_price.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

const Day kDay = *ParseDay("2026-03-05");

PriceRow Row(const char* model, const char* tier,
             std::vector<std::pair<Meter, const char*>> prices) {
  PriceRow row;
  row.provider = "openai";
  row.model = model;
  row.tier = tier;
  row.from = kFirstDay;
  for (const auto& [meter, dollars] : prices) {
    row.per_million[IndexOf(meter)] = ParsePicos(dollars)->value;
  }
  return row;
}

PriceBook Book() {
  PriceBook::Layer layer;
  layer.rows = {
      Row("gpt-a", "standard",
          {{Meter::kInput, "2"},
           {Meter::kInputCached, "0.5"},
           {Meter::kOutput, "8"},
           {Meter::kInputAudio, "40"}}),
      Row("gpt-a", "batch", {{Meter::kInput, "1"}, {Meter::kOutput, "4"}}),
      Row("gpt-img", "standard", {{Meter::kInput, "5"}, {Meter::kInputImage, "10"}}),
      Row("dall-e-3 1024x1024", "standard", {{Meter::kUnit, "40000"}}),
      Row("vector_stores", "standard", {{Meter::kUnit, "100000"}}),
  };
  return *PriceBook::Make({layer});
}

MetricValues Tokens(std::vector<std::pair<Metric, std::int64_t>> counts) {
  MetricValues values;
  for (const auto& [metric, count] : counts) values.Set(metric, count);
  return values;
}

// "input 60 at 2, input_cached 40 at 0.5", in dollars per million; "input 60" where unpriced.
std::string Priced(PricedUse use, const MetricValues& metrics) {
  static const PriceBook kBook = Book();
  use.day = kDay;
  if (use.surface.empty()) use.surface = "completions";
  UsagePricer pricer(kBook, "openai");
  const UsePrice price = pricer.Price(use, metrics);
  std::string text = price.tier + (price.free ? " free:" : ":");
  for (const MeterUse& meter : price.meters) {
    text += " " + std::string(NameOf(meter.meter)) + " " + std::to_string(meter.units);
    if (meter.price) {
      const Rate& rate = meter.price->rate;
      text += "@" + ToText(Picos{rate.picos * kTokensPriced / rate.per});
    }
  }
  if (price.untold > 0) text += " untold " + std::to_string(price.untold);
  return text;
}

PricedUse Of(const char* model) {
  PricedUse use;
  use.model = model;
  return use;
}

TEST(UsagePriceTest, CachedInputIsTakenOutOfTheWhole) {
  const MetricValues row = Tokens(
      {{Metric::kInputTokens, 100}, {Metric::kInputCachedTokens, 40}, {Metric::kOutputTokens, 7}});
  EXPECT_EQ(Priced(Of("gpt-a"), row), "standard: input 60@2 input_cached 40@0.5 output 7@8");
}

TEST(UsagePriceTest, BatchPaysTheBatchRateForAllInput) {
  PricedUse use = Of("gpt-a");
  use.batch = true;
  const MetricValues row = Tokens(
      {{Metric::kInputTokens, 100}, {Metric::kInputCachedTokens, 40}, {Metric::kOutputTokens, 7}});
  EXPECT_EQ(Priced(use, row), "batch: input 100@1 output 7@4");
}

TEST(UsagePriceTest, AudioHasAPriceOfItsOwnAndImagesCountAsTextWhereTheyHaveNone) {
  const MetricValues row = Tokens({{Metric::kInputTokens, 100},
                                   {Metric::kInputAudioTokens, 30},
                                   {Metric::kInputImageTokens, 20},
                                   {Metric::kOutputTokens, 9},
                                   {Metric::kOutputAudioTokens, 4}});
  EXPECT_EQ(Priced(Of("gpt-a"), row),
            "standard: input 70@2 output 5@8 input_audio 30@40 output_audio 4");
  EXPECT_EQ(
      Priced(Of("gpt-img"), Tokens({{Metric::kInputTokens, 50}, {Metric::kInputImageTokens, 20}})),
      "standard: input 30@5 input_image 20@10");
}

TEST(UsagePriceTest, TheSharedDataTierIsFreeAndAnUnknownTierUnpriced) {
  PricedUse use = Of("gpt-a");
  use.service_tier = "incentivized-tier";
  const MetricValues row = Tokens({{Metric::kInputTokens, 100}});
  EXPECT_EQ(Priced(use, row), "standard free: input 100@2");
  use.service_tier = "scale";
  EXPECT_EQ(Priced(use, row), "scale: input 100");
  use.service_tier = "default";
  EXPECT_EQ(Priced(use, row), "standard: input 100@2");
  EXPECT_EQ(Priced(Of("gpt-new"), row), "standard: input 100");
}

TEST(UsagePriceTest, PartsThatAreMoreThanTheWholeAreNotPriced) {
  EXPECT_EQ(Priced(Of("gpt-a"), Tokens({{Metric::kInputTokens, 10},
                                        {Metric::kInputCachedTokens, 40},
                                        {Metric::kOutputTokens, 2}})),
            "standard: untold 12");
}

TEST(UsagePriceTest, ServicesArePricedByTheUnit) {
  PricedUse images = Of("dall-e-3");
  images.surface = "images";
  images.size = "1024x1024";
  EXPECT_EQ(Priced(images, Tokens({{Metric::kImages, 3}, {Metric::kNumModelRequests, 2}})),
            "standard: unit 3@40000");
  PricedUse stores;
  stores.surface = "vector_stores";
  stores.day = kDay;
  const PriceBook book = Book();
  UsagePricer of_stores(book, "openai");
  const UsePrice price =
      of_stores.Price(stores, Tokens({{Metric::kUsageBytes, std::int64_t{3} << 30}}));
  EXPECT_EQ(ToText(CostOf(price.meters[0].units, price.meters[0].price->rate)), "0.3")
      << "a GiB a day costs 0.10";
}

TEST(UsagePriceTest, ADiscountOnStorageFitsItsLargeDenominator) {
  PriceRow off;
  off.provider = "openai";
  off.model = off.tier = "*";
  off.from = kFirstDay;
  off.discount_percent = ParsePicos("12.5")->value;
  PriceBook::Layer list, ours;
  list.rows = {Row("vector_stores", "standard", {{Meter::kUnit, "100000"}})};
  ours.rows = {off};
  const PriceBook book = *PriceBook::Make({list, ours});
  PricedUse stores;
  stores.surface = "vector_stores";
  stores.day = kDay;
  const UsePrice price = UsagePricer(book, "openai")
                             .Price(stores, Tokens({{Metric::kUsageBytes, std::int64_t{8} << 40}}));
  const MeterUse& use = price.meters[0];
  EXPECT_EQ(ToText(CostOf(use.units, use.price->rate)), "716.8");
  EXPECT_EQ(ToText(CostOf(use.units, use.price->list)), "819.2");
}

TEST(CostOfTest, IsRoundedHalfToEvenOnce) {
  EXPECT_EQ(CostOf(1, {5, 2}).count, 2);
  EXPECT_EQ(CostOf(3, {5, 2}).count, 8);
  EXPECT_EQ(CostOf(1, {7, 2}).count, 4);
}

}  // namespace
}  // namespace cognitrack
