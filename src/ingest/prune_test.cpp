#include "ingest/prune.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "ingest/cursor_reset.h"
#include "tests/support/prune_fixture.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PruneTest : public ::testing::Test, public PruneFixture {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Fill());
    ASSERT_OK(Prove(kFirst, kToday - 1));
  }
  static PruneOptions Wide() {
    PruneOptions options;
    options.allowed_share = 100;
    return options;
  }
  std::int64_t CountPruned() {
    const std::vector<WindowRecord> windows = Windows();
    return std::count_if(windows.begin(), windows.end(),
                         [](const WindowRecord& record) { return record.pruned; });
  }
};

TEST_F(PruneTest, TakesTheOldProvenDaysAMonthAtATimeAndRecordsThem) {
  const auto summary = RunPrune(Wide());
  ASSERT_OK(summary);
  EXPECT_EQ(summary->keep_from, kToday - 34);
  // From 2025-12-22 to 2026-02-24: settled by age are those 35 days old and more.
  EXPECT_EQ(summary->run.counters.windows_changed, 65);
  EXPECT_EQ(summary->run.counters.rows_written, 65);
  EXPECT_EQ(summary->run.outcome, "ok");
  ASSERT_THAT(summary->run.chunks, SizeIs(3));
  EXPECT_EQ(summary->run.chunks[0].start, kFirst);
  EXPECT_EQ(summary->run.chunks[0].end, *ParseDay("2025-12-31"));
  EXPECT_EQ(summary->run.chunks[1].counters.windows_changed, 31);
  EXPECT_TRUE(summary->run.chunks[2].done);
  EXPECT_EQ(CountPruned(), 65);
  const auto runs = ledger->Runs("openai", "prune", 1);
  ASSERT_THAT(*runs, SizeIs(1));
  EXPECT_EQ(runs->front().counters, summary->run.counters);
  EXPECT_EQ(runs->front().parameters, "{\"keep_days\":35,\"allow_share\":100}");
  EXPECT_THAT(ledger->CheckIntegrity(), IsOkAndHolds(IsEmpty()));

  const auto again = RunPrune(Wide());
  ASSERT_OK(again);
  EXPECT_EQ(again->run.counters.windows_changed, 0);
  EXPECT_EQ(again->plan.pruned_before, 65);
  EXPECT_EQ(again->rows_held, 36);
}

TEST_F(PruneTest, ADryRunChangesNothingAndTellsWhyItWouldBeRefused) {
  const auto runs_before = ledger->Runs("", "", 0)->size();
  PruneOptions options;
  options.dry_run = true;
  const auto summary = RunPrune(options);
  ASSERT_OK(summary);
  EXPECT_THAT(summary->plan.go, SizeIs(65));
  ASSERT_TRUE(summary->refusal);
  EXPECT_THAT(summary->refusal->message, HasSubstr("65 of the ledger's 101 rows"));
  EXPECT_EQ(CountPruned(), 0);
  EXPECT_EQ(ledger->Runs("", "", 0)->size(), runs_before);
  EXPECT_THAT(RunPrune(), HasError(ErrorCode::kUsage, HasSubstr("--allow-share 65")));
  EXPECT_EQ(CountPruned(), 0);
}

TEST_F(PruneTest, ADayThatChangedAfterItsProofStays) {
  provider.use[kFirst] = {{"proj_alpha", "gpt-a", 1, 99}};
  ASSERT_OK(RunBackfill(kFirst, kFirst, 31));
  const auto summary = RunPrune(Wide());
  ASSERT_OK(summary);
  EXPECT_EQ(summary->run.counters.windows_changed, 64);
  const auto stays = summary->plan.stay.find({0, StayReason::kChangedSince});
  ASSERT_NE(stays, summary->plan.stay.end());
  EXPECT_EQ(stays->second.first, kFirst);
  EXPECT_FALSE(Windows().front().pruned);
  ASSERT_OK(Prove(kFirst, kFirst));
  EXPECT_EQ(RunPrune(Wide())->run.counters.windows_changed, 1);
}

