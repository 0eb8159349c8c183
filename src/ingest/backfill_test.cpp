#include <gmock/gmock.h>

#include "ingest/pull.h"
#include "tests/support/pull_fixture.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Day kToday = PullFixture::kToday;
const Day kStart = kToday - 9;

class BackfillTest : public ::testing::Test, protected PullFixture {
 protected:
  BackfillTest() { FillUse(kToday - 40, kToday); }

  PullSummary Ran(Day start, Day end, int chunk_days, bool resume = false) {
    auto summary = RunBackfill(start, end, chunk_days, resume);
    EXPECT_OK(summary);
    return summary ? *summary : PullSummary{};
  }
  std::optional<Day> HistoryStart() {
    const auto sources = ledger->Sources();
    return ledger->Streams(sources->front().id)->front().history_start;
  }
};

TEST_F(BackfillTest, ReadsItsRangeInChunksOldestFirst) {
  const PullSummary summary = Ran(kStart, kToday, 4);
  EXPECT_EQ(summary.run.exit_code, 0);
  EXPECT_THAT(provider.Asked(), ElementsAre("2026-03-23 – 2026-03-26", "2026-03-27 – 2026-03-30",
                                            "2026-03-31 – 2026-04-01"));
  EXPECT_EQ(summary.run.counters.windows_changed, 10);
  EXPECT_THAT(summary.run.chunks, SizeIs(3));
  EXPECT_THAT(Windows(), SizeIs(10));
}

TEST_F(BackfillTest, LowersHistoryStartAndNeverRaisesIt) {
  Ran(kToday - 3, kToday, 31);
  EXPECT_EQ(HistoryStart(), kToday - 3);
  Ran(kToday - 9, kToday - 8, 31);
  EXPECT_EQ(HistoryStart(), kToday - 9);
  Ran(kToday, kToday, 31);
  EXPECT_EQ(HistoryStart(), kToday - 9);
}

TEST_F(BackfillTest, TheNextIngestFillsTheGapsThatItLeft) {
  Ran(kToday - 40, kToday - 39, 31);
  provider.queries.clear();
  IngestOptions options;
  options.reread_days = 2;
  ASSERT_OK(RunIngest(options));
  EXPECT_EQ(Windows().size(), 41U);
}

TEST_F(BackfillTest, RefusesARangeThatIsNoneWithoutReading) {
  EXPECT_THAT(RunBackfill(kToday, kToday - 1, 31),
              HasError(ErrorCode::kUsage, HasSubstr("before")));
  EXPECT_THAT(RunBackfill(kToday, kToday + 1, 31),
              HasError(ErrorCode::kUsage, HasSubstr("future")));
  EXPECT_THAT(RunBackfill(kFirstDay - 1, kToday, 31),
              HasError(ErrorCode::kUsage, HasSubstr("before 2020")));
  EXPECT_THAT(provider.queries, IsEmpty());
  EXPECT_THAT(*ledger->Runs("", "", 0), IsEmpty());
}

TEST_F(BackfillTest, ResumeReadsOnlyTheChunksThatAreNotDone) {
  provider.parked[kToday - 5] = {ErrorCode::kProviderContract, "truncated"};
  EXPECT_EQ(Ran(kStart, kToday, 4).run.exit_code, 76);
  provider.parked.clear();
  provider.queries.clear();
  const PullSummary resumed = Ran(kStart, kToday, 4, true);
  EXPECT_EQ(resumed.run.exit_code, 0);
  EXPECT_THAT(provider.Asked(), ElementsAre("2026-03-27 – 2026-03-27"));
  EXPECT_THAT(Windows(), SizeIs(10));
  ASSERT_THAT(resumed.run.chunks, SizeIs(3));
  for (const RunChunk& chunk : resumed.run.chunks) EXPECT_TRUE(chunk.done);
  EXPECT_EQ(resumed.run.counters.windows_changed, 1);
}

TEST_F(BackfillTest, TheRestOfAnAnswerThatEndedEarlyIsAskedForByItself) {
  provider.days_together = 4;
  provider.parked[kStart + 1] = {ErrorCode::kProviderContract, "truncated"};
  const PullSummary first = Ran(kStart, kToday, 31);
  EXPECT_THAT(provider.Asked(), ElementsAre("2026-03-23 – 2026-04-01", "2026-03-27 – 2026-04-01",
                                            "2026-03-31 – 2026-04-01"));
  EXPECT_EQ(first.run.exit_code, 76);
  EXPECT_EQ(first.run.counters.requests, 3);
  EXPECT_EQ(first.run.counters.windows_changed, 9);
  EXPECT_EQ(progress.reports.back().windows_done, 10);
  ASSERT_THAT(first.run.chunks, SizeIs(1));
  EXPECT_FALSE(first.run.chunks[0].done) << "a day of its first part was parked";

  provider.parked.clear();
  provider.queries.clear();
  const PullSummary resumed = Ran(kStart, kToday, 31, true);
  EXPECT_THAT(provider.Asked(), ElementsAre("2026-03-24 – 2026-03-24"));
  EXPECT_TRUE(resumed.run.chunks[0].done);
  EXPECT_EQ(resumed.run.exit_code, 0);
}

