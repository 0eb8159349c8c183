// Allocation from the command line: rules set, kept and shown, and the month's statement.
#include <fstream>

#include "tests/command_line/command_line_fixture.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class AllocationTest : public CommandLine {
 protected:
  std::string Rules(const std::string& rows) {
    return Write(
        "units.csv",
        "project_id,api_key_id,business_unit,cost_centre,share_percent,from,until\n" + rows);
  }
  // Days 0 and 1: 2026-03-05 and 2026-03-06.
  void ImportCosts() {
    const std::string file = Write(
        "cost.csv", "start_time,end_time,amount_value,amount_currency,line_item,project_id\n" +
                        Times(0) + ",10,usd,\"gpt-a, input\",proj_alpha\n" + Times(0) +
                        ",0.000000000001,usd,\"gpt-a, output\",proj_alpha\n" + Times(1) +
                        ",2.5,usd,\"gpt-a, input\",proj_beta\n" + Times(1) +
                        ",7,eur,\"gpt-a, input\",proj_beta\n");
    EXPECT_EQ(Run({"import", "--csv", file}).exit_code, 0);
  }
  std::string Set(const std::string& rows) {
    const Said said = Run({"allocation", "set", "--csv", Rules(rows)});
    EXPECT_EQ(said.exit_code, 0) << said.err;
    return said.out;
  }
  static std::string TextOf(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static constexpr const char* kTwoUnits =
      "proj_alpha,,Research,CC-100,60,2026-03-01,\n"
      "proj_alpha,,Sales,CC-200,40,2026-03-01,\n";
};

TEST_F(AllocationTest, TheStatementAddsUpToTheBillAndShowsTheRest) {
  ImportCosts();
  Set(kTwoUnits);
  const auto statement = Json({"allocation", "statement", "--month", "2026-03"});
  EXPECT_EQ(boost::json::serialize(statement.at("sums")),
            R"([{"business_unit":"Research","cost_centre":"CC-100","currency":"usd",)"
            R"("amount":"6.000000000001"},{"business_unit":"Sales","cost_centre":"CC-200",)"
            R"("currency":"usd","amount":"4"},{"business_unit":null,"cost_centre":null,)"
            R"("currency":"eur","amount":"7"},{"business_unit":null,"cost_centre":null,)"
            R"("currency":"usd","amount":"2.5"}])");
  EXPECT_EQ(boost::json::serialize(statement.at("bill")),
            R"([{"currency":"eur","amount":"7"},{"currency":"usd","amount":"12.500000000001"}])");
  EXPECT_EQ(statement.at("complete"), false);
  EXPECT_EQ(statement.at("days_missing").as_array().size(), 29U);
  const Said text = Run({"allocation", "statement", "--month", "2026-03"});
  EXPECT_THAT(text.out,
              AllOf(HasSubstr("Unallocated"), HasSubstr("holds no costs of 29 days (2026-03-01 – "
                                                        "2026-03-04, 2026-03-07 – 2026-03-31)")));
  EXPECT_THAT(text.out, AllOf(HasSubstr("proj_beta  no rule  usd          2.5\n"),
                              HasSubstr("proj_beta  no rule  eur            7\n")));
}

TEST_F(AllocationTest, AStatementIsWrittenAsAFile) {
  ImportCosts();
  Set(kTwoUnits);
  const std::string csv = directory_.File("march.csv"), md = directory_.File("sales.md");
  const Said said = Run({"allocation", "statement", "--month", "2026-03", "--out", csv});
  EXPECT_THAT(said.err, HasSubstr("The bill is incomplete"));
  EXPECT_THAT(TextOf(csv),
              HasSubstr("openai,2026-03,allocated,Sales,CC-200,usd,proj_alpha,\"gpt-a, "
                        "input\",project_id,4,29,3\n"));
  EXPECT_EQ(Run({"allocation", "statement", "--month", "2026-03", "--unit", "Sales", "--out", md})
                .exit_code,
            0);
  EXPECT_THAT(TextOf(md), AllOf(HasSubstr("## Sales / CC-200"), HasSubstr("| *Unallocated* |"),
                                Not(HasSubstr("Research"))));
  // The others' sums stand there together, so that the parts add up to the bill.
  EXPECT_THAT(Run({"allocation", "statement", "--month", "2026-03", "--unit", "Sales"}).out,
              AllOf(testing::ContainsRegex(R"(\(other units\) +usd +6\.000000000001)"),
                    Not(HasSubstr("Research"))));
}

