#include "allocation/allocation_statement.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Day kDay = *ParseDay("2026-03-05");

AllocationRule Project(const std::string& project, const std::string& unit, std::int64_t percent) {
  AllocationRule rule;
  rule.value = project;
  rule.owner = {unit, "1"};
  rule.share = percent * 10'000;
  rule.from = kDay;
  return rule;
}

SeriesAmount Billed(const std::string& project, const std::string& item, const std::string& amount,
                    const std::string& currency = "usd") {
  return {Series{{"amount_currency", currency}, {"line_item", item}, {"project_id", project}},
          ParsePicos(amount)->value};
}

StatementTally Tally(const std::vector<SeriesAmount>& rows) {
  const AllocationRules rules = *AllocationRules::Make(
      {Project("a", "Zeta", 50), Project("a", "Alpha", 30), Project("b", "Alpha", 100)});
  StatementTally tally;
  for (const SeriesAmount& row : rows) tally.Add(row, Allocate(rules, row, kDay));
  return tally;
}

std::vector<std::string> Sums(const StatementTally& tally) {
  std::vector<std::string> texts;
  for (const StatementSum& sum : tally.Sums()) {
    texts.push_back((sum.owner ? sum.owner->business_unit : "rest") + " " + ToText(sum.amount) +
                    " " + sum.currency);
  }
  return texts;
}

std::vector<std::string> Lines(const StatementTally& tally) {
  std::vector<std::string> texts;
  for (const StatementLine& line : tally.Lines()) {
    texts.push_back((line.owner ? line.owner->business_unit : "rest") + " " + *line.project_id +
                    " " + *line.line_item + " " + ToText(line.amount) + " by " +
                    (line.level ? std::string(NameOf(*line.level)) : "none"));
  }
  return texts;
}

TEST(AllocationStatementTest, PartsAddUpToTheBillAndTheRestIsShown) {
  const StatementTally tally =
      Tally({Billed("a", "in", "10"), Billed("b", "in", "1"), Billed("c", "out", "0.5")});
  EXPECT_THAT(Lines(tally), ElementsAre("Alpha a in 3 by project_id", "Alpha b in 1 by project_id",
                                        "Zeta a in 5 by project_id", "rest a in 2 by project_id",
                                        "rest c out 0.5 by none"));
  EXPECT_THAT(Sums(tally), ElementsAre("Alpha 4 usd", "Zeta 5 usd", "rest 2.5 usd"));
  EXPECT_EQ(ToText(tally.bill().at("usd")), "11.5");
}

TEST(AllocationStatementTest, ARestOfNothingIsShownToo) {
  EXPECT_THAT(Sums(Tally({Billed("b", "in", "1")})), ElementsAre("Alpha 1 usd", "rest 0 usd"));
}

TEST(AllocationStatementTest, CurrenciesStayApart) {
  const StatementTally tally = Tally({Billed("b", "in", "1"), Billed("b", "in", "2", "eur")});
  EXPECT_THAT(Sums(tally), ElementsAre("Alpha 2 eur", "Alpha 1 usd", "rest 0 eur", "rest 0 usd"));
}

TEST(AllocationStatementTest, ACreditIsAllocatedAsItWasBilled) {
  const StatementTally tally = Tally({Billed("a", "in", "10"), Billed("a", "credit", "-1")});
  EXPECT_THAT(Sums(tally), ElementsAre("Alpha 2.7 usd", "Zeta 4.5 usd", "rest 1.8 usd"));
}

TEST(AllocationStatementTest, AUnitsOwnStatementKeepsEverySum) {
  const StatementTally tally = Tally({Billed("a", "in", "10")});
  AllocationStatement statement;
  statement.lines = tally.Lines();
  statement.sums = tally.Sums();
  KeepUnit("Alpha", &statement);
  ASSERT_EQ(statement.lines.size(), 1U);
  EXPECT_EQ(statement.lines[0].owner->business_unit, "Alpha");
  EXPECT_EQ(statement.sums.size(), 3U);
}

}  // namespace
}  // namespace cognitrack
