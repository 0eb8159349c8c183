#include "formats/focus_usage.h"

#include <gmock/gmock.h>

#include "base/random.h"
#include "tests/support/focus_rules.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Day kDay = *ParseDay("2026-02-28");

// Dollars per million.
Rate Of(const char* dollars, std::int64_t per = kTokensPriced) {
  return {ParsePicos(dollars)->value.count, per};
}

class FocusUsageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = FocusUsageWriter::Make("openai", "acme",
                                       [this](std::string_view bytes) { text_ += bytes; });
    ASSERT_OK(made);
    writer_ = std::make_unique<FocusUsageWriter>(std::move(*made));
  }
  std::map<std::string, std::string> Only(const PricedRow& row) {
    EXPECT_TRUE(writer_->Row(kDay, row));
    EXPECT_THAT(FocusFaults(text_), IsEmpty());
    return FocusRows(text_).back();
  }

  PricedRow tokens_{"completions", "proj_alpha", "key_1",
                    "gpt-a",       "standard",   false,
                    Meter::kInput, 2'000'001,    UnitPrice{Of("1.75"), Of("2")}};
  std::string text_;
  std::unique_ptr<FocusUsageWriter> writer_;
};

TEST_F(FocusUsageTest, ARowOfUseIsPricedAndBillsNothing) {
  EXPECT_TRUE(writer_->Row(kDay, tokens_));
  EXPECT_EQ(text_,
            "BilledCost,EffectiveCost,ContractedCost,ListCost,BillingAccountId,BillingAccountName,"
            "BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,"
            "ChargeCategory,ChargeClass,ChargeDescription,ChargeFrequency,ServiceCategory,"
            "ServiceSubcategory,ServiceName,ProviderName,PublisherName,InvoiceIssuerName,"
            "PricingQuantity,PricingUnit,ConsumedQuantity,ConsumedUnit,PricingCategory,"
            "BillingAccountType,SubAccountId,SubAccountType,ResourceId,ResourceType,SkuId,"
            "SkuPriceId,SkuMeter,ListUnitPrice,ContractedUnitPrice,x_CostBasis,x_Surface,x_Model,"
            "x_ServiceTier,x_FreeUse\n"
            "0,3.50000175,3.50000175,4.000002,acme,,USD,2026-02-01T00:00:00Z,"
            "2026-03-01T00:00:00Z,2026-02-28T00:00:00Z,2026-03-01T00:00:00Z,Usage,,"
            "\"gpt-a, input\",Usage-Based,AI and Machine Learning,Generative AI,OpenAI API,OpenAI,"
            "OpenAI,OpenAI,2000001,Tokens,2000001,Tokens,Standard,Organization,proj_alpha,Project,"
            "key_1,API Key,gpt-a/standard,gpt-a/standard/input,Input Tokens,0.000002,0.00000175,"
            "priced_usage,completions,gpt-a,standard,\n");
  EXPECT_THAT(FocusFaults(text_), IsEmpty());
}

TEST_F(FocusUsageTest, UseWithoutAPriceIsToldAndNotWritten) {
  tokens_.price.reset();
  EXPECT_FALSE(writer_->Row(kDay, tokens_));
  EXPECT_THAT(FocusRows(text_), IsEmpty());
}

TEST_F(FocusUsageTest, FreeUseCostsNothingAndShowsWhatItWouldHaveCost) {
  tokens_.free = true;
  const auto row = Only(tokens_);
  EXPECT_EQ(row.at("EffectiveCost"), "0");
  EXPECT_EQ(row.at("ContractedCost"), "3.50000175");
  EXPECT_EQ(row.at("ListCost"), "4.000002");
  EXPECT_EQ(row.at("x_FreeUse"), "data_sharing");
}

TEST_F(FocusUsageTest, WhatIsNotToldIsNull) {
  tokens_.project = tokens_.api_key = "";
  const auto row = Only(tokens_);
  for (const char* column : {"SubAccountId", "SubAccountType", "ResourceId", "ResourceType"}) {
    EXPECT_EQ(row.at(column), "") << column;
  }
}

