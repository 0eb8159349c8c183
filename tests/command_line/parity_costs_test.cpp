// Usage and bill of one source, from their exports: priced, compared, recorded.
#include "tests/command_line/command_line_fixture.h"
#include "tests/support/shared_data.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

class ParityCostsTest : public CommandLine {
 protected:
  void SetUp() override {
    variables_["COGNITRACK_PRICES"] =
        Write("prices.csv",
              "provider,model,tier,from,input,output,source\nopenai,gpt-a,standard,2026-01-01,2,8,"
              "a test\n");
  }
  void ImportUsage() {
    const std::string head =
        "start_time,end_time,project_id,num_model_requests,user_id,api_key_id,model,batch,"
        "service_tier,input_tokens,output_tokens\n";
    const std::string row = ",proj_alpha,3,user_a,key_a,gpt-a,False,default,1000000,500000\n";
    ASSERT_EQ(Run({"import", "--csv", Write("usage.csv", head + Times(0) + row + Times(1) + row)})
                  .exit_code,
              0);
  }
  void ImportCosts(const std::string& input_of_day_one) {
    const std::string text =
        "start_time,end_time,amount_value,amount_currency,line_item,project_id\n" + Times(0) +
        ",2,usd,\"gpt-a, input\",proj_alpha\n" + Times(0) +
        ",4,usd,\"gpt-a, output\",proj_alpha\n" + Times(1) + "," + input_of_day_one +
        ",usd,\"gpt-a, input\",proj_alpha\n" + Times(1) + ",4,usd,\"gpt-a, output\",proj_alpha\n";
    ASSERT_EQ(Run({"import", "--csv", Write("cost.csv", text)}).exit_code, 0);
  }
};

TEST_F(ParityCostsTest, ABillThatThePricesReproduceIsExact) {
  ImportUsage();
  ImportCosts("2");
  const auto document = Json({"parity", "costs"});
  EXPECT_EQ(document.at("verdict"), "exact");
  EXPECT_EQ(document.at("billed_usd"), "12");
  EXPECT_EQ(document.at("priced_usd"), "12");
  EXPECT_EQ(document.at("reproduced_share"), "1");
  EXPECT_EQ(document.at("explained_share"), "1");
  EXPECT_TRUE(document.at("causes").as_array().empty());
  EXPECT_EQ(document.at("days").as_array().size(), 2U);
  EXPECT_EQ(document.at("days").at(0).at("date"), "2026-03-05");
  EXPECT_THAT(Run({"parity", "costs"}).out, HasSubstr("exact: 100 % of 12.00 USD explained"));
}

TEST_F(ParityCostsTest, AmountsForPeopleAreRoundedHalfToEven) {
  ImportUsage();
  ImportCosts("1.9999975");
  const std::string said = Run({"parity", "costs"}).out;
  EXPECT_THAT(said, AllOf(HasSubstr("of 11.999998 USD explained"), HasSubstr("-0.000002"),
                          Not(HasSubstr("-0.000003"))));
  EXPECT_EQ(Json({"parity", "costs"}).at("billed_usd"), "11.9999975");
}

TEST_F(ParityCostsTest, ACreditIsUnknownWithItsAmount) {
  ImportUsage();
  ImportCosts("1.25");
  const auto document = Json({"parity", "costs"}, 1);
  EXPECT_EQ(document.at("verdict"), "variance");
  EXPECT_EQ(boost::json::serialize(document.at("causes")),
            R"([{"cause":"unknown","usd":"0.75","difference_usd":"-0.75","lines":1}])");
  EXPECT_EQ(document.at("explained_share"), "0.933333333333");
  EXPECT_EQ(document.at("lines").at(0).at("line_item"), "gpt-a, input");
  EXPECT_EQ(document.at("days").at(0).at("verdict"), "exact");
  variables_["COGNITRACK_BILL_MONTH_BAND"] = "7";
  variables_["COGNITRACK_BILL_DAY_BAND"] = "20";
  EXPECT_EQ(Json({"parity", "costs"}).at("verdict"), "explained");
  variables_["COGNITRACK_BILL_MONTH_BAND"] = "6";
  EXPECT_EQ(Json({"parity", "costs"}, 1).at("verdict"), "variance") << "6.7 % of the month";
  variables_["COGNITRACK_BILL_DAY_BAND"] = "a lot";
  EXPECT_EQ(Run({"parity", "costs"}).exit_code, 78);
}

