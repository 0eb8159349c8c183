#include "alerts/budget.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Day On(std::string_view day) { return *ParseDay(day); }
Picos Usd(std::string_view text) { return ParsePicos(text)->value; }

// March 2026, with what each day from the first was billed and priced; "" is unknown.
BudgetSpending March(std::string_view limit,
                     std::vector<std::pair<std::string_view, std::string_view>> days) {
  BudgetSpending spending{
      {"prod", "openai", BudgetPeriod::kMonth, Usd(limit)}, On("2026-03-01"), {}};
  Day day = spending.first;
  for (const auto& [billed, priced] : days) {
    DaySpent spent{day, std::nullopt, std::nullopt, true};
    if (!billed.empty()) spent.billed = Usd(billed);
    if (!priced.empty()) spent.priced = Usd(priced);
    spending.days.push_back(spent);
    day = day + 1;
  }
  return spending;
}

std::vector<AlertRule> Crossed(const BudgetSpending& spending) {
  std::vector<AlertRule> rules;
  for (const Alert& alert : JudgeBudget(spending).crossed) rules.push_back(alert.key.rule);
  return rules;
}

std::vector<AlertRule> Kept(const BudgetSpending& spending) {
  std::vector<AlertRule> rules;
  for (const AlertKey& key : JudgeBudget(spending).kept) rules.push_back(key.rule);
  return rules;
}

TEST(BudgetTest, APeriodIsADayAWeekFromMondayOrAMonth) {
  const Day thursday = On("2026-03-05");
  EXPECT_EQ(FirstOfPeriod(BudgetPeriod::kDay, thursday), thursday);
  EXPECT_EQ(FirstOfPeriod(BudgetPeriod::kWeek, thursday), On("2026-03-02"));
  EXPECT_EQ(FirstOfPeriod(BudgetPeriod::kWeek, On("2026-03-02")), On("2026-03-02"));
  EXPECT_EQ(FirstOfPeriod(BudgetPeriod::kWeek, On("2026-03-08")), On("2026-03-02"));
  EXPECT_EQ(FirstOfPeriod(BudgetPeriod::kWeek, On("2026-03-09")), On("2026-03-09"));
  EXPECT_EQ(FirstOfPeriod(BudgetPeriod::kMonth, thursday), On("2026-03-01"));
  EXPECT_EQ(FirstOfNextPeriod(BudgetPeriod::kDay, thursday), On("2026-03-06"));
  EXPECT_EQ(FirstOfNextPeriod(BudgetPeriod::kWeek, thursday), On("2026-03-09"));
  EXPECT_EQ(FirstOfNextPeriod(BudgetPeriod::kMonth, On("2026-12-31")), On("2027-01-01"));
  EXPECT_EQ(FormatPeriod(BudgetPeriod::kWeek, On("2026-03-08")), "week of 2026-03-02");
  EXPECT_EQ(FormatPeriod(BudgetPeriod::kMonth, thursday), "2026-03");
}

TEST(BudgetTest, WarnsAtEightyPercentAndIsExceededAtAHundredToTheLastDigit) {
  using enum AlertRule;
  EXPECT_THAT(Crossed(March("100", {{"79.999999999999", ""}})), IsEmpty());
  EXPECT_THAT(Kept(March("100", {{"79.999999999999", ""}})),
              ElementsAre(kBudgetWarning, kBudgetExceeded));
  EXPECT_THAT(Crossed(March("100", {{"80", ""}})), ElementsAre(kBudgetWarning));
  EXPECT_THAT(Kept(March("100", {{"80", ""}})), ElementsAre(kBudgetExceeded));
  EXPECT_THAT(Crossed(March("100", {{"60", ""}, {"39.999999999999", ""}})),
              ElementsAre(kBudgetWarning));
  EXPECT_THAT(Crossed(March("100", {{"60", ""}, {"40", ""}})),
              ElementsAre(kBudgetWarning, kBudgetExceeded));
}

TEST(BudgetTest, UseThatIsNotBilledYetCountsAtItsPriceAndIsSaidSo) {
  const BudgetSpending spending = March("100", {{"50", "49"}, {"", "30.5"}});
  const BudgetState state = StateOf(spending);
  EXPECT_EQ(ToText(state.spent), "80.5");
  const auto verdict = JudgeBudget(spending);
  ASSERT_EQ(verdict.crossed.size(), 1U);
  EXPECT_EQ(verdict.crossed[0].text,
            "Budget 'prod' (openai): $80.50 spent in 2026-03, which is 80 % or more of $100.00. 1 "
            "day as billed, 1 day by the price book, not billed yet.");
  EXPECT_EQ(verdict.crossed[0].key,
            (AlertKey{AlertRule::kBudgetWarning, "openai", "prod", "2026-03"}));
}

TEST(BudgetTest, OfADayThatGoesOnTheLargerSideCounts) {
  BudgetSpending spending = March("100", {{"10", "40"}});
  EXPECT_EQ(ToText(StateOf(spending).spent), "10");
  spending.days[0].is_over = false;
  EXPECT_EQ(ToText(StateOf(spending).spent), "40");
  EXPECT_EQ(StateOf(spending).days_priced, 1);
}

TEST(BudgetTest, UnknownIsNeverNothing) {
  const BudgetSpending low = March("100", {{"10", ""}, {"", ""}});
  EXPECT_EQ(StateOf(low).days_unknown, 1);
  EXPECT_THAT(Crossed(low), IsEmpty());
  EXPECT_THAT(Kept(low), IsEmpty()) << "nothing can be said of it";
  const BudgetSpending high = March("100", {{"85", ""}, {"", ""}});
  EXPECT_THAT(Crossed(high), ElementsAre(AlertRule::kBudgetWarning));
  EXPECT_THAT(Kept(high), IsEmpty());
  EXPECT_THAT(JudgeBudget(high).crossed[0].text,
              HasSubstr("at least $85.00 spent in 2026-03, which is 80 % or more of $100.00. 1 day "
                        "as billed, 1 day unknown."));
}

TEST(BudgetTest, AWarningAtTheLimitIsNone) {
  BudgetSpending spending = March("100", {{"99", ""}});
  spending.budget.warn_percent = 100;
  EXPECT_THAT(Crossed(spending), IsEmpty());
  spending.budget.warn_percent = 99;
  EXPECT_THAT(Crossed(spending), ElementsAre(AlertRule::kBudgetWarning));
}

TEST(BudgetTest, TextsOfOthersCannotBreakALine) {
  BudgetSpending spending = March("1", {{"2", ""}});
  spending.budget.project_id = "proj\r\nBcc: x";
  EXPECT_THAT(JudgeBudget(spending).crossed[0].text, HasSubstr("(openai, project proj??Bcc: x)"));
}

}  // namespace
}  // namespace cognitrack
