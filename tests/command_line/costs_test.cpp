// Costs from an export: imported, reported, compared, exported again.
#include "tests/command_line/command_line_fixture.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class CostsTest : public CommandLine {
 protected:
  std::string Cost(const std::string& name, const std::string& beta = "2") {
    return Write(name, "start_time,end_time,amount_value,amount_currency,line_item,project_id\n" +
                           Times(0) + ",1.619602,usd,\"gpt-a, input\",proj_alpha\n" + Times(0) +
                           "," + beta + ",usd,\"gpt-a, output\",proj_beta\n" + Times(1) +
                           ",-0.5,usd,credit," + "proj_beta\n");
  }
};

TEST_F(CostsTest, AnImportedMonthIsReportedToTheDigit) {
  EXPECT_EQ(Run({"import", "--csv", Cost("cost.csv")}).exit_code, 0);
  const auto report = Json({"costs", "--group-by", "project_id"});
  EXPECT_EQ(report.at("surface"), "costs");
  EXPECT_EQ(boost::json::serialize(report.at("group_by")), R"(["project_id","amount_currency"])");
  EXPECT_EQ(boost::json::serialize(report.at("rows")),
            R"([{"project_id":"proj_alpha","amount_currency":"usd","amount_value":"1.619602",)"
            R"("quantity":null},{"project_id":"proj_beta","amount_currency":"usd",)"
            R"("amount_value":"1.5","quantity":null}])");
  EXPECT_EQ(report.at("totals").at("amount_value"), "3.119602");
  const Said text = Run({"costs", "--group-by", "line_item"});
  EXPECT_THAT(text.out, HasSubstr("gpt-a, input   usd       1.619602\n"));
  EXPECT_THAT(text.out, HasSubstr("Total                    3.119602\n"));
}

TEST_F(CostsTest, TheUsageOfTheSameSourceIsUntouched) {
  Run({"import", "--csv", Cost("cost.csv")});
  EXPECT_TRUE(Json({"usage"}).at("rows").as_array().empty());
  EXPECT_EQ(Json({"windows", "--surface", "costs"}).at("days").as_array().size(), 2U);
  EXPECT_TRUE(Json({"windows", "--surface", "costs"}).at("days").at(0).at("totals").is_null());
  EXPECT_EQ(Json({"windows", "--surface", "costs"}).at("cursor").at("name"), "costs:key_1");
  EXPECT_EQ(Run({"windows", "--surface", "money"}).exit_code, 64);
}

TEST_F(CostsTest, WhatIsExportedComparesExactly) {
  Run({"import", "--csv", Cost("cost.csv")});
  const std::string out = directory_.File("out.csv");
  EXPECT_EQ(Run({"export", "--surface", "costs", "--out", out}).exit_code, 0);
  const auto document = Json({"parity", "--csv", out});
  EXPECT_EQ(document.at("verdict"), "exact");
  EXPECT_EQ(document.at("surface"), "costs");
  EXPECT_EQ(document.at("totals").at("csv").at("amount_value"), "3.119602");
  EXPECT_THAT(Run({"parity", "--csv", out}).out, HasSubstr("to the last digit"));
}

TEST_F(CostsTest, AChangedAmountIsNamedAndNotProven) {
  Run({"import", "--csv", Cost("cost.csv")});
  const auto document = Json({"parity", "--csv", Cost("other.csv", "2.01")}, 1);
  EXPECT_EQ(document.at("verdict"), "variance");
  ASSERT_EQ(document.at("differences").as_array().size(), 1U);
  const auto& difference = document.at("differences").at(0);
  EXPECT_EQ(difference.at("cause"), "value_differs");
  EXPECT_EQ(boost::json::serialize(difference.at("metrics")),
            R"({"amount_value":{"csv":"2.01","ledger":"2","delta":"0.01"}})");
  const auto shown = Json({"parity", "show"});
  EXPECT_EQ(shown.at("differences"), document.at("differences")) << "as it was recorded";
}

TEST_F(CostsTest, NamesAndAddressesOfPeopleAreNotKept) {
  const std::string file = Write(
      "cost.csv", "start_time,end_time,amount_value,amount_currency,user_email,project_name\n" +
                      Times(0) + ",1,usd,ann@example.org,Secret project\n");
  EXPECT_EQ(Run({"import", "--csv", file}).exit_code, 0);
  for (const Said& said :
       {Run({"costs", "--json"}), Run({"export", "--surface", "costs"}), Run({"runs", "1"})}) {
    EXPECT_THAT(said.out, Not(HasSubstr("ann@")));
    EXPECT_THAT(said.out, Not(HasSubstr("Secret")));
  }
}

}  // namespace
}  // namespace cognitrack
