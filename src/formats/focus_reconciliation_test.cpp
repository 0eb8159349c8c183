#include "formats/focus_reconciliation.h"

#include <gmock/gmock.h>

#include "pricing/reconciliation.h"
#include "tests/support/focus_rules.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Day kDay = *ParseDay("2026-03-05");

PriceRow PriceOf(const char* model, const char* input, const char* output) {
  PriceRow row;
  row.provider = "openai";
  row.model = model;
  row.tier = "standard";
  row.from = kFirstDay;
  row.per_million[IndexOf(Meter::kInput)] = ParsePicos(input)->value;
  if (*output != '\0') row.per_million[IndexOf(Meter::kOutput)] = ParsePicos(output)->value;
  return row;
}

class FocusReconciliationTest : public ::testing::Test {
 protected:
  void SetUp() override {
    PriceBook::Layer list, ours;
    list.rows = {PriceOf("gpt-a", "2", "8"), PriceOf("gpt-half", "4", "")};
    list.rules = {{"openai", "gpt-other", "gpt-a", "s", "f", 1, "gpt-a"}};
    list.line_items = {{"openai", "dall-e*", "images", "s", "f", 1}};
    ours.rows = {PriceOf("gpt-a", "1", "8")};
    book_ = std::make_unique<PriceBook>(*PriceBook::Make({list, ours}));
    ReconciliationScope scope{"acme", "openai", {}, {"completions"}, true};
    reconciliation_ = std::make_unique<Reconciliation>(*book_, scope);
  }
  void AddDay(int day, bool usage_read = true, bool costs_read = true) {
    BillDayFacts facts;
    facts.day = kDay + day;
    facts.usage_read = usage_read;
    facts.costs_read = costs_read;
    facts.usage_settled = facts.costs_settled = true;
    facts.by_project = facts.by_line_item = facts.by_batch = true;
    reconciliation_->AddDay(facts);
  }
  void Used(int day, const char* model, std::int64_t input, std::int64_t output = 0,
            const char* tier = "default") {
    MetricValues metrics;
    metrics.Set(Metric::kInputTokens, input);
    metrics.Set(Metric::kOutputTokens, output);
    PricedUse use;
    use.surface = "completions";
    use.model = model;
    use.service_tier = tier;
    use.day = kDay + day;
    reconciliation_->AddUse("proj_alpha", use, metrics);
  }
  void Billed(int day, const char* line_item, const char* amount) {
    reconciliation_->AddBilled(kDay + day, "proj_alpha", line_item, ParsePicos(amount)->value);
  }
  std::vector<std::map<std::string, std::string>> Rows() {
    const BillDocument document = reconciliation_->Finish();
    text_.clear();
    const auto written =
        WriteFocusReconciliation(document, [this](std::string_view bytes) { text_ += bytes; });
    EXPECT_OK(written);
    count_ = *written;
    EXPECT_THAT(FocusFaults(text_), IsEmpty());
    EXPECT_EQ(FocusSum(text_, "BilledCost"), FocusSum(text_, "EffectiveCost"));
    billed_ = ToText(document.billed);
    priced_ = ToText(document.totals.priced);
    return FocusRows(text_);
  }

  std::unique_ptr<PriceBook> book_;
  std::unique_ptr<Reconciliation> reconciliation_;
  std::string text_, billed_, priced_;
  FocusReconciled count_;
};

TEST_F(FocusReconciliationTest, ALineOfTheBillStandsBesideItsUse) {
  AddDay(0);
  Used(0, "gpt-a", 1'000'000);
  Billed(0, "gpt-a, input", "0.75");
  EXPECT_THAT(Rows(), SizeIs(1));
  EXPECT_EQ(text_.substr(text_.find("\n") + 1),
            "0.75,0.75,1,2,acme,,USD,2026-03-01T00:00:00Z,2026-04-01T00:00:00Z,"
            "2026-03-05T00:00:00Z,2026-03-06T00:00:00Z,Usage,,\"gpt-a, input\",Usage-Based,"
            "AI and Machine Learning,Generative AI,OpenAI API,OpenAI,OpenAI,OpenAI,1000000,Tokens,"
            "1000000,Tokens,Standard,Organization,proj_alpha,Project,gpt-a/standard,"
            "gpt-a/standard/input,Input Tokens,0.000002,0.000001,billed,variance,1,-0.25,unknown,"
            ",,,gpt-a,standard,\"gpt-a, input\"\n");
  EXPECT_THAT(text_.substr(0, text_.find('\n')),
              HasSubstr("SkuMeter,ListUnitPrice,ContractedUnitPrice,x_CostBasis,"
                        "x_ReconciliationVerdict,x_PricedCost,x_Difference,x_DifferenceCause,"
                        "x_ImpliedUsdPerMillion,x_UnpricedQuantity,x_FreeQuantity,x_Model,"
                        "x_ServiceTier,x_ProviderLineItem"));
}

