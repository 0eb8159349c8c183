// Usage and bill side by side, as files.
#include "tests/command_line/command_line_fixture.h"
#include "tests/support/focus_rules.h"
#include "tests/support/shared_data.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class ExportReconciliationTest : public CommandLine {
 protected:
  void SetUp() override {
    variables_["COGNITRACK_PRICES"] =
        Write("prices.csv",
              "provider,model,tier,from,input,output,source\nopenai,gpt-a,standard,2026-01-01,2,8,"
              "a test\n");
    const std::string head =
        "start_time,end_time,project_id,num_model_requests,user_id,api_key_id,model,batch,"
        "service_tier,input_tokens,output_tokens\n";
    const std::string row = ",proj_alpha,3,user_a,key_a,gpt-a,False,default,1000000,500000\n";
    ASSERT_EQ(Run({"import", "--csv", Write("usage.csv", head + Times(0) + row + Times(1) + row)})
                  .exit_code,
              0);
  }
  void ImportCosts(const std::string& more = "") {
    const std::string text =
        "start_time,end_time,amount_value,amount_currency,line_item,project_id\n" + Times(0) +
        ",2,usd,\"gpt-a, input\",proj_alpha\n" + Times(0) +
        ",3.25,usd,\"gpt-a, output\",proj_alpha\n" + more;
    ASSERT_EQ(Run({"import", "--csv", Write("cost.csv", text)}).exit_code, 0);
  }
  Said Export(const std::string& format, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"export", "reconciliation", "--format", format});
    return Run(more);
  }
};

TEST_F(ExportReconciliationTest, EveryLineStandsInEveryFormWithItsCause) {
  ImportCosts();
  const Said csv = Export("csv");
  EXPECT_EQ(csv.exit_code, 0) << "the verdict is told, not exited with";
  EXPECT_THAT(csv.out, HasSubstr("2026-03-05,variance,true,true,proj_alpha,\"gpt-a, output\",gpt-a,"
                                 "standard,output,500000,0,0,usd,3.25,4,-0.75,unknown,\n"));
  EXPECT_THAT(csv.err, AllOf(HasSubstr("exported 2 rows of 1 day"), HasSubstr("variance: ")));
  const Said lines = Export("jsonl");
  EXPECT_THAT(lines.out, StartsWith(R"({"date":"2026-03-05","verdict":"variance",)"));
  const Said focus = Export("focus");
  EXPECT_THAT(FocusFaults(focus.out), IsEmpty());
  EXPECT_THAT(FocusRows(focus.out), SizeIs(2));
  EXPECT_EQ(FocusSum(focus.out, "BilledCost"), "5.25");
  EXPECT_EQ(FocusSum(focus.out, "x_PricedCost"), "6");
  EXPECT_EQ(FocusSum(focus.out, "x_Difference"), "-0.75");
  EXPECT_EQ(Run({"export", "reconciliation"}).out, csv.out) << "csv where nothing is said";
  EXPECT_THAT(Run({"runs"}).out, Not(HasSubstr("reconciliation"))) << "it only reads";
}

TEST_F(ExportReconciliationTest, AnotherCurrencyIsInTheSumOfItsOwn) {
  ImportCosts(Times(0) + ",9.5,eur,\"gpt-a, output\",proj_beta\n");
  const Said focus = Export("focus");
  EXPECT_THAT(FocusFaults(focus.out), IsEmpty());
  const auto rows = FocusRows(focus.out);
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_EQ(rows[2].at("BillingCurrency"), "EUR");
  EXPECT_EQ(rows[2].at("BilledCost"), "9.5");
  EXPECT_THAT(Export("csv").out, HasSubstr(",proj_beta,\"gpt-a, output\",,,,,,,eur,9.5,,,,\n"));
}

TEST_F(ExportReconciliationTest, DaysWithoutCostsHaveUseThatFocusCannotHold) {
  ImportCosts();
  const Said focus = Export("focus", {"--to", "2026-03-06"});
  EXPECT_THAT(FocusRows(focus.out), SizeIs(2));
  EXPECT_THAT(focus.err, HasSubstr("2 rows left out: use on days of which a side was not read"));
  EXPECT_THAT(Export("csv", {"--to", "2026-03-06"}).out,
              HasSubstr("2026-03-06,incomplete,true,false,proj_alpha,\"gpt-a, input\",gpt-a,"
                        "standard,input,1000000,0,0,usd,,2,,,\n"));
  const auto told = Json({"export", "reconciliation", "--format", "focus", "--to", "2026-03-07",
                          "--out", directory_.File("r.csv")});
  EXPECT_EQ(boost::json::serialize(told),
            R"({"verb":"export reconciliation","source":"openai","format":"focus",)"
            R"("verdict":"variance","rows":2,"rows_left_out":2,"days":2,"days_missing":1,)"
            R"("out":")" +
                directory_.File("r.csv") + R"("})");
}

TEST_F(ExportReconciliationTest, WrongWordsAreRefused) {
  EXPECT_EQ(Export("xlsx").exit_code, 64);
  EXPECT_EQ(Export("csv", {"--json"}).exit_code, 64);
  EXPECT_EQ(Export("csv", {"--from", "2026-03-06", "--to", "2026-03-05"}).exit_code, 64);
  EXPECT_EQ(Export("csv", {"--surface", "costs"}).exit_code, 64);
}

TEST_F(ExportReconciliationTest, AnEmptyLedgerGivesTheHeaderOnly) {
  variables_["COGNITRACK_DB"] = "sqlite:" + directory_.File("empty.db");
  EXPECT_THAT(FocusRows(Export("focus").out), IsEmpty());
  EXPECT_THAT(Export("csv").out, StartsWith("date,verdict,"));
  EXPECT_EQ(Export("jsonl").out, "");
}

TEST_F(ExportReconciliationTest, ARealMonthIsItsBillToTheLastDigit) {
  variables_.erase("COGNITRACK_PRICES");
  variables_["COGNITRACK_DB"] = "sqlite:" + directory_.File("june.db");
  for (const char* name : {"openai-completions-usage-2025-06.csv", "openai-cost-2025-06.csv"}) {
    const auto path = SharedFile(std::string("data/exports/") + name);
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
    ASSERT_EQ(Run({"import", "--csv", path.string()}).exit_code, 0);
  }
  const auto check = Json({"parity", "costs"});
  const Said focus = Export("focus");
  EXPECT_THAT(FocusFaults(focus.out), IsEmpty());
  EXPECT_EQ(FocusSum(focus.out, "BilledCost"), check.at("billed_usd").as_string());
  EXPECT_EQ(FocusSum(focus.out, "x_PricedCost"), check.at("priced_usd").as_string());
  EXPECT_THAT(FocusRows(focus.out), SizeIs(1'757));
  // Batch use is not told there: its price comes from the bill, which the use alone does not know.
  const Said use = Run({"export", "--format", "focus"});
  EXPECT_THAT(FocusFaults(use.out), IsEmpty());
  EXPECT_EQ(FocusSum(use.out, "EffectiveCost"), "19554.228289825");
}

}  // namespace
}  // namespace cognitrack
