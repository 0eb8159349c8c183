#include "usage/window_decision.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

constexpr UtcSeconds kEnd = 1'772'755'200;  // The end of 2026-03-05.
constexpr std::int64_t kRun = 7;

MetricValues Tokens(std::int64_t input) {
  MetricValues values;
  values.Set(Metric::kInputTokens, input);
  return values;
}

WindowRecord Held(bool from_api = true) {
  WindowRecord record;
  record.end = kEnd;
  record.revision = 1;
  record.row_count = 1;
  record.totals = Tokens(10);
  record.origin.from_api = from_api;
  record.content_since = kEnd;
  record.read_at = kEnd;
  return record;
}

WindowRead Read(bool from_api = true, bool empty = false) {
  WindowRead read;
  read.origin.from_api = from_api;
  read.read_at = kEnd + kSecondsPerHour;
  if (!empty) read.rows = {{0, Tokens(10)}};
  return read;
}

TEST(WindowDecisionTest, AMissingWindowIsStoredWhoeverReadsIt) {
  EXPECT_EQ(Decide(WindowRecord{}, Read(true), kCompletions, false, false, kRun).action,
            WindowAction::kStore);
  EXPECT_EQ(Decide(WindowRecord{}, Read(false), kCompletions, false, false, kRun).action,
            WindowAction::kStore);
  EXPECT_EQ(Decide(WindowRecord{}, Read(true, true), kCompletions, false, false, kRun).action,
            WindowAction::kStore);
}

TEST(WindowDecisionTest, EqualContentIsConfirmedAndOtherContentReplaces) {
  EXPECT_EQ(Decide(Held(), Read(), kCompletions, true, false, kRun).action, WindowAction::kConfirm);
  EXPECT_EQ(Decide(Held(), Read(), kCompletions, false, false, kRun).action,
            WindowAction::kReplace);
}

TEST(WindowDecisionTest, AnExportNeverReplacesWhatTheApiGave) {
  const WindowDecision decision = Decide(Held(true), Read(false), kCompletions, false, false, kRun);
  EXPECT_EQ(decision.action, WindowAction::kKeepApi);
}

TEST(WindowDecisionTest, TheApiReplacesAnExportEvenWithEqualNumbers) {
  EXPECT_EQ(Decide(Held(false), Read(true), kCompletions, true, false, kRun).action,
            WindowAction::kReplace);
  EXPECT_EQ(Decide(Held(false), Read(false), kCompletions, true, false, kRun).action,
            WindowAction::kConfirm);
}

TEST(WindowDecisionTest, AFirstEmptyReadChangesOnlyTheAttempt) {
  const WindowDecision decision =
      Decide(Held(), Read(true, true), kCompletions, false, false, kRun);
  EXPECT_EQ(decision.action, WindowAction::kHoldEmpty);
  EXPECT_EQ(decision.issue_code, "empty_unconfirmed");
  EXPECT_EQ(decision.attempt.outcome, AttemptOutcome::kEmptyUnconfirmed);
  EXPECT_EQ(decision.attempt.run_id, kRun);
}

TEST(WindowDecisionTest, ASecondEmptyReadCountsInAnotherRunAfterAnHour) {
  WindowRecord held = Held();
  const WindowRead empty = Read(true, true);
  held.attempt = {AttemptOutcome::kEmptyUnconfirmed, "", kRun - 1, empty.read_at - 3'600};
  EXPECT_EQ(Decide(held, empty, kCompletions, false, false, kRun).action, WindowAction::kReplace);
  EXPECT_EQ(Decide(held, empty, kCompletions, false, false, kRun - 1).action,
            WindowAction::kHoldEmpty);
  held.attempt.at += 1;
  const WindowDecision early = Decide(held, empty, kCompletions, false, false, kRun);
  EXPECT_EQ(early.action, WindowAction::kHoldEmpty);
  EXPECT_EQ(early.attempt, held.attempt);  // The first empty read keeps its time and run.
}

TEST(WindowDecisionTest, AnEmptyReadOfAnEmptyWindowIsNoDoubt) {
  WindowRecord held = Held();
  held.totals = MetricValues();
  held.row_count = 0;
  EXPECT_EQ(Decide(held, Read(true, true), kCompletions, true, false, kRun).action,
            WindowAction::kConfirm);
}

TEST(WindowDecisionTest, ARestatedSettledDayAndADisagreeingCoarserReadAreIssues) {
  WindowRecord settled = Held();
  settled.content_since = kEnd;
  settled.read_at = kEnd + kSettledAfter;
  EXPECT_EQ(Decide(settled, Read(), kCompletions, false, false, kRun).issue_code,
            "settled_window_changed");
  EXPECT_EQ(Decide(Held(), Read(), kCompletions, false, true, kRun).issue_code,
            "coarser_read_differs");
  EXPECT_EQ(Decide(Held(), Read(), kCompletions, false, false, kRun).issue_code, "");
}

WindowRecord Pruned() {
  WindowRecord record = Held();
  record.pruned = true;
  return record;
}

TEST(WindowDecisionTest, APrunedWindowStaysAsItIsWhoeverReadsIt) {
  for (const bool equal : {true, false}) {
    EXPECT_EQ(Decide(Pruned(), Read(), kCompletions, equal, false, kRun).action,
              WindowAction::kKeepPruned);
    EXPECT_EQ(Decide(Pruned(), Read(false), kCompletions, equal, false, kRun).action,
              WindowAction::kKeepPruned);
  }
}

TEST(WindowDecisionTest, APrunedWindowComesBackWhereThatWasAskedFor) {
  WindowRead read = Read();
  read.revives_pruned = true;
  const WindowDecision equal = Decide(Pruned(), read, kCompletions, true, false, kRun);
  EXPECT_EQ(equal.action, WindowAction::kReplace) << "its rows are written, not its read time";
  EXPECT_EQ(equal.issue_code, "");
  const WindowDecision other = Decide(Pruned(), read, kCompletions, false, false, kRun);
  EXPECT_EQ(other.action, WindowAction::kReplace);
  EXPECT_EQ(other.issue_code, "settled_window_changed");
  WindowRead empty = Read(true, true);
  empty.revives_pruned = true;
  EXPECT_EQ(Decide(Pruned(), empty, kCompletions, false, false, kRun).action,
            WindowAction::kHoldEmpty);
}

}  // namespace
}  // namespace cognitrack
