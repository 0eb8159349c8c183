#include "cli/argument_parser.h"

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ArgumentParserTest, CommonOptionsStandBeforeOrAfterTheVerb) {
  const auto parsed = ParseArguments({"--db", "sqlite:a.db", "usage", "--json", "--quiet"});
  ASSERT_OK(parsed);
  EXPECT_EQ(parsed->options.verb, "usage");
  EXPECT_EQ(parsed->options.database, "sqlite:a.db");
  EXPECT_TRUE(parsed->options.json);
  EXPECT_TRUE(parsed->options.quiet);
  EXPECT_FALSE(parsed->options.no_color);
}

TEST(ArgumentParserTest, OneFlagTakesSeveralFiles) {
  const auto parsed =
      ParseArguments({"import", "--csv", "a.csv", "b.csv", "--merge", "--csv", "c.csv"});
  ASSERT_OK(parsed);
  EXPECT_THAT(parsed->options.csv_files, ElementsAre("a.csv", "b.csv", "c.csv"));
  EXPECT_TRUE(parsed->options.merge);
}

TEST(ArgumentParserTest, FiltersRepeatAndKeepTheirOrder) {
  const auto parsed = ParseArguments(
      {"usage", "--filter", "model=gpt-5", "--filter=batch!=true", "--group-by", "day,model"});
  ASSERT_OK(parsed);
  EXPECT_THAT(parsed->options.filters, ElementsAre("model=gpt-5", "batch!=true"));
  EXPECT_THAT(SplitLists(parsed->options.group_by), ElementsAre("day", "model"));
}

TEST(ArgumentParserTest, DaysAndNumbersAreChecked) {
  const auto parsed = ParseArguments({"backfill", "--start", "2026-03-01", "--end", "2026-03-31",
                                      "--chunk-days", "7", "--resume"});
  ASSERT_OK(parsed);
  EXPECT_EQ(FormatDay(*parsed->options.start), "2026-03-01");
  EXPECT_EQ(parsed->options.chunk_days, 7);
  EXPECT_TRUE(parsed->options.resume);
  EXPECT_THAT(ParseArguments({"usage", "--from", "2026-02-30"}),
              HasError(ErrorCode::kUsage, AllOf(HasSubstr("--from: "), HasSubstr("2026-02-30"))));
  EXPECT_THAT(ParseArguments({"runs", "--limit", "many"}),
              HasError(ErrorCode::kUsage, HasSubstr("--limit: 'many' is no whole number")));
  EXPECT_THAT(ParseArguments({"runs", "--limit", "-1"}),
              HasError(ErrorCode::kUsage, HasSubstr("--limit")));
}

TEST(ArgumentParserTest, VerbsBelowVerbsHaveOptionsOfTheirOwn) {
  const auto sign = ParseArguments({"parity", "sign", "--by", "Ann Example", "--run", "4"});
  ASSERT_OK(sign);
  EXPECT_EQ(sign->options.verb, "parity sign");
  EXPECT_EQ(sign->options.signed_by, "Ann Example");
  EXPECT_EQ(sign->options.run_id, 4);
  const auto show = ParseArguments({"parity", "--json", "show", "12"});
  ASSERT_OK(show);
  EXPECT_EQ(show->options.verb, "parity show");
  EXPECT_EQ(show->options.run_id, 12);
  EXPECT_TRUE(show->options.json);
  EXPECT_THAT(ParseArguments({"parity", "--out", "x.md", "sign", "--by", "Ann"}),
              HasError(ErrorCode::kUsage, HasSubstr("does not take --out of 'parity'")));
}

TEST(ArgumentParserTest, AnUnknownVerbNamesTheNearest) {
  EXPECT_THAT(
      ParseArguments({"imprt", "--csv", "a.csv"}),
      HasError(ErrorCode::kUsage, HasSubstr("unknown verb 'imprt'; did you mean 'import'?")));
  EXPECT_THAT(
      ParseArguments({"config", "prnt"}),
      HasError(ErrorCode::kUsage, HasSubstr("unknown verb 'config prnt'; did you mean 'print'?")));
  EXPECT_THAT(
      ParseArguments({"frobnicate"}),
      HasError(ErrorCode::kUsage, HasSubstr("unknown verb 'frobnicate' ('cognitrack --help'")));
}

TEST(ArgumentParserTest, AnUnknownOptionNamesTheNearest) {
  EXPECT_THAT(ParseArguments({"usage", "--form", "2026-03-01"}),
              HasError(ErrorCode::kUsage,
                       HasSubstr("unknown option '--form' for 'usage'; did you mean '--from'?")));
  EXPECT_THAT(ParseArguments({"usage", "--jsn"}),
              HasError(ErrorCode::kUsage, HasSubstr("did you mean '--json'?")));
  EXPECT_THAT(ParseArguments({"windows", "stray"}),
              HasError(ErrorCode::kUsage, HasSubstr("'windows' takes no argument 'stray'")));
}

TEST(ArgumentParserTest, WhatIsMissingIsNamed) {
  EXPECT_THAT(ParseArguments({"import"}),
              HasError(ErrorCode::kUsage, HasSubstr("'import' needs --csv FILE…")));
  EXPECT_THAT(ParseArguments({"import", "--csv"}), HasError(ErrorCode::kUsage, HasSubstr("--csv")));
  EXPECT_THAT(ParseArguments({"parity", "sign"}),
              HasError(ErrorCode::kUsage, HasSubstr("'parity sign' needs --by NAME")));
  EXPECT_THAT(
      ParseArguments({"migrate"}),
      HasError(ErrorCode::kUsage, HasSubstr("'migrate' needs one of: status, plan, up, down")));
  EXPECT_THAT(ParseArguments({"--json"}), HasError(ErrorCode::kUsage, HasSubstr("no verb")));
}

TEST(ArgumentParserTest, ASingleValueMayNotBeGivenTwice) {
  EXPECT_THAT(ParseArguments({"usage", "--from", "2026-03-01", "--from", "2026-03-02"}),
              HasError(ErrorCode::kUsage, HasSubstr("--from: given 2 times")));
}

TEST(ArgumentParserTest, HelpIsFoundAtEveryLevel) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"--help"}, {"-h"}}) {
    const auto parsed = ParseArguments(arguments);
    ASSERT_OK(parsed);
    EXPECT_TRUE(parsed->help);
    EXPECT_EQ(parsed->options.verb, "");
  }
  const auto below = ParseArguments({"parity", "sign", "--help"});
  ASSERT_OK(below);
  EXPECT_TRUE(below->help);
  EXPECT_EQ(below->options.verb, "parity sign");
  EXPECT_TRUE(ParseArguments({"import", "-h"})->help);
}

}  // namespace
}  // namespace cognitrack
