#include "ingest/pull_plan.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Day kToday{20'600};
const Surface& kOfCompletions = *FindSurface(kCompletions);
const UtcSeconds kNow = kToday.start() + 9 * kSecondsPerHour;

MATCHER_P3(Query, start, end, reason, "") {
  *result_listener << FormatDay(arg.start) << " to " << FormatDay(arg.end) << " for " << arg.reason;
  return arg.start == start && arg.end == end && arg.reason == reason;
}

WindowRecord Held(Day day, UtcSeconds read_at) {
  WindowRecord record;
  record.start = day.start();
  record.end = day.end();
  record.revision = 1;
  record.content_since = read_at;
  record.read_at = read_at;
  return record;
}

WindowRecord Settled(Day day) { return Held(day, day.end() + 40 * kSecondsPerDay); }
WindowRecord Provisional(Day day) { return Held(day, day.end() + kSecondsPerHour); }

TEST(PlanIngestTest, LeavesOutWhatAnotherProcessJustTried) {
  std::vector<WindowRecord> held;
  for (Day day = kToday - 3; day < kToday; day = day + 1) held.push_back(Settled(day));
  held[0].attempt = {AttemptOutcome::kOk, "", 1, kNow - 30};
  held[1].attempt = {AttemptOutcome::kReset, "a reason", 1, kNow - 20};
  held[2].attempt = {AttemptOutcome::kOk, "", 1, kNow - 31};
  EXPECT_THAT(PlanIngest(kOfCompletions, std::nullopt, held, {kNow, 4, kNow - 30}),
              ElementsAre(Query(kToday - 2, kToday, "re-read by age, missing")));
  EXPECT_THAT(PlanIngest(kOfCompletions, std::nullopt, held, {kNow, 4, {}}),
              ElementsAre(Query(kToday - 3, kToday, "re-read by age, missing")));
}

TEST(PlanIngestTest, WhatAnotherProcessTriedInVainIsNotLeftOut) {
  std::vector<WindowRecord> held;
  for (Day day = kToday - 3; day < kToday; day = day + 1) held.push_back(Settled(day));
  held[0].attempt = {AttemptOutcome::kParked, "truncated", 1, kNow - 30};
  held[1].attempt = {AttemptOutcome::kEmptyUnconfirmed, "", 1, kNow - 30};
  held[2].attempt = {AttemptOutcome::kOk, "", 1, kNow - 30};
  EXPECT_THAT(PlanIngest(kOfCompletions, std::nullopt, held, {kNow, 4, kNow - 30}),
              ElementsAre(Query(kToday - 3, kToday - 3, "re-read by age"),
                          Query(kToday, kToday, "missing")));
}

TEST(PlanIngestTest, ReadsTheLastDaysUpToTodayWhateverTheirState) {
  std::vector<WindowRecord> held;
  for (int back = 34; back >= 0; --back) held.push_back(Settled(kToday - back));
  EXPECT_THAT(PlanIngest(kOfCompletions, std::nullopt, held, {kNow, 35, {}}),
              ElementsAre(Query(kToday - 34, kToday - 4, "re-read by age"),
                          Query(kToday - 3, kToday, "re-read by age")));
}

TEST(PlanIngestTest, WithoutHistoryNothingOlderIsAGap) {
  EXPECT_THAT(PlanIngest(kOfCompletions, std::nullopt, {Provisional(kToday - 90)}, {kNow, 2, {}}),
              ElementsAre(Query(kToday - 1, kToday, "missing")));
}

TEST(PlanIngestTest, ReadsEveryMissingAndUnsettledDaySinceHistoryStartOldestFirst) {
  std::vector<WindowRecord> held;
  for (int back = 60; back >= 0; --back) {
    if (back == 50) continue;
    held.push_back(back == 49 || back == 20 ? Provisional(kToday - back) : Settled(kToday - back));
  }
  EXPECT_THAT(PlanIngest(kOfCompletions, kToday - 60, held, {kNow, 2, {}}),
              ElementsAre(Query(kToday - 50, kToday - 49, "missing, unsettled"),
                          Query(kToday - 20, kToday - 20, "unsettled"),
                          Query(kToday - 1, kToday, "re-read by age")));
}

