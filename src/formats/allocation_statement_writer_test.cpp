#include "formats/allocation_statement_writer.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Picos Amount(const std::string& text) { return ParsePicos(text)->value; }

AllocationStatement March() {
  AllocationStatement statement;
  statement.source = "openai";
  statement.month = *ParseDay("2026-03-01");
  statement.revision = 12;
  statement.rules_revision = 4;
  statement.days_held = 31;
  const CostOwner research{"Research", "CC-100"}, odd{"=Odd, Ltd", ""};
  statement.lines = {
      {odd, "usd", "proj_beta", std::nullopt, AllocationLevel::kApiKey, Amount("0.5")},
      {research, "usd", "proj_alpha", "gpt-a, input", AllocationLevel::kProject, Amount("10")},
      {std::nullopt, "usd", "proj_gamma", "gpt-a, output", std::nullopt, Amount("-0.25")}};
  statement.sums = {{odd, "usd", Amount("0.5")},
                    {research, "usd", Amount("10")},
                    {std::nullopt, "usd", Amount("-0.25")}};
  statement.bill["usd"] = Amount("10.25");
  return statement;
}

constexpr std::string_view kHead =
    "source,month,status,business_unit,cost_centre,currency,project_id,line_item,allocated_by,"
    "amount,days_incomplete,revision\n";

TEST(StatementWriterTest, TheCsvHasEveryLineAndNoFormula) {
  EXPECT_EQ(StatementCsv(March()),
            std::string(kHead) +
                "openai,2026-03,allocated,\"'=Odd, Ltd\",,usd,proj_beta,,api_key_id,0.5,0,12\n"
                "openai,2026-03,allocated,Research,CC-100,usd,proj_alpha,\"gpt-a, input\","
                "project_id,10,0,12\n"
                "openai,2026-03,unallocated,,,usd,proj_gamma,\"gpt-a, output\",,-0.25,0,12\n");
}

TEST(StatementWriterTest, ARestOfNothingHasARowOfItsOwn) {
  AllocationStatement statement = March();
  statement.lines.resize(1);
  statement.sums.back().amount = Picos{};
  EXPECT_THAT(StatementCsv(statement), HasSubstr("\nopenai,2026-03,unallocated,,,usd,,,,0,0,12\n"));
}

TEST(StatementWriterTest, NothingHeldIsUnknownAndADayWithoutCostsIsNot) {
  AllocationStatement statement = March();
  statement.lines.clear();
  statement.sums.clear();
  statement.bill.clear();
  EXPECT_EQ(StatementCsv(statement),
            std::string(kHead) + "openai,2026-03,unallocated,,,,,,,0,0,12\n");
  statement.days_held = 0;
  statement.missing = {statement.month};
  EXPECT_EQ(StatementCsv(statement),
            std::string(kHead) + "openai,2026-03,unallocated,,,,,,,,1,12\n");
  EXPECT_THAT(StatementMarkdown(statement), HasSubstr("| *Unallocated* |  | — | — |"));
}

TEST(StatementWriterTest, AUnitsOwnCsvTellsTheRestInOneRow) {
  AllocationStatement statement = March();
  KeepUnit("Research", &statement);
  EXPECT_EQ(StatementCsv(statement),
            std::string(kHead) +
                "openai,2026-03,allocated,Research,CC-100,usd,proj_alpha,\"gpt-a, input\","
                "project_id,10,0,12\n"
                "openai,2026-03,unallocated,,,usd,,,,-0.25,0,12\n");
}

TEST(StatementWriterTest, TheMarkdownAddsUpToTheBill) {
  EXPECT_EQ(StatementMarkdown(March()),
            "# Allocation of 2026-03: openai\n\n"
            "As the provider billed it, by the rules in force. Ledger revision 12; `--as-of 12` "
            "gives this statement again.\n\n"
            "| Business unit | Cost centre | Currency | Amount |\n| --- | --- | --- | ---: |\n"
            "| =Odd, Ltd | — | usd | 0.5 |\n"
            "| Research | CC-100 | usd | 10 |\n"
            "| *Unallocated* |  | usd | -0.25 |\n"
            "| **Bill** |  | usd | **10.25** |\n\n"
            "## =Odd, Ltd\n\n"
            "| Project | Line item | Allocated by | Currency | Amount |\n"
            "| --- | --- | --- | --- | ---: |\n"
            "| proj_beta | — | api_key_id | usd | 0.5 |\n\n"
            "## Research / CC-100\n\n"
            "| Project | Line item | Allocated by | Currency | Amount |\n"
            "| --- | --- | --- | --- | ---: |\n"
            "| proj_alpha | gpt-a, input | project_id | usd | 10 |\n\n"
            "## Unallocated\n\n"
            "| Project | Line item | Allocated by | Currency | Amount |\n"
            "| --- | --- | --- | --- | ---: |\n"
            "| proj_gamma | gpt-a, output | — | usd | -0.25 |\n");
}

TEST(StatementWriterTest, WhatIsNotWholeIsSaid) {
  EXPECT_THAT(StatementRemarks(March()), IsEmpty());
  AllocationStatement statement = March();
  const Day first = statement.month;
  statement.rules_revision = 0;
  statement.missing = {first, first + 1, first + 4};
  statement.open = {first + 5};
  statement.clipped = {first + 6};
  statement.rows_without_amount = 2;
  statement.level_gaps = {{first + 7, AllocationLevel::kUser, "why"},
                          {first + 8, AllocationLevel::kUser, "why"}};
  EXPECT_THAT(
      StatementRemarks(statement),
      ElementsAre("No allocation rules were in force: everything is unallocated.",
                  "The bill is incomplete: the ledger holds no costs of 3 days (2026-03-01 – "
                  "2026-03-02, 2026-03-05).",
                  "Read before the day was over, and not since: 1 day (2026-03-06).",
                  "Cut short at the end of the day: 1 day (2026-03-07).",
                  "Rows of which the provider gave no amount, and which are in no sum: 2.",
                  "Rules for user_id could not be applied to 2 days (2026-03-08 – 2026-03-09): "
                  "why."));
  EXPECT_THAT(StatementMarkdown(statement), HasSubstr("gives this statement again.\n\n- No "));
  EXPECT_THAT(StatementCsv(statement), HasSubstr(",-0.25,5,12\n"));
}

}  // namespace
}  // namespace cognitrack
