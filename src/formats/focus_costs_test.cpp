#include "formats/focus_costs.h"

#include <gmock/gmock.h>

#include "base/random.h"
#include "tests/support/focus_rules.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kCore =
    "BilledCost,EffectiveCost,ContractedCost,ListCost,BillingAccountId,BillingAccountName,"
    "BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,"
    "ChargeCategory,ChargeClass,ChargeDescription,ChargeFrequency,ServiceCategory,"
    "ServiceSubcategory,ServiceName,ProviderName,PublisherName,InvoiceIssuerName,PricingQuantity,"
    "PricingUnit,ConsumedQuantity,ConsumedUnit,PricingCategory,BillingAccountType";

const Day kDay = *ParseDay("2026-02-28");

MetricValues Billed(const std::string& amount, const std::string& quantity = "") {
  MetricValues metrics;
  EXPECT_TRUE(metrics.SetDecimal(Metric::kAmountValue, ParsePicos(amount)->value));
  if (!quantity.empty()) {
    EXPECT_TRUE(metrics.SetDecimal(Metric::kQuantity, ParsePicos(quantity)->value));
  }
  return metrics;
}

AllocatedPart Part(const std::string& unit, const std::string& centre, const std::string& amount) {
  AllocatedPart part;
  if (!unit.empty()) part.owner = CostOwner{unit, centre};
  part.amount = ParsePicos(amount)->value;
  return part;
}

class FocusCostsTest : public ::testing::Test {
 protected:
  void Begin(const std::vector<std::string>& grain, bool is_allocated = false) {
    text_.clear();
    auto made = FocusCostsWriter::Make({"openai", "acme", Grain(grain), is_allocated},
                                       [this](std::string_view bytes) { text_ += bytes; });
    ASSERT_OK(made);
    writer_ = std::make_unique<FocusCostsWriter>(std::move(*made));
  }

  std::string text_;
  std::unique_ptr<FocusCostsWriter> writer_;
};

TEST_F(FocusCostsTest, ARowOfCostsIsOneRow) {
  Begin({"amount_currency", "api_key_id", "line_item", "project_id", "quantity_unit", "user_id"});
  EXPECT_TRUE(writer_->Row(kDay,
                           Series{{"amount_currency", "usd"},
                                  {"api_key_id", "key_1"},
                                  {"line_item", "gpt-a, input"},
                                  {"project_id", "proj_alpha"},
                                  {"quantity_unit", "1000_tokens"},
                                  {"user_id", "user_1"}},
                           Billed("1.619602", "32392.04"), {}));
  EXPECT_EQ(text_,
            std::string(kCore) +
                ",SubAccountId,SubAccountType,ResourceId,ResourceType,x_ProviderLineItem,"
                "x_ProviderQuantityUnit,x_UserId\n"
                "1.619602,1.619602,1.619602,1.619602,acme,,USD,2026-02-01T00:00:00Z,"
                "2026-03-01T00:00:00Z,2026-02-28T00:00:00Z,2026-03-01T00:00:00Z,Usage,,"
                "\"gpt-a, input\",Usage-Based,AI and Machine Learning,Generative AI,OpenAI API,"
                "OpenAI,OpenAI,OpenAI,32392.04,1000 Tokens,32392.04,1000 Tokens,Standard,"
                "Organization,proj_alpha,Project,key_1,API Key,\"gpt-a, input\",1000_tokens,"
                "user_1\n");
  EXPECT_THAT(FocusFaults(text_), IsEmpty());
}

TEST_F(FocusCostsTest, WhatIsNotKnownIsNullAndNoQuantityIsInvented) {
  Begin({"amount_currency", "project_id"});
  EXPECT_TRUE(
      writer_->Row(kDay, Series{{"amount_currency", "eur"}}, Billed("-0.000000000001", "5"), {}));
  EXPECT_EQ(text_,
            std::string(kCore) +
                ",SubAccountId,SubAccountType\n"
                "-0.000000000001,-0.000000000001,-0.000000000001,-0.000000000001,acme,,EUR,"
                "2026-02-01T00:00:00Z,2026-03-01T00:00:00Z,2026-02-28T00:00:00Z,"
                "2026-03-01T00:00:00Z,Usage,,,Usage-Based,AI and Machine Learning,"
                "Generative AI,OpenAI API,OpenAI,OpenAI,OpenAI,,,,,Standard,Organization,,\n");
  EXPECT_THAT(FocusFaults(text_), IsEmpty());
}