TEST_F(FocusUsageTest, TiersAndMetersStandAsBillsWriteThem) {
  tokens_.tier = "batch";
  tokens_.meter = Meter::kInputCachedAudio;
  const auto row = Only(tokens_);
  EXPECT_EQ(row.at("ChargeDescription"), "batch api | gpt-a audio, cached input");
  EXPECT_EQ(row.at("SkuPriceId"), "gpt-a/batch/input_cached_audio");
  EXPECT_EQ(row.at("SkuMeter"), "Cached Input Audio Tokens");
}

TEST_F(FocusUsageTest, StorageIsCountedInBytesAndPricedByTheGiB) {
  PricedRow stores{"vector_stores", "proj_alpha", "",           "vector_stores",
                   "standard",      false,        Meter::kUnit, 3 * (std::int64_t{1} << 29),
                   std::nullopt};
  const Rate per_byte = Of("100000", kTokensPriced * (std::int64_t{1} << 30));
  stores.price = UnitPrice{per_byte, per_byte};
  const auto row = Only(stores);
  EXPECT_EQ(row.at("PricingQuantity") + " " + row.at("PricingUnit"), "1.5 GiB-Days");
  EXPECT_EQ(row.at("ConsumedQuantity") + " " + row.at("ConsumedUnit"), "1610612736 B-Days");
  EXPECT_EQ(row.at("ListUnitPrice"), "0.1");
  EXPECT_EQ(row.at("ListCost"), "0.15");
  EXPECT_EQ(row.at("ChargeDescription"), "vector_stores");
  EXPECT_EQ(row.at("SkuMeter"), "GiB-Days");
}

TEST_F(FocusUsageTest, EveryServiceHasItsUnit) {
  const std::map<std::string, std::string> units = {{"images", "Images"},
                                                    {"audio_speeches", "Characters"},
                                                    {"file_search_calls", "Requests"},
                                                    {"audio_transcriptions", "Seconds"},
                                                    {"web_search_calls", "Requests"},
                                                    {"code_interpreter_sessions", "Sessions"}};
  for (const auto& [surface, unit] : units) {
    PricedRow service{surface,
                      "proj_alpha",
                      "",
                      surface,
                      "standard",
                      false,
                      Meter::kUnit,
                      7,
                      UnitPrice{Of("40000"), Of("40000")}};
    const auto row = Only(service);
    EXPECT_EQ(row.at("ConsumedUnit"), unit) << surface;
    EXPECT_EQ(row.at("ListUnitPrice"), "0.04") << surface;
    EXPECT_EQ(row.at("EffectiveCost"), "0.28") << surface;
  }
}

TEST_F(FocusUsageTest, AnyRowKeepsTheRules) {
  const std::vector<std::string> texts = {"", "=1+1", "a,b", "\"q\"", "-2", "ü\n1", "plain"};
  const std::vector<std::string> tiers = {"standard", "batch", "flex", "priority"};
  SeededRandom random(11);
  for (int i = 0; i < 500; ++i) {
    PricedRow row{"completions",
                  texts[random.Below(texts.size())],
                  texts[random.Below(texts.size())],
                  texts[1 + random.Below(texts.size() - 1)],
                  tiers[random.Below(tiers.size())],
                  i % 7 == 0,
                  static_cast<Meter>(random.Below(kMeterCount - 1)),
                  WideCount{1} + static_cast<WideCount>(random.Below(1'000'000'000'000)),
                  std::nullopt};
    const Rate list{static_cast<WideCount>(random.Below(100'000'000)) * 1'000'000, kTokensPriced};
    // Off by so many ten-thousandths of a percent, as a discount makes it.
    const Rate ours{list.picos * static_cast<WideCount>(1 + random.Below(1'000'000)),
                    list.per * 1'000'000};
    row.price = UnitPrice{ours, list};
    ASSERT_TRUE(writer_->Row(Day{20'500 + i}, row));
  }
  EXPECT_THAT(FocusFaults(text_), IsEmpty());
  EXPECT_THAT(FocusRows(text_), SizeIs(500));
}

TEST_F(FocusUsageTest, AProviderWithoutNamesIsRefused) {
  EXPECT_THAT(FocusUsageWriter::Make("nobody", "acme", [](std::string_view) {}),
              HasError(ErrorCode::kUsage, HasSubstr("'nobody'")));
}

}  // namespace
}  // namespace cognitrack
