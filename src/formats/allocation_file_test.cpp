#include "formats/allocation_file.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kHead =
    "project_id,api_key_id,user_id,business_unit,cost_centre,share_percent,from,until,note\n";

Result<AllocationRules> File(const std::string& text) {
  static std::string kept;
  kept = text;
  return ReadAllocationRules(InputFile::OfText("units.csv", kept));
}
Result<AllocationRules> Row(const std::string& cells) {
  return File(std::string(kHead) + cells + "\n");
}

TEST(AllocationFileTest, ARowIsReadWhole) {
  const auto rules = Row(",key_1,,Research,CC-100,33.3333,2026-03-01,2026-04-01,\"by mail, May\"");
  ASSERT_OK(rules);
  ASSERT_THAT(rules->rules(), SizeIs(1));
  const AllocationRule& rule = rules->rules().front();
  EXPECT_EQ(TargetText(rule), "api_key_id key_1");
  EXPECT_EQ(OwnerText(rule.owner), "Research / CC-100");
  EXPECT_EQ(rule.share, 333'333);
  EXPECT_EQ(rule.from, *ParseDay("2026-03-01"));
  EXPECT_EQ(rule.until, *ParseDay("2026-04-01"));
  EXPECT_EQ(rule.note, "by mail, May");
}

TEST(AllocationFileTest, AFewColumnsAreEnough) {
  const auto rules = File("from;project_id;business_unit\n2026-01-01;proj_a;Sales\n;;\n");
  ASSERT_OK(rules);
  ASSERT_THAT(rules->rules(), SizeIs(1));
  EXPECT_EQ(OwnerText(rules->rules()[0].owner), "Sales");
  EXPECT_EQ(rules->rules()[0].share, kWholeShare);
  EXPECT_EQ(rules->rules()[0].until, std::nullopt);
}

TEST(AllocationFileTest, APercentSignIsTakenAndAGuardedFormulaComesBackAsItWas) {
  const auto rules = Row("proj_a,,,'=Sum,CC,60 %,2026-01-01,,");
  ASSERT_OK(rules);
  EXPECT_EQ(rules->rules()[0].share, 600'000);
  EXPECT_EQ(rules->rules()[0].owner.business_unit, "=Sum");
}

TEST(AllocationFileTest, AFileWithoutRowsAllocatesNothing) {
  const auto rules = File(std::string(kHead));
  ASSERT_OK(rules);
  EXPECT_THAT(rules->rules(), IsEmpty());
}

TEST(AllocationFileTest, EveryFaultIsNamedWithItsPlace) {
  const std::vector<std::pair<std::string, std::string>> faults = {
      {",,,Sales,1,,2026-01-01,,", "units.csv:2:1: the row names neither"},
      {"proj_a,key_1,,Sales,1,,2026-01-01,,", "units.csv:2:1: the row names api_key_id and "},
      {"proj_a,,,,1,,2026-01-01,,", "units.csv:2:4: business_unit is blank"},
      {"proj_a,,,Sales,1,0,2026-01-01,,", "units.csv:2:6: share_percent is '0'"},
      {"proj_a,,,Sales,1,-5,2026-01-01,,", "units.csv:2:6: share_percent is '-5'"},
      {"proj_a,,,Sales,1,100.1,2026-01-01,,", "units.csv:2:6: share_percent is '100.1'"},
      {"proj_a,,,Sales,1,33.33333,2026-01-01,,", "units.csv:2:6: share_percent is '33.33333'"},
      {"proj_a,,,Sales,1,half,2026-01-01,,", "units.csv:2:6: share_percent is 'half'"},
      {"proj_a,,,Sales,1,,,,", "units.csv:2:7: from is blank"},
      {"proj_a,,,Sales,1,,01/03/2026,,", "units.csv:2:7: from is '01/03/2026', no day"},
      {"proj_a,,,Sales,1,,2026-01-01,2026-01-01,", "units.csv:2:8: until is not after from"},
      {"proj_a,,,Sales", "units.csv:2:1: the row has 4 cells"},
      {"proj_a,,,Sales,1,,2026-01-01,,\nproj_a,,,Legal,2,,2026-06-01,,",
       "units.csv:3: on 2026-06-01 more than 100 % of project_id proj_a"},
      {"proj_a,,,Sales,1,50,2026-01-01,,\nproj_a,,,Sales,1,50,2026-06-01,,",
       "units.csv:3: project_id proj_a is given to Sales / 1 for some of these days already"},
  };
  for (const auto& [row, message] : faults) {
    EXPECT_THAT(Row(row), HasError(ErrorCode::kBadInput, HasSubstr(message))) << row;
  }
  EXPECT_THAT(File("project_id,business_unit,from,owner\n"),
              HasError(ErrorCode::kBadInput,
                       HasSubstr("units.csv:1:4: the column 'owner' is not known here")));
  EXPECT_THAT(File("project_id,from\n"),
              HasError(ErrorCode::kBadInput, HasSubstr("the column business_unit is missing")));
}

}  // namespace
}  // namespace cognitrack
