// Two keys of one organisation must never double a total; two organisations must never mix.
#include <gmock/gmock.h>

#include "ingest/pull.h"
#include "tests/support/pull_fixture.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PullIdentityTest : public ::testing::Test, protected PullFixture {
 protected:
  PullSummary Ran(Day start, Day end) {
    auto summary = RunBackfill(start, end, 3);
    EXPECT_OK(summary);
    return summary ? *summary : PullSummary{};
  }
};

TEST_F(PullIdentityTest, ASecondNameForOneOrganisationIsRefusedAndNothingIsStored) {
  FillUse(kToday - 5, kToday);
  ASSERT_EQ(Ran(kToday - 5, kToday).run.exit_code, 0);
  source = "again";
  const PullSummary summary = Ran(kToday - 5, kToday);
  EXPECT_EQ(summary.run.exit_code, 64);
  EXPECT_THAT(summary.run.message,
              HasSubstr("project proj_alpha belongs to source openai; use --source openai"));
  EXPECT_EQ(summary.run.counters.windows_changed, 0);
  EXPECT_THAT(*ledger->Sources(), SizeIs(1));
}

TEST_F(PullIdentityTest, QuietDaysAtTheBeginningAreNotStoredBeforeTheRefusal) {
  FillUse(kToday - 2, kToday);
  ASSERT_EQ(Ran(kToday - 2, kToday).run.exit_code, 0);
  source = "again";
  EXPECT_EQ(Ran(kToday - 11, kToday).run.exit_code, 64);
  EXPECT_THAT(*ledger->Sources(), SizeIs(1));
}

TEST_F(PullIdentityTest, AKeyOfAnotherOrganisationIsRefusedAndNothingIsStored) {
  FillUse(kToday - 5, kToday);
  ASSERT_EQ(Ran(kToday - 5, kToday).run.exit_code, 0);
  const auto before = Lines(kToday - 3);
  provider.use.clear();
  FillUse(kToday - 5, kToday, "proj_foreign");
  const PullSummary summary = Ran(kToday - 8, kToday);
  EXPECT_EQ(summary.run.exit_code, 64);
  EXPECT_THAT(summary.run.message, HasSubstr("it belongs to another organisation"));
  EXPECT_EQ(Lines(kToday - 3), before);
  EXPECT_THAT(Windows(), SizeIs(6));
}

TEST_F(PullIdentityTest, OlderDaysOfOtherProjectsAreTheSameOrganisationWhereTheKeySeesBoth) {
  FillUse(kToday - 2, kToday, "proj_new");
  FillUse(kToday - 8, kToday - 6, "proj_old");
  ASSERT_EQ(Ran(kToday - 2, kToday).run.exit_code, 0);
  const PullSummary summary = Ran(kToday - 8, kToday - 6);
  EXPECT_EQ(summary.run.exit_code, 0);
  EXPECT_EQ(summary.run.counters.windows_changed, 3);
  EXPECT_EQ(summary.run.counters.requests, 2);
}

TEST_F(PullIdentityTest, TheSourceGivenByNameIsTakenAtItsWord) {
  FillUse(kToday - 5, kToday);
  ASSERT_EQ(Ran(kToday - 5, kToday).run.exit_code, 0);
  provider.use.clear();
  FillUse(kToday - 8, kToday, "proj_moved");
  BackfillOptions options;
  options.source = "openai";
  options.source_given = true;
  options.start = kToday - 8;
  options.end = kToday - 6;
  const auto summary = Backfill(options, Environment());
  ASSERT_OK(summary);
  EXPECT_EQ(summary->run.exit_code, 0);
}

TEST_F(PullIdentityTest, ASecondOrganisationGetsASourceOfItsOwn) {
  FillUse(kToday - 2, kToday);
  ASSERT_EQ(Ran(kToday - 2, kToday).run.exit_code, 0);
  provider.use.clear();
  FillUse(kToday - 2, kToday, "proj_other");
  source = "lab";
  EXPECT_EQ(Ran(kToday - 8, kToday).run.exit_code, 0);
  EXPECT_THAT(*ledger->Sources(), SizeIs(2));
}

TEST_F(PullIdentityTest, AnOrganisationThatDidNothingIsStoredAsConfirmedZeros) {
  FillUse(kToday - 2, kToday);
  ASSERT_EQ(Ran(kToday - 2, kToday).run.exit_code, 0);
  provider.use.clear();
  source = "quiet";
  EXPECT_EQ(Ran(kToday - 8, kToday).run.counters.windows_changed, 9);
}

}  // namespace
}  // namespace cognitrack
