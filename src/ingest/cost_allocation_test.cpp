#include "ingest/cost_allocation.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"
#include "tests/support/test_ledger.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kDay = "2026-03-05";
constexpr std::string_view kBilled = R"(
    project_id  line_item  amount_currency | amount_value
    proj_alpha  input      usd             | 10
    proj_beta   input      usd             | 0.5)";
constexpr std::string_view kByKey = R"(
    api_key_id  project_id  line_item  amount_currency | amount_value
    key_1       proj_alpha  input      usd             | 7
    key_2       proj_alpha  input      usd             | 2.000000000001
    -           proj_alpha  input      usd             | 1
    key_3       proj_beta   input      usd             | 0.5)";

class CostAllocationTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto source = ledger_->EnsureSource("openai", "openai");
    ASSERT_OK(source);
    for (const char* surface : {"costs", "costs_by_key"}) {
      StreamKey key;
      key.surface = surface;
      const auto stream = ledger_->EnsureStream(source->id, key);
      ASSERT_OK(stream);
      (key.surface == "costs" ? streams_.costs : streams_.costs_by_key) = stream->id;
    }
  }
  void Hold(std::int64_t stream, std::string_view day, std::string_view table,
            UtcSeconds later = 0) {
    SeriesTable series;
    WindowRead read = WindowOf(series, day, table);
    read.read_at += later;
    ASSERT_OK(ledger_->CommitWindow(stream, read, series, 1));
  }
  void Costs(std::string_view table) { Hold(streams_.costs, kDay, table); }
  void ByKey(std::string_view table) { Hold(streams_.costs_by_key, kDay, table); }

  static AllocationRule Rule(AllocationLevel level, const std::string& value,
                             const std::string& unit, std::int64_t percent = 100) {
    AllocationRule rule;
    rule.level = level;
    rule.value = value;
    rule.owner = {unit, ""};
    rule.share = percent * 10'000;
    rule.from = *ParseDay("2026-01-01");
    return rule;
  }
  void Rules(const std::vector<AllocationRule>& rules) {
    ASSERT_OK(ledger_->SetAllocation(rules, 1));
  }
  void KeyAndProjectRules() {
    Rules({Rule(AllocationLevel::kProject, "proj_alpha", "Alpha"),
           Rule(AllocationLevel::kApiKey, "key_2", "Lab", 50),
           Rule(AllocationLevel::kProject, "proj_beta", "Beta")});
  }

  AllocationStatement Statement(std::optional<std::int64_t> as_of = std::nullopt) {
    const auto made = MakeStatement("openai", streams_, *ParseDay("2026-03-01"), as_of, *ledger_);
    EXPECT_OK(made);
    return made ? *made : AllocationStatement{};
  }
  static std::vector<std::string> Sums(const AllocationStatement& statement) {
    std::vector<std::string> texts;
    WideCount sum = 0;
    for (const StatementSum& part : statement.sums) {
      texts.push_back((part.owner ? OwnerText(*part.owner) : "rest") + " " + ToText(part.amount));
      sum += part.amount.count;
    }
    WideCount lines = 0, bill = 0;
    for (const StatementLine& line : statement.lines) lines += line.amount.count;
    for (const auto& [currency, amount] : statement.bill) bill += amount.count;
    EXPECT_TRUE(sum == bill && lines == bill) << "the parts add up to the bill";
    return texts;
  }
  static std::vector<std::string> Gaps(const AllocationStatement& statement) {
    std::vector<std::string> texts;
    for (const LevelGap& gap : statement.level_gaps) {
      texts.push_back(FormatDay(gap.day) + " " + std::string(NameOf(gap.level)) + ": " +
                      gap.reason);
    }
    return texts;
  }

  TestLedger ledger_;
  CostStreams streams_;
};

TEST_F(CostAllocationTest, WithoutRulesEverythingIsUnallocated) {
  Costs(kBilled);
  const AllocationStatement statement = Statement();
  EXPECT_THAT(Sums(statement), ElementsAre("rest 10.5"));
  EXPECT_EQ(statement.rules_revision, 0);
}

TEST_F(CostAllocationTest, TheStreamByKeyTellsWhatTheBillDoesNot) {
  Costs(kBilled);
  ByKey(kByKey);
  KeyAndProjectRules();
  const AllocationStatement statement = Statement();
  EXPECT_THAT(Sums(statement),
              ElementsAre("Alpha 7.999999999999", "Beta 0.5", "Lab 1.000000000001", "rest 1"))
      << "the last digit goes to the largest part; the rest of key_2 does not fall to its project";
  EXPECT_EQ(ToText(statement.bill.at("usd")), "10.5") << "never summed with the bill";
  EXPECT_THAT(Gaps(statement), IsEmpty());
}

