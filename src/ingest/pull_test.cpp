#include "ingest/pull.h"

#include <gmock/gmock.h>

#include "ingest/issue_codes.h"
#include "tests/support/pull_fixture.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class IngestTest : public ::testing::Test, protected PullFixture {
 protected:
  IngestOptions Reread(int days) {
    IngestOptions options;
    options.reread_days = days;
    return options;
  }
  PullSummary Ran(int reread_days) {
    auto summary = RunIngest(Reread(reread_days));
    EXPECT_OK(summary);
    return summary ? *summary : PullSummary{};
  }
};

MATCHER_P2(Issue, code, where, "") {
  *result_listener << arg.code << " at " << arg.where << ": " << arg.detail;
  return arg.code == code && arg.where == where;
}

TEST_F(IngestTest, StoresWhatTheProviderGivesAndRecordsTheRun) {
  provider.use[kToday - 1] = {{"proj_alpha", "gpt-a", 2, 20}, {"proj_beta", "gpt-a", 3, 30}};
  const PullSummary summary = Ran(3);
  EXPECT_EQ(summary.run.exit_code, 0);
  EXPECT_EQ(summary.run.outcome, "ok");
  EXPECT_EQ(summary.run.counters.windows_changed, 3);
  EXPECT_EQ(summary.run.counters.rows_written, 2);
  EXPECT_EQ(summary.run.counters.rows_read, 2);
  EXPECT_EQ(summary.run.counters.requests, 1);
  EXPECT_EQ(summary.grain, Grain::Full());
  EXPECT_THAT(
      Lines(kToday - 1),
      ElementsAre("model=gpt-a project_id=proj_alpha | num_model_requests=2 input_tokens=20",
                  "model=gpt-a project_id=proj_beta | num_model_requests=3 input_tokens=30"));
  const auto runs = ledger->Runs("openai", "ingest", 0);
  ASSERT_OK(runs);
  ASSERT_THAT(*runs, SizeIs(1));
  EXPECT_EQ(runs->front().outcome, "ok");
  ASSERT_THAT(runs->front().chunks, SizeIs(1));
  EXPECT_TRUE(runs->front().chunks.front().done);
  EXPECT_EQ(runs->front().chunks.front().counters, summary.run.counters);
}

TEST_F(IngestTest, ASecondPassOverUnchangedDaysWritesNoRow) {
  FillUse(kToday - 4, kToday);
  Ran(5);
  const PullSummary second = Ran(5);
  EXPECT_EQ(second.run.counters.rows_written, 0);
  EXPECT_EQ(second.run.counters.rows_read, 0);
  EXPECT_EQ(second.run.counters.windows_changed, 0);
  EXPECT_EQ(second.run.counters.windows_unchanged, 5);
}

TEST_F(IngestTest, EqualBytesMoveTheReadTimeAndSettleADay) {
  FillUse(kToday - 1, kToday - 1);
  Ran(2);
  ledger.clock.Advance(3 * kSecondsPerDay);
  Ran(5);
  EXPECT_EQ(StateOf(Windows().front(), kCompletions, ledger.clock.Now()), WindowState::kSettled);
}

TEST_F(IngestTest, ALateRowReplacesTheDayAndARestatedSettledDayIsAnIssue) {
  FillUse(kToday - 1, kToday - 1);
  Ran(2);
  ledger.clock.Advance(3 * kSecondsPerDay);
  Ran(5);
  provider.use[kToday - 1].push_back({"proj_beta", "gpt-a", 1, 5});
  const PullSummary summary = Ran(5);
  EXPECT_EQ(summary.run.exit_code, 0);
  EXPECT_EQ(summary.run.counters.windows_changed, 1);
  EXPECT_THAT(Lines(kToday - 1), SizeIs(2));
  EXPECT_THAT(summary.run.issues,
              ElementsAre(Issue(issue::kSettledWindowChanged, FormatDay(kToday - 1))));
}

TEST_F(IngestTest, AnEmptyReadIsBelievedByAnotherRunAnHourLater) {
  FillUse(kToday - 1, kToday - 1);
  Ran(2);
  provider.use.clear();
  ledger.clock.Advance(60);
  const PullSummary first = Ran(2);
  EXPECT_EQ(first.run.exit_code, 0);
  EXPECT_THAT(first.run.issues,
              ElementsAre(Issue(issue::kEmptyUnconfirmed, FormatDay(kToday - 1))));
  EXPECT_THAT(Lines(kToday - 1), SizeIs(1));
  ledger.clock.Advance(kSecondsPerHour);
  Ran(2);
  EXPECT_THAT(Lines(kToday - 1), IsEmpty());
}

