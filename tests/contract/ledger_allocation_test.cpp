// Allocation rules: set whole, kept for ever, and part of the ledger's one clock.
#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LedgerAllocationTest : public LedgerStoreContract {
 protected:
  static AllocationRule Rule(const std::string& value, const std::string& unit) {
    AllocationRule rule;
    rule.value = value;
    rule.owner = {unit, "CC-1"};
    rule.from = *ParseDay("2026-01-01");
    return rule;
  }
  std::vector<std::string> Versions(std::optional<std::int64_t> as_of = std::nullopt,
                                    int limit = 0) {
    std::vector<std::string> texts;
    const auto versions = store_->AllocationVersions(as_of, limit);
    EXPECT_OK(versions);
    if (!versions) return texts;
    for (const AllocationVersion& version : *versions) {
      std::string text = std::to_string(version.revision) + " by run " +
                         std::to_string(version.run_id) + " at " +
                         std::to_string(version.set_at - kTestNow);
      for (const AllocationRule& rule : version.rules) text += " " + rule.owner.business_unit;
      texts.push_back(text);
    }
    return texts;
  }
};
INSTANTIATE_LEDGER_CONTRACT(LedgerAllocationTest);

TEST_P(LedgerAllocationTest, EveryFieldOfARuleComesBack) {
  AllocationRule rule = Rule("key_'1", "Ünit; \"B\"");
  rule.level = AllocationLevel::kApiKey;
  rule.share = 333'333;
  rule.until = *ParseDay("2026-02-01");
  rule.note = "line one\nline two";
  AllocationRule other = Rule("", "B");
  other.level = AllocationLevel::kUser;
  other.owner.cost_centre = "";
  ASSERT_OK(store_->SetAllocation({rule, other}, 7));
  Reopen();
  const auto versions = store_->AllocationVersions(std::nullopt, 0);
  ASSERT_OK(versions);
  ASSERT_THAT(*versions, testing::SizeIs(1));
  ASSERT_THAT(versions->front().rules, testing::SizeIs(2));
  EXPECT_TRUE(versions->front().rules[0].SaysTheSame(rule));
  EXPECT_TRUE(versions->front().rules[1].SaysTheSame(other));
  EXPECT_EQ(versions->front().rules[1].line, 2);
}

TEST_P(LedgerAllocationTest, NewRulesTakeThePlaceOfThoseInForceAndKeepThem) {
  EXPECT_THAT(Versions(), IsEmpty());
  EXPECT_THAT(store_->SetAllocation({Rule("a", "One"), Rule("b", "Two")}, 1), IsOkAndHolds(1));
  clock_.Advance(100);
  EXPECT_THAT(store_->SetAllocation({Rule("a", "Three")}, 2), IsOkAndHolds(2));
  EXPECT_THAT(store_->SetAllocation({Rule("a", "Three")}, 3), IsOkAndHolds(2))
      << "they are in force already";
  EXPECT_THAT(store_->SetAllocation({}, 3), IsOkAndHolds(3));
  EXPECT_THAT(Versions(), ElementsAre("3 by run 3 at 100", "2 by run 2 at 100 Three",
                                      "1 by run 1 at 0 One Two"));
  EXPECT_THAT(Versions(std::nullopt, 1), ElementsAre("3 by run 3 at 100"));
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

TEST_P(LedgerAllocationTest, ARevisionTellsRulesAndRowsTogether) {
  ASSERT_OK(Commit(Window("2026-03-05", "model | input_tokens\ngpt-a | 1"), 1));
  ASSERT_THAT(store_->SetAllocation({Rule("a", "One")}, 2), IsOkAndHolds(2));
  clock_.Advance(100);
  WindowRead read = Window("2026-03-05", "model | input_tokens\ngpt-a | 2");
  read.read_at += 100;
  ASSERT_OK(Commit(read, 3));
  ASSERT_THAT(store_->SetAllocation({Rule("a", "Two")}, 4), IsOkAndHolds(4));
  EXPECT_THAT(Versions(1, 1), IsEmpty());
  EXPECT_THAT(Versions(2, 1), ElementsAre("2 by run 2 at 0 One"));
  EXPECT_THAT(Versions(3, 1), ElementsAre("2 by run 2 at 0 One"));
  EXPECT_THAT(Versions(4, 1), ElementsAre("4 by run 4 at 100 Two"));
  EXPECT_THAT(Lines("2026-03-05", 2), ElementsAre("model=gpt-a | input_tokens=1"));
  EXPECT_THAT(store_->RevisionAt(kTestNow), IsOkAndHolds(2));
  EXPECT_THAT(store_->RevisionAt(kTestNow + 100), IsOkAndHolds(4));
}

}  // namespace
}  // namespace cognitrack