TEST_F(FocusCostsTest, AQuantityWithoutItsUnitIsLeftOut) {
  Begin({"amount_currency", "line_item"});
  EXPECT_TRUE(writer_->Row(kDay, Series{{"amount_currency", "usd"}, {"line_item", "x"}},
                           Billed("1", "5"), {}));
  EXPECT_EQ(FocusRows(text_).at(0).at("ConsumedQuantity"), "");
  EXPECT_THAT(FocusFaults(text_), IsEmpty());
}

TEST_F(FocusCostsTest, ARowWithoutAmountOrCurrencyIsToldAndNotWritten) {
  Begin({"amount_currency"});
  EXPECT_FALSE(writer_->Row(kDay, Series{}, Billed("1"), {}));
  EXPECT_FALSE(writer_->Row(kDay, Series{{"amount_currency", "usd"}}, MetricValues{}, {}));
  EXPECT_THAT(FocusRows(text_), IsEmpty());
}

TEST_F(FocusCostsTest, WhoseMoneyItIsStandsInTagsAndInParts) {
  Begin({"amount_currency"}, true);
  const Series usd{{"amount_currency", "usd"}};
  EXPECT_TRUE(writer_->Row(kDay, usd, Billed("1"), {Part("R \"D\"", "CC-1", "1")}));
  EXPECT_TRUE(writer_->Row(kDay, usd, Billed("2"), {Part("A", "", "1.5"), Part("", "", "0.5")}));
  EXPECT_TRUE(writer_->Row(kDay, usd, Billed("3"), {Part("", "", "3")}));
  const auto rows = FocusRows(text_);
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_EQ(rows[0].at("Tags"), R"({"business_unit":"R \"D\"","cost_centre":"CC-1"})");
  EXPECT_EQ(rows[0].at("x_Allocation"),
            R"([{"business_unit":"R \"D\"","cost_centre":"CC-1","amount":"1"}])");
  EXPECT_EQ(rows[1].at("Tags"), "") << "it has no one owner";
  EXPECT_EQ(rows[1].at("x_Allocation"),
            R"([{"business_unit":"A","cost_centre":null,"amount":"1.5"},)"
            R"({"business_unit":null,"cost_centre":null,"amount":"0.5"}])");
  EXPECT_EQ(rows[2].at("Tags"), "");
  EXPECT_THAT(FocusFaults(text_), IsEmpty());
}

TEST_F(FocusCostsTest, AnyRowKeepsTheRules) {
  const std::vector<std::string> texts = {"",     "=1+1", "a,b",   "\"q\"",    "-2",
                                          "@cmd", "ü\n1", "plain", "null item"};
  const std::vector<std::string> units = {"tokens", "gibibyte_hours", "", "new_unit"};
  SeededRandom random(11);
  Begin({"amount_currency", "api_key_id", "api_source", "line_item", "mood", "project_id",
         "quantity_unit", "user_id"},
        true);
  for (int i = 0; i < 500; ++i) {
    std::vector<DimensionValue> values = {{"amount_currency", i % 3 == 0 ? "eur" : "usd"},
                                          {"quantity_unit", units[random.Below(units.size())]}};
    for (const char* name :
         {"api_key_id", "api_source", "line_item", "mood", "project_id", "user_id"}) {
      if (random.Below(4) > 0) values.push_back({name, texts[random.Below(texts.size())]});
    }
    const std::string amount = (i % 5 == 0 ? "-" : "") + std::to_string(random.Below(1'000'000)) +
                               "." + std::to_string(random.Below(1'000'000'000));
    const std::string quantity = i % 2 == 0 ? std::to_string(random.Below(1'000'000)) : "";
    const std::string unit = texts[1 + random.Below(texts.size() - 1)];
    ASSERT_TRUE(writer_->Row(Day{20'500 + i}, Series(values), Billed(amount, quantity),
                             {Part(unit, texts[random.Below(texts.size())], amount)}));
  }
  EXPECT_THAT(FocusFaults(text_), IsEmpty());
  EXPECT_THAT(FocusRows(text_), SizeIs(500));
}

TEST_F(FocusCostsTest, AProviderWithoutNamesIsRefused) {
  EXPECT_THAT(FocusCostsWriter::Make({"nobody", "acme", {}, false}, [](std::string_view) {}),
              HasError(ErrorCode::kUsage, HasSubstr("'nobody'")));
}

}  // namespace
}  // namespace cognitrack