TEST_F(IngestTest, AParkedDayFailsTheRunAndIsTriedAgainByTheNext) {
  FillUse(kToday - 2, kToday);
  provider.parked[kToday - 1] = {ErrorCode::kProviderContract, "page 2 is truncated"};
  const PullSummary summary = Ran(3);
  EXPECT_EQ(summary.run.exit_code, 76);
  EXPECT_EQ(summary.run.outcome, "failed");
  EXPECT_THAT(summary.run.message, AllOf(HasSubstr("1 of 3 days were not stored"),
                                         HasSubstr("2026-03-31: page 2 is truncated")));
  EXPECT_EQ(summary.run.counters.windows_parked, 1);
  EXPECT_EQ(summary.run.counters.windows_changed, 2);
  EXPECT_FALSE(summary.run.chunks.front().done);
  EXPECT_THAT(summary.run.issues, ElementsAre(Issue(issue::kWindowParked, "2026-03-31")));
  ASSERT_THAT(Windows(), SizeIs(3));
  EXPECT_EQ(Windows()[1].attempt.outcome, AttemptOutcome::kParked);
  EXPECT_EQ(Windows()[1].attempt.reason, "page 2 is truncated");
  EXPECT_FALSE(Windows()[1].has_content());
  provider.parked.clear();
  EXPECT_EQ(Ran(3).run.exit_code, 0);
  EXPECT_EQ(Windows()[1].attempt.outcome, AttemptOutcome::kOk);
}

TEST_F(IngestTest, AParkedDayKeepsWhatWasHeld) {
  FillUse(kToday - 1, kToday - 1);
  Ran(2);
  const auto before = Lines(kToday - 1);
  provider.parked[kToday - 1] = {ErrorCode::kProviderContract, "no"};
  Ran(2);
  EXPECT_EQ(Lines(kToday - 1), before);
}

TEST_F(IngestTest, ADayThatTheAnswerForgotIsABrokenInvariant) {
  provider.forgotten.insert(kToday);
  EXPECT_EQ(Ran(2).run.exit_code, 70);
}

TEST_F(IngestTest, AtMidnightTheDayThatBeginsIsNotAskedFor) {
  FillUse(kToday - 1, kToday);
  ledger.clock.Advance(kToday.end() - ledger.clock.Now());
  provider.parked[kToday + 1] = {ErrorCode::kTryLater, "has not begun"};
  const PullSummary summary = Ran(2);
  EXPECT_EQ(summary.run.exit_code, 0);
  EXPECT_THAT(Windows(), SizeIs(1));
}

TEST_F(IngestTest, OfSeveralFailuresTheHeaviestGivesTheExitCode) {
  provider.parked[kToday - 2] = {ErrorCode::kTryLater, "throttled"};
  provider.parked[kToday - 1] = {ErrorCode::kProviderContract, "truncated"};
  provider.parked[kToday] = {ErrorCode::kUnavailable, "reset"};
  EXPECT_EQ(Ran(3).run.exit_code, 76);
}

TEST_F(IngestTest, ARefusedKeyEndsTheRunAtOnceWithoutASourceLeftBehind) {
  provider.before_answer = [](const PullQuery&) {
    return Error{ErrorCode::kAuth, "401: the key is wrong"};
  };
  const PullSummary summary = Ran(62);
  EXPECT_EQ(summary.run.exit_code, 77);
  EXPECT_THAT(summary.run.message, HasSubstr("the key is wrong"));
  EXPECT_THAT(provider.queries, SizeIs(1));
  EXPECT_THAT(*ledger->Sources(), IsEmpty());
}

TEST_F(IngestTest, AnUnreachableProviderIsLeftAloneAfterThreeQueries) {
  provider.before_answer = [](const PullQuery&) {
    return Error{ErrorCode::kUnavailable, "unknown host"};
  };
  const PullSummary summary = Ran(31 * 5);
  EXPECT_EQ(summary.run.exit_code, 69);
  EXPECT_THAT(provider.queries, SizeIs(3));
  EXPECT_THAT(summary.run.message, HasSubstr("155 of 155 days were not stored"));
}

TEST_F(IngestTest, OneBrokenQueryDoesNotKeepTheOthersFromBeingRead) {
  FillUse(kToday - 61, kToday);
  provider.before_answer = [](const PullQuery& query) -> std::optional<Error> {
    if (query.start == kToday - 61) return Error{ErrorCode::kProviderContract, "no JSON"};
    return std::nullopt;
  };
  const PullSummary summary = Ran(62);
  EXPECT_EQ(summary.run.exit_code, 76);
  EXPECT_EQ(summary.run.counters.windows_changed, 31);
  EXPECT_EQ(summary.run.counters.windows_parked, 31);
}