TEST_F(ParityCostsTest, WhatIsBilledInAnotherCurrencyIsNotCompared) {
  ImportUsage();
  const std::string text =
      "start_time,end_time,amount_value,amount_currency,line_item,project_id\n" + Times(0) +
      ",2,usd,\"gpt-a, input\",proj_alpha\n" + Times(0) + ",4,usd,\"gpt-a, output\",proj_alpha\n" +
      Times(0) + ",9.5,eur,\"gpt-a, output\",proj_alpha\n";
  ASSERT_EQ(Run({"import", "--csv", Write("cost.csv", text)}).exit_code, 0);
  const auto document = Json({"parity", "costs"});
  EXPECT_EQ(document.at("billed_usd"), "6");
  EXPECT_EQ(boost::json::serialize(document.at("other_currencies")),
            R"([{"amount_currency":"eur","amount_value":"9.5"}])");
}

TEST_F(ParityCostsTest, ALineInAnotherCurrencyIsALineOfItsModel) {
  ImportUsage();
  const std::string text =
      "start_time,end_time,amount_value,amount_currency,line_item,project_id\n" + Times(0) +
      ",2,USD,\"gpt-a, input\",proj_alpha\n" + Times(0) + ",4,USD,\"gpt-a, output\",proj_alpha\n" +
      Times(1) + ",5,eur,\"gpt-a, input\",proj_alpha\n";
  ASSERT_EQ(Run({"import", "--csv", Write("cost.csv", text)}).exit_code, 0);
  const auto document = Json({"parity", "costs"}, 1);
  EXPECT_EQ(document.at("billed_usd"), "6");
  EXPECT_EQ(boost::json::serialize(document.at("causes")),
            R"([{"cause":"unknown","usd":"6","difference_usd":"-6","lines":2}])");
}

TEST_F(ParityCostsTest, AnExportThatWasImportedEarlyMayStillChange) {
  clock_.SetNow(kDay + 4 * kSecondsPerDay);
  ImportUsage();
  ImportCosts("1.25");
  EXPECT_EQ(Json({"parity", "costs"}).at("causes").at(0).at("cause"), "not_settled");
}

TEST_F(ParityCostsTest, WithoutUsageOrCostsItIsIncompleteAndNothingIsZero) {
  EXPECT_EQ(Json({"parity", "costs"}, 1).at("verdict"), "incomplete");
  ImportCosts("2");
  const auto document = Json({"parity", "costs"}, 1);
  EXPECT_EQ(document.at("verdict"), "incomplete");
  EXPECT_EQ(document.at("billed_usd"), "12");
  EXPECT_TRUE(document.at("priced_usd").is_null());
  EXPECT_TRUE(document.at("explained_share").is_null());
  EXPECT_TRUE(document.at("days").at(0).at("priced_usd").is_null());
  EXPECT_THAT(Run({"parity", "costs"}).out, HasSubstr("incomplete: nothing could be compared"));
  EXPECT_THAT(Run({"parity", "costs"}).out,
              HasSubstr("gpt-a           12.00           —           —\n"));
}