TEST(PlanIngestTest, ASettledDayWhoseLastReadGaveNothingIsAskedForAgain) {
  std::vector<WindowRecord> held;
  for (int back = 60; back >= 0; --back) held.push_back(Settled(kToday - back));
  held[5].attempt.outcome = AttemptOutcome::kParked;
  held[9].attempt.outcome = AttemptOutcome::kEmptyUnconfirmed;
  held[20].attempt.outcome = AttemptOutcome::kOk;
  EXPECT_THAT(PlanIngest(kOfCompletions, kToday - 60, held, {kNow, 2, {}}),
              ElementsAre(Query(kToday - 55, kToday - 55, "not answered"),
                          Query(kToday - 51, kToday - 51, "not answered"),
                          Query(kToday - 1, kToday, "re-read by age")));
}

TEST(PlanIngestTest, ATriedButEmptyRecordIsMissing) {
  WindowRecord tried;
  tried.start = (kToday - 5).start();
  tried.end = (kToday - 5).end();
  tried.attempt.outcome = AttemptOutcome::kParked;
  EXPECT_THAT(PlanIngest(kOfCompletions, kToday - 5, {tried}, {kNow, 1, {}}),
              ElementsAre(Query(kToday - 5, kToday, "missing")));
}

TEST(PlanIngestTest, ExportsAreReadFromTheApiAsSoonAsTheyLieInHistory) {
  WindowRecord imported = Settled(kToday - 10);
  imported.origin = {false, "aa"};
  EXPECT_THAT(PlanIngest(kOfCompletions, kToday - 10, {imported}, {kNow, 1, {}}),
              ElementsAre(Query(kToday - 10, kToday, "unsettled, missing")));
}

TEST(PlanIngestTest, PrunedDaysAreNeverReadAgain) {
  WindowRecord pruned = Settled(kToday - 1);
  pruned.pruned = true;
  EXPECT_THAT(PlanIngest(kOfCompletions, kToday - 1, {pruned}, {kNow, 2, {}}),
              ElementsAre(Query(kToday, kToday, "missing")));
}

TEST(PlanIngestTest, ADayBeginsAtMidnightUtcExactly) {
  const UtcSeconds midnight = kToday.start();
  EXPECT_THAT(PlanIngest(kOfCompletions, std::nullopt, {}, {midnight - 1, 1, {}}),
              ElementsAre(Query(kToday - 1, kToday - 1, "missing")));
  EXPECT_THAT(PlanIngest(kOfCompletions, std::nullopt, {}, {midnight, 1, {}}),
              ElementsAre(Query(kToday, kToday, "missing")));
}

TEST(PlanIngestTest, TenMissedNightsAreCaughtUpWithoutAGap) {
  std::vector<WindowRecord> held;
  for (int back = 100; back > 10; --back) held.push_back(Settled(kToday - back));
  EXPECT_THAT(PlanIngest(kOfCompletions, kToday - 100, held, {kNow, 3, {}}),
              ElementsAre(Query(kToday - 10, kToday, "missing")));
}

TEST(PlanBackfillTest, ChunksCoverTheRangeOnceAndTheLastIsShorter) {
  EXPECT_THAT(PlanBackfill({&kOfCompletions}, kToday - 9, kToday, 4),
              ElementsAre(Query(kToday - 9, kToday - 6, "backfill"),
                          Query(kToday - 5, kToday - 2, "backfill"),
                          Query(kToday - 1, kToday, "backfill")));
  EXPECT_EQ(DaysIn(PlanBackfill({&kOfCompletions}, kToday - 9, kToday, 4)), 10);
}

TEST(PlanBackfillTest, OneDayIsOneChunk) {
  EXPECT_THAT(PlanBackfill({&kOfCompletions}, kToday, kToday, 31),
              ElementsAre(Query(kToday, kToday, "backfill")));
}

MATCHER_P3(QueryOf, surface, start, end, "") {
  *result_listener << arg.surface << " " << FormatDay(arg.start) << " to " << FormatDay(arg.end);
  return arg.surface == surface && arg.start == start && arg.end == end;
}

TEST(PlanBackfillTest, EachChunkIsReadOfEverySurfaceBeforeTheNextAndNoDayBeforeASurfacesFirst) {
  const Day first = *FindSurface(kCostsByKey)->first_day;
  const std::vector<const Surface*> surfaces = {FindSurface(kCompletions), FindSurface(kCosts),
                                                FindSurface(kCostsByKey)};
  EXPECT_THAT(
      PlanBackfill(surfaces, first - 5, first + 3, 4),
      ElementsAre(
          QueryOf("completions", first - 5, first - 2), QueryOf("costs", first - 5, first - 2),
          QueryOf("completions", first - 1, first + 2), QueryOf("costs", first - 1, first + 2),
          QueryOf("costs_by_key", first, first + 2), QueryOf("completions", first + 3, first + 3),
          QueryOf("costs", first + 3, first + 3), QueryOf("costs_by_key", first + 3, first + 3)));
}

