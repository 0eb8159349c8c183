// The price book from the command line.
#include "tests/command_line/command_line_fixture.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

using PricesTest = CommandLine;

TEST_F(PricesTest, APriceIsToldWithItsDayAndItsSource) {
  const auto before = Json({"prices", "explain", "o3-2025-04-16", "2025-06-09"});
  EXPECT_EQ(before.at("priced"), true);
  EXPECT_EQ(before.at("prices").at(0).at("usd_per_million"), "10");
  EXPECT_EQ(before.at("prices").at(0).at("until"), "2025-06-10");
  const auto after = Json({"prices", "explain", "o3-2025-04-16", "2025-06-10"});
  EXPECT_EQ(after.at("prices").at(0).at("usd_per_million"), "2");
  EXPECT_THAT(std::string(after.at("prices").at(0).at("at").as_string()), HasSubstr("prices.csv:"));
}

TEST_F(PricesTest, WhatHasNoPriceIsSaidToHaveNone) {
  const auto nobody = Json({"prices", "explain", "gpt-nobody", "2026-01-01"});
  EXPECT_EQ(nobody.at("priced"), false);
  EXPECT_TRUE(nobody.at("prices").as_array().empty());
  EXPECT_THAT(Run({"prices", "explain", "gpt-4o-2024-11-20", "2024-01-01"}).out,
              HasSubstr("for other days only"));
}

TEST_F(PricesTest, ABookOfOnesOwnLiesAbove) {
  variables_["COGNITRACK_PRICES"] = Write("ours.csv",
                                          "provider,model,tier,from,input,discount_percent,source\n"
                                          "openai,*,*,2025-01-01,,10,our contract\n");
  const auto told = Json({"prices", "explain", "o3-2025-04-16", "2025-06-10"});
  EXPECT_EQ(told.at("prices").at(0).at("usd_per_million"), "1.8");
  EXPECT_EQ(told.at("prices").at(0).at("discount_percent"), "10");
  EXPECT_EQ(Json({"prices", "check"}).at("rows"), 285);
}

TEST_F(PricesTest, AWrongBookIsNamedWithItsPlace) {
  const std::string file =
      Write("ours.csv", "provider,model,tier,from,input,source\nopenai,m,gold,2025-01-01,1,s\n");
  const Said said = Run({"prices", "check", "--prices", file});
  EXPECT_EQ(said.exit_code, 65);
  EXPECT_THAT(said.err, HasSubstr("ours.csv:2:3: tier is 'gold'"));
}

}  // namespace
}  // namespace cognitrack