TEST_F(ParityCostsTest, PricingAPeriodAgainKeepsBothVersions) {
  ImportUsage();
  ImportCosts("2");
  EXPECT_EQ(Json({"parity", "costs"}).at("verdict"), "exact");
  Write("prices.csv",
        "provider,model,tier,from,input,output,source\nopenai,gpt-a,standard,2026-01-01,1,8,x\n");
  EXPECT_EQ(Json({"parity", "costs"}, 1).at("verdict"), "variance");
  EXPECT_EQ(Json({"parity", "costs", "--run", "3"}).at("verdict"), "exact");
  EXPECT_EQ(Json({"parity", "costs", "--run", "4"}, 1).at("verdict"), "variance");
  EXPECT_EQ(Run({"parity", "costs", "--run", "1"}).exit_code, 64);
  EXPECT_EQ(Run({"parity", "costs", "--run", "3", "--from", "2026-03-05"}).exit_code, 64);
  EXPECT_EQ(Run({"parity", "costs", "--out", directory_.File("x.csv")}).exit_code, 64);
}

TEST_F(ParityCostsTest, TheRatePaidIsToldFromTheBill) {
  ImportUsage();
  ImportCosts("2");
  const auto rates = Json({"prices", "infer"}).at("rates").as_array();
  ASSERT_EQ(rates.size(), 2U);
  EXPECT_EQ(boost::json::serialize(rates[0]),
            R"({"model":"gpt-a","tier":"standard","meter":"input","usd_per_million":"2",)"
            R"("picodollars_per_units":"2000000/1","from":"2026-03-05","to":"2026-03-06",)"
            R"("changed_from":null,"changed_by":null,"lines":2,"price_book":"agrees",)"
            R"("price_book_usd_per_million":"2"})");
  EXPECT_TRUE(Json({"prices", "infer", "--filter", "model=gpt-b"}).at("rates").as_array().empty());
}

// What the issue asks of June 2025, on the program's own price book.
class JuneTest : public CommandLine {
 protected:
  void SetUp() override {
    for (const char* name : {"openai-completions-usage-2025-06.csv", "openai-cost-2025-06.csv"}) {
      const auto path = SharedFile(std::string("data/exports/") + name);
      if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
      ASSERT_EQ(Run({"import", "--csv", path.string()}).exit_code, 0);
    }
  }
};

TEST_F(JuneTest, TheBillIsExplainedAndItsBatchPartIsToldToTheToken) {
  const auto document = Json({"parity", "costs"});
  EXPECT_EQ(document.at("verdict"), "explained");
  EXPECT_EQ(document.at("billed_usd"), "19539.511888629995");
  EXPECT_EQ(document.at("explained_share"), "0.999062929383");
  EXPECT_EQ(document.at("reproduced_share"), "0.998858492777");
  for (const auto& line : document.at("lines").as_array()) {
    EXPECT_NE(line.at("model"), "gpt-4o-2024-11-20");
  }
  const auto& split = document.at("batch_splits").at(0);
  EXPECT_EQ(split.at("date"), "2025-06-21");
  EXPECT_EQ(split.at("input_tokens"), 32'392'040);
  EXPECT_EQ(split.at("exact"), true);
  EXPECT_EQ(document.at("batch_splits").as_array().size(), 4U);
}

TEST_F(JuneTest, TheChangeOfAPriceIsFoundWithoutItsRow) {
  variables_["COGNITRACK_PRICES"] =
      Write("old.csv",
            "provider,model,tier,from,input,input_cached,output,source\nopenai,o3-2025-04-16,"
            "standard,2025-04-16,10,2.5,40,the price of before\n");
  const auto rates =
      Json({"prices", "infer", "--filter", "model=o3-2025-04-16"}).at("rates").as_array();
  ASSERT_EQ(rates.size(), 5U);
  EXPECT_EQ(rates[1].at("usd_per_million"), "2");
  EXPECT_EQ(rates[1].at("changed_from"), "2025-06-10");
  EXPECT_EQ(rates[1].at("changed_by"), "2025-06-11");
  EXPECT_EQ(rates[1].at("price_book"), "differs");
  const auto document = Json({"parity", "costs"});
  EXPECT_EQ(document.at("verdict"), "explained");
  EXPECT_EQ(document.at("causes").at(1).at("cause"), "price_differs");
  EXPECT_EQ(document.at("causes").at(1).at("lines"), 29);
}

}  // namespace
}  // namespace cognitrack