TEST(PlanIngestTest, CostsByKeyAreNeverMissingBeforeTheirFirstDay) {
  const Surface& by_key = *FindSurface(kCostsByKey);
  const UtcSeconds noon = by_key.first_day->start() + 36 * kSecondsPerHour;
  EXPECT_THAT(PlanIngest(by_key, *by_key.first_day - 100, {}, {noon, 35, {}}),
              ElementsAre(QueryOf("costs_by_key", *by_key.first_day, *by_key.first_day + 1)));
  EXPECT_THAT(PlanIngest(by_key, std::nullopt, {}, {by_key.first_day->start() - 1, 35, {}}),
              ::testing::IsEmpty());
}

TEST(PlanIngestTest, ADayOfCostsIsReadUntilItIs35DaysOld) {
  const auto read_twice = [](Day day) {
    WindowRecord record = Held(day, day.end() + 30 * kSecondsPerDay);
    record.content_since = day.end();
    return record;
  };
  const std::vector<WindowRecord> held = {read_twice(kToday - 40)};
  EXPECT_THAT(
      PlanIngest(kOfCompletions, kToday - 40, held, {kNow, 40, {}}),
      ElementsAre(Query(kToday - 39, kToday - 9, "missing"), Query(kToday - 8, kToday, "missing")));
  EXPECT_THAT(PlanIngest(*FindSurface(kCosts), kToday - 40, held, {kNow, 1, {}}).front(),
              Query(kToday - 40, kToday - 10, "unsettled, missing"));
}

TEST(SortPlanTest, OldestFirstThenInTheOrderOfSurfaces) {
  std::vector<PlannedQuery> plan = {{kToday, kToday, "", "costs"},
                                    {kToday, kToday, "", "completions"},
                                    {kToday - 3, kToday - 1, "", "images"}};
  SortPlan(&plan);
  EXPECT_THAT(
      plan, ElementsAre(QueryOf("images", kToday - 3, kToday - 1),
                        QueryOf("completions", kToday, kToday), QueryOf("costs", kToday, kToday)));
}

BackfillOptions Range(std::optional<Day> start, std::optional<Day> end) {
  BackfillOptions options;
  options.start = start;
  options.end = end;
  return options;
}

TEST(CheckBackfillTest, TakesARangeUpToToday) {
  EXPECT_OK(CheckBackfill(Range(kFirstDay, kToday), kToday));
}

TEST(CheckBackfillTest, RefusesAnEndBeforeTheStart) {
  EXPECT_THAT(CheckBackfill(Range(kToday, kToday - 1), kToday),
              HasError(ErrorCode::kUsage, HasSubstr("--end 2026-05-26 lies before --start")));
}

TEST(CheckBackfillTest, RefusesTheFuture) {
  EXPECT_THAT(CheckBackfill(Range(kToday + 1, kToday + 2), kToday),
              HasError(ErrorCode::kUsage, HasSubstr("--start 2026-05-28: lies in the future")));
  EXPECT_THAT(CheckBackfill(Range(kToday, kToday + 1), kToday),
              HasError(ErrorCode::kUsage, HasSubstr("--end 2026-05-28: lies in the future")));
}

TEST(CheckBackfillTest, RefusesYearsBeforeTheLedgersFirst) {
  EXPECT_THAT(CheckBackfill(Range(kFirstDay - 1, kToday), kToday),
              HasError(ErrorCode::kUsage, HasSubstr("before 2020-01-01")));
}

TEST(CheckBackfillTest, RefusesAMissingBoundAndBadChunks) {
  EXPECT_THAT(CheckBackfill(Range(kToday, std::nullopt), kToday),
              HasError(ErrorCode::kUsage, HasSubstr("--start and --end")));
  BackfillOptions options = Range(kToday, kToday);
  for (const int days : {0, -1, 32}) {
    options.chunk_days = days;
    EXPECT_THAT(CheckBackfill(options, kToday),
                HasError(ErrorCode::kUsage, HasSubstr("must be 1 to 31")));
  }
}

}  // namespace
}  // namespace cognitrack