TEST_F(FocusReconciliationTest, UseThatTheBillHasNoLineForAddsNothingToIt) {
  AddDay(0);
  Used(0, "gpt-a", 1'000'000);
  const auto rows = Rows();
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].at("BilledCost"), "0");
  EXPECT_EQ(rows[0].at("ContractedCost"), "1");
  EXPECT_EQ(rows[0].at("x_CostBasis"), "priced_usage");
  EXPECT_EQ(rows[0].at("x_PricedCost"), "1");
  EXPECT_EQ(rows[0].at("x_Difference"), "-1");
  EXPECT_EQ(rows[0].at("x_DifferenceCause"), "usage_without_cost");
  EXPECT_EQ(rows[0].at("ChargeDescription"), "gpt-a, input") << "as the bill would write it";
  EXPECT_EQ(rows[0].at("x_ProviderLineItem"), "") << "which it does not";
}

TEST_F(FocusReconciliationTest, WhatIsBilledWithoutUseOrPriceKeepsItsAmountAsListCost) {
  AddDay(0);
  Billed(0, "gpt-b, input", "5");
  Used(0, "gpt-half", 100, 7);
  Billed(0, "gpt-half, output", "0.5");
  Used(0, "gpt-a", 10);
  Billed(0, "gpt-a, input", "0.00001");
  const auto rows = Rows();
  ASSERT_THAT(rows, SizeIs(4));
  const auto told = [&rows](std::size_t i) {
    const auto& row = rows[i];
    return row.at("ChargeDescription") + ": " + row.at("ListCost") + " x " +
           row.at("PricingQuantity") + " of " + row.at("ConsumedQuantity") + ", unpriced " +
           row.at("x_UnpricedQuantity") + ", priced " + row.at("x_PricedCost") + " " +
           row.at("x_DifferenceCause");
  };
  EXPECT_EQ(told(0), "gpt-a, input: 0.00002 x 10 of 10, unpriced , priced 0.00001 ");
  EXPECT_EQ(told(1), "gpt-b, input: 5 x  of , unpriced , priced  cost_without_usage");
  EXPECT_EQ(told(2),
            "gpt-half, input: 0.0004 x 100 of 100, unpriced , priced 0.0004 "
            "unknown");
  EXPECT_EQ(told(3), "gpt-half, output: 0.5 x  of 7, unpriced 7, priced  unpriced_model");
  EXPECT_EQ(FocusSum(text_, "BilledCost"), billed_);
  EXPECT_EQ(FocusSum(text_, "x_PricedCost"), priced_);
}

TEST_F(FocusReconciliationTest, FreeUseIsBesideThePaidOne) {
  AddDay(0);
  Used(0, "gpt-a", 300, 0, "incentivized-tier");
  Used(0, "gpt-a", 1'000'000);
  Billed(0, "gpt-a, input", "1");
  const auto rows = Rows();
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].at("x_PricedCost"), "1");
  EXPECT_EQ(rows[0].at("x_FreeQuantity"), "300");
  EXPECT_EQ(rows[0].at("PricingQuantity"), "1000300");
  EXPECT_EQ(rows[0].at("ListCost"), "2.0006");
}

TEST_F(FocusReconciliationTest, SeveralLinesForOneUseAreNamedTogether) {
  AddDay(0);
  Billed(0, "dall-e 3, standard", "1");
  Billed(0, "dall-e 3, hd", "2");
  Billed(0, "dall-e 3, standard", "4");
  const auto rows = Rows();
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].at("BilledCost"), "7");
  EXPECT_EQ(rows[0].at("x_ProviderLineItem"), "dall-e 3, standard; dall-e 3, hd");
  EXPECT_EQ(rows[0].at("x_DifferenceCause"), "surface_not_read");
}