// The work is done at once: every answer has come before a day of the one before is stored.
class EagerSpawner : public Spawner {
 public:
  std::unique_ptr<Task> Spawn(std::function<void()> work) override {
    work();
    return std::make_unique<DoneTask>();
  }

 private:
  class DoneTask : public Task {
   public:
    void Wait() override {}
    bool WaitFor(std::chrono::milliseconds) override { return true; }
    bool IsDone() const override { return true; }
  };
};

TEST_F(BackfillTest, ReadingAheadGivesTheSameLedgerHoweverFastItIs) {
  ThreadSpawner threads;
  EagerSpawner eager;
  for (Spawner* ahead : {static_cast<Spawner*>(&threads), static_cast<Spawner*>(&eager)}) {
    PullFixture in_place, read_ahead;
    for (PullFixture* world : {&in_place, &read_ahead}) {
      world->FillUse(kStart, kToday);
      world->provider.days_together = 2;
      world->provider.parked[kStart + 4] = {ErrorCode::kProviderContract, "truncated"};
    }
    const auto expected = in_place.RunBackfill(kStart, kToday, 5);
    BackfillOptions options;
    options.source = source;
    options.start = kStart;
    options.end = kToday;
    options.chunk_days = 5;
    options.surfaces = surfaces;
    const auto summary =
        Backfill(options, {*read_ahead.ledger, read_ahead.provider, read_ahead.ledger.clock, *ahead,
                           read_ahead.progress, [] { return false; }});
    ASSERT_OK(expected);
    ASSERT_OK(summary);
    EXPECT_EQ(read_ahead.provider.Asked(), in_place.provider.Asked());
    EXPECT_EQ(summary->run.exit_code, 76);
    EXPECT_EQ(summary->run.counters.requests, expected->run.counters.requests);
    EXPECT_EQ(summary->run.counters.rows_written, 9);
    EXPECT_FALSE(summary->run.chunks[0].done);
    EXPECT_TRUE(summary->run.chunks[1].done);
    const std::vector<WindowRecord> ours = read_ahead.Windows(), theirs = in_place.Windows();
    ASSERT_EQ(ours.size(), theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
      EXPECT_EQ(ours[i].content_hash, theirs[i].content_hash);
      EXPECT_EQ(ours[i].revision, theirs[i].revision);
      EXPECT_EQ(ours[i].attempt, theirs[i].attempt);
    }
  }
}

TEST_F(BackfillTest, TheNextQuestionIsAskedAsSoonAsAnAnswerHasCome) {
  provider.days_together = 2;
  std::vector<std::int64_t> days_stored;
  provider.before_answer = [&](const PullQuery&) {
    days_stored.push_back(progress.reports.back().windows_done);
    return std::optional<Error>();
  };
  EagerSpawner eager;
  BackfillOptions options;
  options.source = source;
  options.start = kStart;
  options.end = kStart + 5;
  ASSERT_OK(
      Backfill(options, {*ledger, provider, ledger.clock, eager, progress, [] { return false; }}));
  EXPECT_THAT(days_stored, ElementsAre(0, 0, 1)) << "no more than one answer waits";
}

TEST_F(BackfillTest, AnAnswerThatEndsBeforeItBeginsIsABrokenInvariant) {
  provider.days_together = 0;
  EXPECT_EQ(Ran(kStart, kToday, 31).run.exit_code, 70);
  EXPECT_THAT(provider.queries, SizeIs(1));
}

TEST_F(BackfillTest, AChunkReadInPartsIsDoneWithItsLastPart) {
  provider.days_together = 4;
  stop_after = 8;  // In the middle of the second part.
  const PullSummary cut = Ran(kStart, kToday, 31);
  EXPECT_EQ(cut.run.exit_code, 75);
  EXPECT_FALSE(cut.run.chunks[0].done);
  stop_after = -1;
  const PullSummary resumed = Ran(kStart, kToday, 31, true);
  EXPECT_TRUE(resumed.run.chunks[0].done);
  EXPECT_THAT(Windows(), SizeIs(10));
}