TEST_F(IngestTest, AFallenBackGrainIsRememberedAndTheFullOneTriedAfterAWeek) {
  FillUse(kToday - 1, kToday);
  provider.refused = {"api_source"};
  const Grain coarser = Grain::Full().Without("api_source");
  const PullSummary first = Ran(2);
  EXPECT_EQ(first.grain, coarser);
  EXPECT_THAT(first.run.issues, ElementsAre(Issue(issue::kGrainFellBack, "2026-03-31")));
  ledger.clock.Advance(6 * kSecondsPerDay);
  EXPECT_THAT(Ran(2).run.issues, IsEmpty());
  EXPECT_EQ(provider.queries.back().grain, coarser);
  ledger.clock.Advance(kSecondsPerDay);
  Ran(2);
  EXPECT_EQ(provider.queries.back().grain, Grain::Full());
  provider.refused.clear();
  ledger.clock.Advance(7 * kSecondsPerDay);
  EXPECT_EQ(Ran(2).grain, Grain::Full());
  Ran(2);
  EXPECT_EQ(provider.queries.back().grain, Grain::Full());
}

TEST_F(IngestTest, AChangeOfGrainNeverDoubles) {
  FillUse(kToday - 1, kToday);
  const auto before = (Ran(2), Lines(kToday - 1));
  provider.refused = {"api_source", "service_tier"};
  Ran(2);
  EXPECT_EQ(Lines(kToday - 1), before);
  provider.refused = {"project_id"};
  Ran(2);
  EXPECT_THAT(Windows(), SizeIs(2));
}

TEST_F(IngestTest, EqualBytesAtAnotherGrainAreNotTheSameContent) {
  FillUse(kToday - 1, kToday);
  provider.refused = {"api_source"};
  Ran(2);
  EXPECT_EQ(Windows()[0].grain, Grain::Full().Without("api_source"));
  provider.refused.clear();
  ledger.clock.Advance(7 * kSecondsPerDay);
  Ran(9);
  EXPECT_EQ(Windows()[0].grain, Grain::Full());
}

TEST_F(IngestTest, ADryRunPlansAndTouchesNothing) {
  IngestOptions options = Reread(35);
  options.dry_run = true;
  const auto summary = RunIngest(options);
  ASSERT_OK(summary);
  EXPECT_THAT(summary->plan, SizeIs(2));
  EXPECT_THAT(provider.queries, IsEmpty());
  EXPECT_THAT(*ledger->Runs("", "", 0), IsEmpty());
  EXPECT_THAT(*ledger->Sources(), IsEmpty());
}

TEST_F(IngestTest, ProgressEndsWithEveryDayDone) {
  FillUse(kToday - 4, kToday);
  Ran(5);
  ASSERT_FALSE(progress.reports.empty());
  EXPECT_EQ(progress.reports.front().windows_done, 0);
  EXPECT_EQ(progress.reports.back().windows_done, 5);
  EXPECT_EQ(progress.reports.back().windows_total, 5);
  EXPECT_EQ(progress.reports.back().rows, 5);
}

TEST_F(IngestTest, IssuesOfTheProviderAreRecorded) {
  provider.issues = {{"unknown_metric", "2026-03-31", "reasoning_tokens", 4}};
  const PullSummary summary = Ran(1);
  ASSERT_THAT(summary.run.issues, ElementsAre(Issue("unknown_metric", "2026-03-31")));
  EXPECT_EQ(summary.run.issues.front().count, 4);
}

TEST_F(IngestTest, RefusesARereadOfNoDays) {
  EXPECT_THAT(RunIngest(Reread(0)), HasError(ErrorCode::kUsage, HasSubstr("must be 1 to")));
}

TEST_F(IngestTest, AStopBetweenWindowsLeavesWhatIsStored) {
  FillUse(kToday - 4, kToday);
  stop_after = 4;  // Before the query, after it, and before the first two windows.
  const PullSummary summary = Ran(5);
  EXPECT_EQ(summary.run.exit_code, 75);
  EXPECT_EQ(summary.run.outcome, "interrupted");
  EXPECT_THAT(summary.run.message, HasSubstr("interrupted"));
  EXPECT_THAT(Windows(), SizeIs(2));
  stop_after = -1;
  EXPECT_EQ(Ran(5).run.exit_code, 0);
  EXPECT_THAT(Windows(), SizeIs(5));
}

}  // namespace
}  // namespace cognitrack
