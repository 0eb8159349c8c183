#include "allocation/allocation_rules.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

AllocationRule Rule(AllocationLevel level, const std::string& value, const std::string& unit,
                    const std::string& from, const std::string& until = "",
                    std::int64_t percent = 100) {
  AllocationRule rule;
  rule.level = level;
  rule.value = value;
  rule.owner = {unit, "CC-" + unit};
  rule.from = *ParseDay(from);
  if (!until.empty()) rule.until = *ParseDay(until);
  rule.share = percent * 10'000;
  rule.file = "rules.csv";
  return rule;
}

AllocationRule Project(const std::string& unit, const std::string& from,
                       const std::string& until = "", std::int64_t percent = 100) {
  return Rule(AllocationLevel::kProject, "proj_alpha", unit, from, until, percent);
}

Result<AllocationRules> Made(std::vector<AllocationRule> rules) {
  for (std::size_t i = 0; i < rules.size(); ++i) rules[i].line = static_cast<std::int64_t>(i) + 2;
  return AllocationRules::Make(std::move(rules));
}

std::string Found(const AllocationRules& rules, const Series& series, const std::string& day) {
  const RuleMatch match = rules.Find(series, *ParseDay(day));
  std::string text = match.level ? std::string(NameOf(*match.level)) : "no rule";
  for (const OwnerShare& part : match.shares) {
    text += ", " + PercentText(part.share) + " % " + OwnerText(part.owner);
  }
  return text;
}

const Series kRow{{"api_key_id", "key_1"}, {"project_id", "proj_alpha"}, {"user_id", "user_1"}};

TEST(AllocationRulesTest, ARuleHoldsFromItsFirstDayUntilTheDayThatEndsIt) {
  const auto rules = Made({Project("A", "2026-03-01", "2026-03-10"), Project("B", "2026-03-10")});
  ASSERT_OK(rules);
  EXPECT_EQ(Found(*rules, kRow, "2026-02-28"), "no rule");
  EXPECT_EQ(Found(*rules, kRow, "2026-03-01"), "project_id, 100 % A / CC-A");
  EXPECT_EQ(Found(*rules, kRow, "2026-03-09"), "project_id, 100 % A / CC-A");
  EXPECT_EQ(Found(*rules, kRow, "2026-03-10"), "project_id, 100 % B / CC-B");
}

TEST(AllocationRulesTest, TheNarrowestRuleCounts) {
  const auto rules =
      Made({Project("P", "2026-01-01"), Rule(AllocationLevel::kUser, "user_1", "U", "2026-02-01"),
            Rule(AllocationLevel::kApiKey, "key_1", "K", "2026-03-01")});
  ASSERT_OK(rules);
  EXPECT_EQ(Found(*rules, kRow, "2026-01-31"), "project_id, 100 % P / CC-P");
  EXPECT_EQ(Found(*rules, kRow, "2026-02-01"), "user_id, 100 % U / CC-U");
  EXPECT_EQ(Found(*rules, kRow, "2026-03-01"), "api_key_id, 100 % K / CC-K");
  EXPECT_EQ(Found(*rules, Series{{"project_id", "proj_alpha"}}, "2026-03-01"),
            "project_id, 100 % P / CC-P")
      << "a row that names no key is its project's";
  EXPECT_EQ(Found(*rules, Series{{"project_id", "proj_beta"}}, "2026-03-01"), "no rule");
  EXPECT_TRUE(rules->Names(AllocationLevel::kUser, *ParseDay("2026-02-01")));
  EXPECT_FALSE(rules->Names(AllocationLevel::kUser, *ParseDay("2026-01-31")));
}

TEST(AllocationRulesTest, ANarrowRuleThatGivesAPartLeavesNothingToTheWiderOne) {
  const auto rules = Made({Project("P", "2026-01-01"),
                           Rule(AllocationLevel::kApiKey, "key_1", "K", "2026-01-01", "", 60)});
  ASSERT_OK(rules);
  EXPECT_EQ(Found(*rules, kRow, "2026-01-01"), "api_key_id, 60 % K / CC-K");
}

TEST(AllocationRulesTest, SharesOfOneTargetStandInOrderOfTheirOwners) {
  const auto rules = Made({Project("B", "2026-01-01", "", 40), Project("A", "2026-01-01", "", 60)});
  ASSERT_OK(rules);
  EXPECT_EQ(Found(*rules, kRow, "2026-01-01"), "project_id, 60 % A / CC-A, 40 % B / CC-B");
}

TEST(AllocationRulesTest, MoreThanEverythingIsRefusedOnTheDayItBegins) {
  EXPECT_THAT(Made({Project("A", "2026-01-01", "", 60), Project("B", "2026-03-01", "", 41)}),
              HasError(ErrorCode::kBadInput,
                       HasSubstr("rules.csv:3: on 2026-03-01 more than 100 % of project_id "
                                 "proj_alpha is given away: 60 % to A / CC-A (line 2), 41 % to B / "
                                 "CC-B (line 3)")));
  EXPECT_THAT(Made({Project("B", "2026-03-01"), Project("A", "2026-01-01")}),
              HasError(ErrorCode::kBadInput, HasSubstr("rules.csv:3: on 2026-03-01")));
  EXPECT_OK(Made({Project("A", "2026-01-01", "2026-03-01", 60), Project("B", "2026-03-01")}));
}

TEST(AllocationRulesTest, TwoRowsThatGiveOneDayToOneOwnerAreRefused) {
  EXPECT_THAT(
      Made({Project("A", "2026-01-01", "2026-02-01", 10), Project("A", "2026-01-31", "", 20)}),
      HasError(ErrorCode::kBadInput,
               HasSubstr("rules.csv:3: project_id proj_alpha is given to A / CC-A for some "
                         "of these days already on line 2")));
  EXPECT_OK(
      Made({Project("A", "2026-01-01", "2026-02-01", 10), Project("A", "2026-02-01", "", 20)}));
}

TEST(AllocationRulesTest, WhatChangesIsToldWhateverTheOrder) {
  const AllocationRule a = Project("A", "2026-02-01"), b = Project("B", "2026-01-01"),
                       c = Project("C", "2026-03-01");
  const RuleChanges changes = ChangesBetween({a, b}, {c, a});
  EXPECT_EQ(changes.kept, 1);
  ASSERT_THAT(changes.added, ElementsAre(testing::Field(&AllocationRule::owner, c.owner)));
  ASSERT_THAT(changes.removed, ElementsAre(testing::Field(&AllocationRule::owner, b.owner)));
  EXPECT_EQ(changes.first_day(), *ParseDay("2026-01-01"));
  EXPECT_EQ(ChangesBetween({a, b}, {b, a}).first_day(), std::nullopt);
  EXPECT_THAT(ChangesBetween({a, a}, {a}).removed, testing::SizeIs(1));
}

}  // namespace
}  // namespace cognitrack