TEST_F(CostAllocationTest, ADayWithoutItFallsToTheProjectAndIsNamed) {
  Costs(kBilled);
  KeyAndProjectRules();
  const AllocationStatement statement = Statement();
  EXPECT_THAT(Sums(statement), ElementsAre("Alpha 10", "Beta 0.5", "rest 0"));
  EXPECT_THAT(
      Gaps(statement),
      ElementsAre("2026-03-05 api_key_id: costs are not split by it, and costs_by_key holds "
                  "nothing of the day"));
}

TEST_F(CostAllocationTest, ADayOnWhichTheStreamsDisagreeIsNamed) {
  Costs(kBilled);
  ByKey(R"(
    api_key_id  project_id  line_item  amount_currency | amount_value
    key_2       proj_alpha  input      usd             | 9.99
    key_3       proj_beta   input      usd             | 0.5)");
  KeyAndProjectRules();
  const AllocationStatement statement = Statement();
  EXPECT_THAT(Sums(statement), ElementsAre("Alpha 10", "Beta 0.5", "rest 0"));
  EXPECT_THAT(Gaps(statement), ElementsAre("2026-03-05 api_key_id: costs_by_key does not agree "
                                           "with costs on this day"));
}

TEST_F(CostAllocationTest, ALevelThatNeitherStreamHasIsNamed) {
  Costs(kBilled);
  ByKey(kByKey);
  Rules({Rule(AllocationLevel::kUser, "user_1", "Lab"),
         Rule(AllocationLevel::kApiKey, "key_1", "Key")});
  const AllocationStatement statement = Statement();
  EXPECT_THAT(Sums(statement), ElementsAre("Key 6.999999999999", "rest 3.500000000001"));
  EXPECT_THAT(Gaps(statement), ElementsAre("2026-03-05 user_id: neither costs nor costs_by_key "
                                           "are split by it"));
}

TEST_F(CostAllocationTest, ExportsMayCarryTheKeyInTheBillItself) {
  Costs(kByKey);
  KeyAndProjectRules();
  const AllocationStatement statement = Statement();
  EXPECT_THAT(Sums(statement), ElementsAre("Alpha 8", "Beta 0.5", "Lab 1.000000000001", "rest 1"));
  EXPECT_THAT(Gaps(statement), IsEmpty());
}

TEST_F(CostAllocationTest, WhatWasStatedIsStatedAgainAsOfItsRevision) {
  Costs(kBilled);
  KeyAndProjectRules();
  const std::int64_t stated = Statement().revision;
  EXPECT_EQ(stated, 2);
  Hold(streams_.costs, kDay, "project_id  amount_currency | amount_value\nproj_alpha  usd | 20",
       100);
  Rules({Rule(AllocationLevel::kProject, "proj_alpha", "Other")});
  EXPECT_THAT(Sums(Statement()), ElementsAre("Other 20", "rest 0"));
  EXPECT_THAT(Sums(Statement(3)), ElementsAre("Alpha 20", "rest 0"));
  const AllocationStatement again = Statement(stated);
  EXPECT_THAT(Sums(again), ElementsAre("Alpha 10", "Beta 0.5", "rest 0"));
  EXPECT_EQ(again.rules_revision, 2);
  EXPECT_EQ(Statement(1).rules_revision, 0);
  EXPECT_THAT(Statement(0).missing, SizeIs(31));
  EXPECT_EQ(Statement(99).revision, 4) << "a revision yet to come would not be repeatable";
}

TEST_F(CostAllocationTest, DaysAndAmountsThatAreNotThereAreSaid) {
  Costs("project_id  amount_currency | amount_value\nproj_alpha  usd | 1\nproj_beta  usd | -");
  Hold(streams_.costs, "2026-03-06", "project_id  amount_currency | amount_value",
       -2 * kSecondsPerHour);
  SeriesTable series;
  WindowRead clipped = WindowOf(series, "2026-03-07", "amount_currency | amount_value");
  clipped.clipped = true;
  clipped.origin = Origin::FromText("export:00");
  ASSERT_OK(ledger_->CommitWindow(streams_.costs, clipped, series, 1));
  const AllocationStatement statement = Statement();
  EXPECT_EQ(statement.days_held, 3);
  EXPECT_THAT(statement.missing, SizeIs(28));
  EXPECT_THAT(statement.open, ElementsAre(*ParseDay("2026-03-06")));
  EXPECT_THAT(statement.clipped, ElementsAre(*ParseDay("2026-03-07")));
  EXPECT_EQ(statement.rows_without_amount, 1);
  EXPECT_FALSE(statement.is_complete());
}

}  // namespace
}  // namespace cognitrack