TEST_F(PruneTest, AJumpOfTheClockPrunesNothing) {
  const UtcSeconds now = ledger.clock.Now();
  ledger.clock.SetNow(now + 3'650 * kSecondsPerDay);
  EXPECT_THAT(RunPrune(Wide()), HasError(ErrorCode::kConfig, HasSubstr("the clock jumped")));
  ledger.clock.SetNow(now - kSecondsPerHour);
  EXPECT_THAT(RunPrune(Wide()), HasError(ErrorCode::kConfig, HasSubstr("one of the two clocks")));
  EXPECT_EQ(CountPruned(), 0);
}

TEST_F(PruneTest, AStopLeavesWholeMonthsAndTheNextPruneGoesOn) {
  stop_after = 1;
  const auto stopped = RunPrune(Wide());
  ASSERT_OK(stopped);
  EXPECT_EQ(stopped->run.outcome, "interrupted");
  EXPECT_EQ(stopped->run.exit_code, 75);
  EXPECT_EQ(CountPruned(), 10);
  EXPECT_EQ(RunPrune(Wide())->run.counters.windows_changed, 55);
}

TEST_F(PruneTest, WrongOptionsAreRefused) {
  PruneOptions options;
  options.keep_days = 0;
  EXPECT_THAT(RunPrune(options), HasError(ErrorCode::kUsage, HasSubstr("days to keep")));
  options = {};
  options.allowed_share = 101;
  EXPECT_THAT(RunPrune(options), HasError(ErrorCode::kUsage, HasSubstr("share")));
  options = {};
  options.surfaces = {"compute"};
  EXPECT_THAT(RunPrune(options), HasError(ErrorCode::kUsage, HasSubstr("compute")));
  source = "acme";
  EXPECT_THAT(RunPrune(), HasError(ErrorCode::kConfig, HasSubstr("it holds: openai")));
}

TEST_F(PruneTest, APullLeavesPrunedDaysAloneUnlessItIsToldOtherwise) {
  ASSERT_OK(RunPrune(Wide()));
  provider.queries.clear();
  const auto left_out = RunBackfill(kToday - 40, kToday - 30, 31);
  ASSERT_OK(left_out);
  EXPECT_THAT(provider.Asked(), ElementsAre("2026-02-25 – 2026-03-02"));
  ASSERT_THAT(left_out->run.issues, SizeIs(1));
  EXPECT_EQ(left_out->run.issues[0].code, "pruned_left_out");
  EXPECT_EQ(left_out->run.issues[0].where, "2026-02-20 – 2026-02-24");
  EXPECT_EQ(left_out->run.issues[0].count, 5);
  EXPECT_THAT(RunBackfill(kFirst, kFirst + 1, 31),
              HasError(ErrorCode::kUsage, HasSubstr("--allow-pruned")));
  ASSERT_OK(RunIngest());
  EXPECT_EQ(CountPruned(), 65);

  BackfillOptions options;
  options.source = source;
  options.surfaces = surfaces;
  options.start = kFirst;
  options.end = kFirst + 1;
  options.allow_pruned = true;
  const auto revived = Backfill(options, Environment());
  ASSERT_OK(revived);
  EXPECT_EQ(revived->run.counters.windows_changed, 2);
  EXPECT_EQ(CountPruned(), 63);
  EXPECT_THAT(Lines(kFirst), SizeIs(1));
  // The same content is proven still.
  EXPECT_EQ(RunPrune(Wide())->run.counters.windows_changed, 2);
}

TEST_F(PruneTest, TheCursorHoldsPrunedDaysAndMovesBackWhereItIsReset) {
  ASSERT_OK(RunPrune(Wide()));
  const auto source_id = ledger->Sources()->front().id;
  auto cursors = CursorsOf(*ledger, source_id, ledger.clock.Now());
  ASSERT_OK(cursors);
  ASSERT_THAT(*cursors, SizeIs(1));
  EXPECT_EQ(cursors->front().name, "usage/completions:key_1");
  EXPECT_EQ(cursors->front().next, kToday + 1);
  EXPECT_EQ(cursors->front().LagAt(ledger.clock.Now()), 0);
  EXPECT_EQ(cursors->front().held, 101);
  EXPECT_EQ(cursors->front().pruned, 65);
  EXPECT_EQ(cursors->front().unsettled, 36);
  EXPECT_EQ(cursors->front().gaps, 0);

  const CursorResetOptions asked{source, "completions", kToday - 45, "see #12"};
  const auto reset = ResetCursor(asked, *ledger, ledger.clock);
  ASSERT_OK(reset);
  EXPECT_EQ(reset->asked_for, 36);
  EXPECT_EQ(reset->before.next, kToday + 1);
  EXPECT_EQ(reset->after.next, kToday - 35);
  EXPECT_EQ(reset->after.LagAt(ledger.clock.Now()), 35 * kSecondsPerDay + 9 * kSecondsPerHour);
  EXPECT_EQ(reset->after.reset, 36);
  EXPECT_EQ(reset->run.label, "see #12");
  EXPECT_EQ(ledger->Runs("", "cursors reset", 1)->front().parameters,
            "{\"surface\":\"completions\",\"to\":\"2026-02-15\",\"reason\":\"see #12\"}");
  provider.queries.clear();
  ASSERT_OK(RunIngest());
  EXPECT_THAT(provider.Asked(), ElementsAre("2026-02-25 – 2026-03-27", "2026-03-28 – 2026-04-01"));
  cursors = CursorsOf(*ledger, source_id, ledger.clock.Now());
  EXPECT_EQ(cursors->front().next, kToday + 1);
  EXPECT_EQ(cursors->front().reset, 0);
}

TEST_F(PruneTest, AResetWithoutReasonOrBeyondWhatThereIsIsRefused) {
  const auto refused = [this](const CursorResetOptions& asked) {
    return ResetCursor(asked, *ledger, ledger.clock);
  };
  EXPECT_THAT(refused({source, "completions", kToday, "  "}),
              HasError(ErrorCode::kUsage, HasSubstr("needs a reason")));
  EXPECT_THAT(refused({source, "completions", kToday + 1, "x"}),
              HasError(ErrorCode::kUsage, HasSubstr("in the future")));
  EXPECT_THAT(refused({source, "costs_by_key", *ParseDay("2025-12-05"), "x"}),
              HasError(ErrorCode::kUsage, HasSubstr("from 2025-12-06")));
  EXPECT_THAT(refused({source, "images", kToday, "x"}),
              HasError(ErrorCode::kUsage, HasSubstr("holds nothing of images")));
  EXPECT_THAT(refused({"acme", "images", kToday, "x"}),
              HasError(ErrorCode::kConfig, HasSubstr("it holds: openai")));
  EXPECT_THAT(*ledger->Runs("", "cursors reset", 0), IsEmpty());
}

}  // namespace
}  // namespace cognitrack
