// Billed costs as FOCUS rows.
#include <filesystem>

#include "money/picos.h"
#include "tests/command_line/command_line_fixture.h"
#include "tests/support/focus_rules.h"
#include "tests/support/shared_data.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FocusTest : public CommandLine {
 protected:
  void ImportCosts() {
    const std::string head =
        "start_time,end_time,amount_value,amount_currency,quantity,quantity_unit,line_item,"
        "api_key_id,project_id\n";
    const std::string file = Write(
        "cost.csv", head + Times(0) + ",1.619602,usd,32392040,tokens,\"gpt-a, input\",key_1," +
                        "proj_alpha\n" + Times(0) + ",-0.5,usd,,,credit,,proj_beta\n" + Times(1) +
                        ",3E-6,usd,,,,,\n");
    EXPECT_EQ(Run({"import", "--csv", file}).exit_code, 0);
  }
  std::string Focus(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"export", "--format", "focus", "--surface", "costs"});
    const Said said = Run(more);
    EXPECT_EQ(said.exit_code, 0) << said.err;
    EXPECT_THAT(FocusFaults(said.out), IsEmpty());
    return said.out;
  }
  static Picos AmountOf(const boost::json::value& holder) {
    return ParsePicos(std::string(holder.at("amount").as_string()))->value;
  }
  static std::string SumOf(const std::string& csv) { return FocusSum(csv, "BilledCost"); }
};

TEST_F(FocusTest, EachRowOfCostsIsOneRowAndTheSumIsTheBill) {
  ImportCosts();
  const std::string csv = Focus();
  const auto rows = FocusRows(csv);
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_EQ(SumOf(csv), "1.119605");
  EXPECT_EQ(rows[0].at("ResourceId"), "key_1");
  EXPECT_EQ(rows[0].at("ConsumedQuantity"), "32392040");
  EXPECT_EQ(rows[0].at("ConsumedUnit"), "Tokens");
  EXPECT_EQ(rows[0].count("Tags"), 0U) << "no rules are in force";
  EXPECT_EQ(rows[1].at("ChargeDescription"), "credit");
  EXPECT_EQ(rows[2].at("BilledCost"), "0.000003");
  EXPECT_EQ(rows[2].at("ChargePeriodStart"), "2026-03-06T00:00:00Z");
  EXPECT_EQ(rows[2].at("SubAccountId"), "");
}

TEST_F(FocusTest, RulesInForceSayWhoseMoneyEachRowIs) {
  ImportCosts();
  const std::string rules =
      Write("units.csv",
            "project_id,business_unit,cost_centre,share_percent,from\n"
            "proj_alpha,Research,CC-1,,2026-01-01\nproj_beta,Sales,CC-2,50,2026-01-01\n");
  EXPECT_EQ(Run({"allocation", "set", "--csv", rules}).exit_code, 0);
  const auto rows = FocusRows(Focus());
  EXPECT_EQ(rows[0].at("Tags"), R"({"business_unit":"Research","cost_centre":"CC-1"})");
  EXPECT_EQ(rows[1].at("x_Allocation"),
            R"([{"business_unit":"Sales","cost_centre":"CC-2","amount":"-0.25"},)"
            R"({"business_unit":null,"cost_centre":null,"amount":"-0.25"}])");
  EXPECT_EQ(rows[2].at("Tags"), "");
  EXPECT_EQ(FocusRows(Focus({"--as-of", "2"}))[0].count("Tags"), 0U) << "before there were rules";
}

TEST_F(FocusTest, FiltersAndFilesWorkAsForTheOtherForms) {
  ImportCosts();
  EXPECT_THAT(FocusRows(Focus({"--filter", "project_id=proj_beta"})), SizeIs(1));
  const std::string out = directory_.File("focus.csv");
  const auto told = Json({"export", "--format", "focus", "--surface", "costs", "--out", out});
  EXPECT_EQ(told.at("rows"), 3);
  EXPECT_EQ(told.at("rows_left_out"), 0);
}

TEST_F(FocusTest, RowsThatFocusCannotHoldAreSaid) {
  const std::string file =
      Write("cost.csv", "start_time,end_time,amount_value,amount_currency,project_id\n" + Times(0) +
                            ",1,usd,proj_alpha\n" + Times(0) + ",2,,proj_beta\n");
  EXPECT_EQ(Run({"import", "--csv", file}).exit_code, 0);
  const Said said = Run({"export", "--format", "focus", "--surface", "costs"});
  EXPECT_THAT(FocusRows(said.out), SizeIs(1));
  EXPECT_THAT(said.err, HasSubstr("1 row without an amount or a currency left out"));
}

TEST_F(FocusTest, AnEmptyLedgerGivesTheHeaderOnly) { EXPECT_THAT(FocusRows(Focus()), IsEmpty()); }

TEST_F(FocusTest, ARealMonthAddsUpInEveryForm) {
  const auto path = SharedFile("data/exports/openai-cost-2025-06.csv");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  ASSERT_EQ(Run({"import", "--csv", path.string()}).exit_code, 0);
  const auto bill = Json({"costs", "--from", "2025-06-01", "--to", "2025-06-30"});
  const std::string total(bill.at("totals").at("amount_value").as_string());
  std::string rules = "project_id,business_unit,share_percent,from\n";
  int i = 0;
  const auto by_project = Json({"costs", "--group-by", "project_id"});
  for (const auto& row : by_project.at("rows").as_array()) {
    const std::string project(row.at("project_id").as_string());
    rules += project + ",Unit " + std::to_string(i % 2) + ",33.3333,2025-01-01\n" + project +
             ",Unit 2," + std::to_string(10 * i % 60 + 1) + ",2025-06-11\n";
    ++i;
  }
  ASSERT_EQ(Run({"allocation", "set", "--csv", Write("units.csv", rules)}).exit_code, 0);
  const std::string csv = Focus();
  EXPECT_EQ(SumOf(csv), total);
  const auto statement = Json({"allocation", "statement", "--month", "2025-06"});
  EXPECT_EQ(statement.at("bill").at(0).at("amount").as_string(), total);
  Picos sums, lines, parts;
  for (const auto& sum : statement.at("sums").as_array()) {
    sums.count += AmountOf(sum).count;
  }
  for (const auto& line : statement.at("lines").as_array()) {
    lines.count += AmountOf(line).count;
  }
  for (const auto& row : FocusRows(csv)) {
    const boost::json::value split = boost::json::parse(row.at("x_Allocation"));
    for (const auto& part : split.as_array()) {
      parts.count += AmountOf(part).count;
    }
  }
  EXPECT_EQ(ToText(sums), total);
  EXPECT_EQ(ToText(lines), total);
  EXPECT_EQ(ToText(parts), total);
}

}  // namespace
}  // namespace cognitrack