TEST_F(BackfillTest, ResumeTakesChunksFromTheRunThatWasCutShort) {
  stop_after = 4;  // Before the query and after it, then before each window: two are stored.
  const PullSummary cut = Ran(kStart, kToday, 3);
  EXPECT_EQ(cut.run.exit_code, 75);
  EXPECT_EQ(cut.run.message, "interrupted; continue with --resume");
  EXPECT_THAT(Windows(), SizeIs(2));
  stop_after = -1;
  provider.queries.clear();
  BackfillOptions options;
  options.source = "openai";
  options.resume = true;
  options.chunk_days = 31;
  ASSERT_OK(Backfill(options, Environment()));
  EXPECT_EQ(provider.queries.front().start, kStart + 2);
  EXPECT_EQ(provider.queries.front().end, kStart + 3);
  EXPECT_THAT(Windows(), SizeIs(10));
}

TEST_F(BackfillTest, ResumeReadsDaysThatOnlyAnEarlierRunStored) {
  Ran(kStart, kToday, 10);
  stop_after = 4;  // Two windows are confirmed.
  EXPECT_EQ(Ran(kStart, kToday, 10).run.exit_code, 75);
  stop_after = -1;
  provider.queries.clear();
  EXPECT_EQ(Ran(kStart, kToday, 10, true).run.counters.windows_unchanged, 8);
  EXPECT_EQ(provider.queries.front().start, kStart + 2);
}

TEST_F(BackfillTest, ResumeWithNothingToResumeStarts) {
  EXPECT_EQ(Ran(kStart, kToday, 31, true).run.counters.windows_changed, 10);
  EXPECT_EQ(Ran(kStart, kToday, 31, true).run.counters.windows_unchanged, 10);
}

TEST_F(BackfillTest, ResumeOfNothingWithoutARangeIsRefused) {
  BackfillOptions options;
  options.source = "openai";
  options.resume = true;
  EXPECT_THAT(
      Backfill(options, Environment()),
      HasError(ErrorCode::kUsage, HasSubstr("was cut short, so that there is nothing to resume")));
}

TEST_F(BackfillTest, ResumeIsOfTheSameRangeAndLabelOnly) {
  provider.parked[kToday - 5] = {ErrorCode::kProviderContract, "truncated"};
  Ran(kStart, kToday, 4);
  provider.parked.clear();
  provider.queries.clear();
  Ran(kStart, kToday - 1, 31, true);
  EXPECT_THAT(provider.Asked(), ElementsAre("2026-03-23 – 2026-03-31"));
  BackfillOptions other;
  other.source = "openai";
  other.label = "other";
  other.resume = true;
  EXPECT_THAT(Backfill(other, Environment()), HasError(ErrorCode::kUsage, HasSubstr("--start")));
}

TEST_F(BackfillTest, AKilledRunIsMarkedInterruptedByTheNext) {
  RunRecord killed;
  killed.verb = "backfill";
  killed.source = "openai";
  killed.outcome = "running";
  killed.chunks = {{1, kStart, kToday, false, {}}};
  ASSERT_OK(ledger->StartRun(killed));
  Ran(kToday, kToday, 1);
  const auto runs = ledger->Runs("openai", "backfill", 0);
  ASSERT_OK(runs);
  ASSERT_THAT(*runs, SizeIs(2));
  EXPECT_EQ(runs->back().outcome, "interrupted");
  EXPECT_EQ(runs->back().finished_at, 0);
}

TEST_F(BackfillTest, ADryRunShowsWhatAResumeWouldRead) {
  provider.parked[kToday - 5] = {ErrorCode::kProviderContract, "truncated"};
  Ran(kStart, kToday, 4);
  provider.queries.clear();
  BackfillOptions options;
  options.source = "openai";
  options.resume = true;
  options.dry_run = true;
  const auto summary = Backfill(options, Environment());
  ASSERT_OK(summary);
  ASSERT_THAT(summary->plan, SizeIs(1));
  EXPECT_EQ(summary->plan.front().start, kToday - 5);
  EXPECT_EQ(summary->plan.front().end, kToday - 5);
  EXPECT_THAT(provider.queries, IsEmpty());
  EXPECT_THAT(*ledger->Runs("", "", 0), SizeIs(1));
}

TEST_F(BackfillTest, TheCursorStandsBeforeTheFirstGap) {
  provider.parked[kToday - 5] = {ErrorCode::kProviderContract, "truncated"};
  Ran(kStart, kToday, 4);
  const auto sources = ledger->Sources();
  const auto streams = ledger->Streams(sources->front().id);
  const auto cursor = CursorOf(*ledger, streams->front());
  ASSERT_OK(cursor);
  EXPECT_EQ(cursor->name, "usage/completions:key_" + std::to_string(sources->front().id));
  EXPECT_EQ(cursor->next, kToday - 5);
  EXPECT_EQ(cursor->gaps, 1);
  provider.parked.clear();
  Ran(kStart, kToday, 4, true);
  EXPECT_EQ(CursorOf(*ledger, streams->front())->next, kToday + 1);
  EXPECT_EQ(CursorOf(*ledger, streams->front())->gaps, 0);
}

}  // namespace
}  // namespace cognitrack