TEST_F(FocusReconciliationTest, OtherCurrenciesKeepTheirsAndAreNotCompared) {
  AddDay(0);
  AddDay(1);
  reconciliation_->AddNotCompared(
      {kDay, "proj_beta", "gpt-a, input", "eur", ParsePicos("9.5")->value});
  Billed(1, "gpt-b, input", "1");
  const auto rows = Rows();
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].at("BillingCurrency"), "EUR");
  EXPECT_EQ(rows[0].at("BilledCost"), "9.5");
  EXPECT_EQ(rows[0].at("SubAccountId"), "proj_beta");
  EXPECT_EQ(rows[0].at("x_Difference"), "");
  EXPECT_EQ(rows[0].at("x_PricedCost"), "");
  EXPECT_EQ(rows[1].at("BillingCurrency"), "USD");
}

TEST_F(FocusReconciliationTest, WhatHasAnUnknownAmountIsLeftOutAndCounted) {
  AddDay(0);
  AddDay(1, true, false);
  AddDay(2, false, true);
  reconciliation_->AddNotCompared({kDay, "proj_alpha", "gpt-a, output", "usd", std::nullopt});
  Used(0, "gpt-new", 5);
  Used(1, "gpt-a", 5);
  Billed(2, "gpt-a, input", "3");
  const auto rows = Rows();
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].at("BilledCost"), "3");
  EXPECT_EQ(rows[0].at("x_PricedCost"), "") << "its usage was not read";
  EXPECT_EQ(rows[0].at("x_Difference"), "");
  EXPECT_EQ(rows[0].at("x_ReconciliationVerdict"), "incomplete");
  EXPECT_EQ(count_.rows, 1);
  EXPECT_EQ(count_.without_amount, 1);
  EXPECT_EQ(count_.side_not_read, 1);
  EXPECT_EQ(count_.without_price, 1);
  EXPECT_EQ(count_.left_out(), 3);
}

TEST_F(FocusReconciliationTest, AsCsvAndJsonEveryLineStandsAndTheUnknownIsBlank) {
  AddDay(0);
  AddDay(1, true, false);
  Used(0, "gpt-a", 1'000'000);
  Billed(0, "gpt-a, input", "0.75");
  reconciliation_->AddNotCompared({kDay, "", "=gpt, \"x\"", "eur", std::nullopt});
  Used(1, "gpt-new", 5);
  const BillDocument document = reconciliation_->Finish();
  std::string csv, json;
  EXPECT_EQ(WriteReconciliation(document, RowForm::kCsv,
                                [&csv](std::string_view bytes) { csv += bytes; }),
            3);
  EXPECT_EQ(csv,
            "date,verdict,usage_read,costs_read,project_id,line_item,model,tier,meter,units,"
            "unpriced_units,free_units,amount_currency,billed,priced,difference,cause,"
            "implied_usd_per_million\n"
            "2026-03-05,variance,true,true,proj_alpha,\"gpt-a, input\",gpt-a,standard,input,"
            "1000000,0,0,usd,0.75,1,-0.25,unknown,\n"
            "2026-03-05,variance,true,true,,\"'=gpt, \"\"x\"\"\",,,,,,,eur,,,,,\n"
            "2026-03-06,incomplete,true,false,proj_alpha,\"gpt-new, input\",gpt-new,standard,"
            "input,0,5,0,usd,,,,,\n");
  WriteReconciliation(document, RowForm::kJsonLines,
                      [&json](std::string_view bytes) { json += bytes; });
  EXPECT_EQ(json.substr(0, json.find('\n')),
            R"({"date":"2026-03-05","verdict":"variance","usage_read":true,"costs_read":true,)"
            R"("project_id":"proj_alpha","line_item":"gpt-a, input","model":"gpt-a",)"
            R"("tier":"standard","meter":"input","units":1000000,"unpriced_units":0,)"
            R"("free_units":0,"amount_currency":"usd","billed":"0.75","priced":"1",)"
            R"("difference":"-0.25","cause":"unknown","implied_usd_per_million":null})");
  EXPECT_THAT(json, HasSubstr(R"("line_item":"=gpt, \"x\"","model":null)"));
}

}  // namespace
}  // namespace cognitrack