TEST_F(AllocationTest, WhatWasStatedCanBeStatedAgain) {
  ImportCosts();
  Set(kTwoUnits);
  const Said before = Run({"allocation", "statement", "--month", "2026-03"});
  const std::string said = Set("proj_alpha,,Legal,CC-300,,2026-03-01,\n");
  EXPECT_THAT(said, AllOf(HasSubstr("− project_id proj_alpha → 60 % to Research / CC-100"),
                          HasSubstr("+ project_id proj_alpha → Legal / CC-300 from 2026-03-01"),
                          HasSubstr("Statements change from 2026-03-01 on; '--as-of 3' gives")));
  EXPECT_THAT(Run({"allocation", "statement", "--month", "2026-03"}).out, HasSubstr("Legal"));
  EXPECT_EQ(Run({"allocation", "statement", "--month", "2026-03", "--as-of", "3"}).out, before.out);
}

TEST_F(AllocationTest, EveryVersionIsKeptWithItsRun) {
  EXPECT_THAT(Run({"allocation", "show"}).out, HasSubstr("No allocation rules are in force"));
  Set(kTwoUnits);
  EXPECT_THAT(Set(kTwoUnits), HasSubstr("says what is in force already"));
  Set("proj_alpha,,Research,CC-100,60,2026-03-01,\n");
  const auto history = Json({"allocation", "show", "--history"});
  const auto& versions = history.at("versions").as_array();
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_EQ(versions[0].at("revision"), 2);
  EXPECT_EQ(versions[0].at("run"), 2);
  EXPECT_EQ(versions[0].at("kept"), 1);
  EXPECT_EQ(versions[0].at("removed").at(0).at("business_unit"), "Sales");
  EXPECT_EQ(versions[1].at("rules").as_array().size(), 2U);
  EXPECT_EQ(Json({"allocation", "show"}).at("rules").at(0).at("share_percent"), "60");
  EXPECT_EQ(Json({"allocation", "show", "--as-of", "1"}).at("rules").as_array().size(), 2U);
  EXPECT_EQ(Json({"runs", "2"}).at("runs").at(0).at("verb"), "allocation set");
}

TEST_F(AllocationTest, AWrongFileIsNamedWithItsPlaceAndChangesNothing) {
  Set(kTwoUnits);
  const std::string wrong = Rules(std::string(kTwoUnits) + "proj_alpha,,Legal,,1,2026-03-05,\n");
  for (const char* verb : {"check", "set"}) {
    const Said said = Run({"allocation", verb, "--csv", wrong});
    EXPECT_EQ(said.exit_code, 65);
    EXPECT_THAT(said.err, HasSubstr("units.csv:4: on 2026-03-05 more than 100 %"));
  }
  EXPECT_THAT(Run({"allocation", "set", "--csv", wrong}).err,
              HasSubstr("; the rules in force stay as they are"));
  EXPECT_EQ(Json({"allocation", "show"}).at("rules").as_array().size(), 2U);
  EXPECT_EQ(Json({"allocation", "check", "--csv", Rules(kTwoUnits)}).at("rules").as_array().size(),
            2U);
}

TEST_F(AllocationTest, AMisspeltMonthOrUnitOrFormIsRefused) {
  ImportCosts();
  Set(kTwoUnits);
  const auto error = [this](std::vector<std::string> more) {
    more.insert(more.begin(), {"allocation", "statement"});
    const Said said = Run(more);
    EXPECT_EQ(said.exit_code, 64);
    return said.err;
  };
  EXPECT_THAT(error({"--month", "2026-3"}), HasSubstr("write it as 2026-03"));
  EXPECT_THAT(error({"--month", "2026-03", "--unit", "Reserch"}),
              HasSubstr("did you mean 'Research'?"));
  EXPECT_THAT(error({"--month", "2026-03", "--format", "xls"}), HasSubstr("text, csv, md"));
  EXPECT_THAT(error({"--month", "2026-03", "--format", "csv", "--json"}), HasSubstr("--out FILE"));
}

TEST_F(AllocationTest, AMonthOfWhichNothingIsHeldIsUnknown) {
  const Said said = Run({"allocation", "statement", "--month", "2026-02"});
  EXPECT_EQ(said.exit_code, 0);
  EXPECT_THAT(said.out, AllOf(HasSubstr("No allocation rules were in force"),
                              HasSubstr("of 28 days (2026-02-01 – 2026-02-28)"),
                              HasSubstr("Unallocated"), HasSubstr("—")));
  EXPECT_THAT(said.out, Not(HasSubstr("  0\n")));
}

}  // namespace
}  // namespace cognitrack
