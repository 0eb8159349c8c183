// Pulls of several surfaces in one run: their order, those that are turned away, what one of them
// breaks and what it leaves alone, and how a run that was cut short goes on.
#include <gmock/gmock.h>

#include "ingest/issue_codes.h"
#include "ingest/pull.h"
#include "tests/support/pull_fixture.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class PullSurfacesTest : public ::testing::Test, protected PullFixture {
 protected:
  PullSurfacesTest() {
    surfaces = {};
    provider.offered = {"completions", "images", "costs", "costs_by_key"};
    FillUse(kToday - 200, kToday);
  }

  PullSummary Ingested(int reread_days) {
    IngestOptions options;
    options.reread_days = reread_days;
    auto summary = RunIngest(options);
    EXPECT_OK(summary);
    return summary ? *summary : PullSummary{};
  }
  PullSummary Backfilled(Day start, Day end, int chunk_days, bool resume = false) {
    auto summary = RunBackfill(start, end, chunk_days, resume);
    EXPECT_OK(summary);
    return summary ? *summary : PullSummary{};
  }
  std::optional<StreamRecord> Stream(const std::string& surface) {
    const auto sources = ledger->Sources();
    if (!sources || sources->empty()) return std::nullopt;
    const auto streams = ledger->Streams(sources->front().id);
    for (const StreamRecord& stream : *streams) {
      if (stream.key.surface == surface) return stream;
    }
    return std::nullopt;
  }
  std::size_t Held(const std::string& surface) {
    const auto stream = Stream(surface);
    if (!stream) return 0;
    std::size_t held = 0;
    const auto windows = ledger->Windows(stream->id, kFirstDay.start(), kLastDay.end());
    for (const WindowRecord& record : *windows) {
      if (record.has_content()) ++held;
    }
    return held;
  }
  static std::vector<std::string> IssuesOf(const PullSummary& summary) {
    std::vector<std::string> issues;
    for (const RunIssue& issue : summary.run.issues)
      issues.push_back(issue.code + " " + issue.where);
    return issues;
  }
};

TEST_F(PullSurfacesTest, EachChunkOfDaysIsReadOfEverySurfaceBeforeTheNext) {
  const PullSummary summary = Backfilled(kToday - 5, kToday, 3);
  EXPECT_EQ(summary.run.exit_code, 0) << summary.run.message;
  EXPECT_THAT(provider.Asked(),
              ElementsAre("2026-03-27 – 2026-03-29", "images 2026-03-27 – 2026-03-29",
                          "costs 2026-03-27 – 2026-03-29", "costs_by_key 2026-03-27 – 2026-03-29",
                          "2026-03-30 – 2026-04-01", "images 2026-03-30 – 2026-04-01",
                          "costs 2026-03-30 – 2026-04-01", "costs_by_key 2026-03-30 – 2026-04-01"));
  EXPECT_EQ(summary.run.counters.windows_changed, 4 * 6);
  for (const char* surface : {"completions", "images", "costs", "costs_by_key"}) {
    EXPECT_EQ(Held(surface), 6U) << surface;
    EXPECT_EQ(Stream(surface)->history_start, kToday - 5);
    EXPECT_EQ(Stream(surface)->surface_state, SurfaceState::kOk);
  }
  EXPECT_THAT(summary.run.chunks, SizeIs(2 * 13));
  EXPECT_EQ(progress.reports.back().windows_done, 24);
  EXPECT_EQ(progress.reports.back().windows_total, 24);
}

TEST_F(PullSurfacesTest, ASurfaceThatIsTurnedAwayIsAskedForOnceAndCountsNowhere) {
  provider.refused_surfaces = {"images"};
  const PullSummary summary = Backfilled(kToday - 5, kToday, 3);
  EXPECT_EQ(summary.run.exit_code, 0);
  EXPECT_EQ(summary.run.outcome, "ok");
  EXPECT_EQ(summary.run.counters.windows_parked, 0);
  EXPECT_EQ(summary.run.counters.windows_changed, 3 * 6);
  EXPECT_THAT(provider.turned_away, SizeIs(10)) << "each of them once";
  EXPECT_THAT(IssuesOf(summary), ::testing::Contains("surface_refused images"));
  EXPECT_THAT(IssuesOf(summary), ::testing::Contains("surface_unknown embeddings"));
  EXPECT_THAT(summary.run.issues, SizeIs(10));
  EXPECT_EQ(Stream("images")->surface_state, SurfaceState::kRefused);
  EXPECT_EQ(Stream("embeddings")->surface_state, SurfaceState::kNotOffered);
  EXPECT_EQ(CursorOf(*ledger, *Stream("images"))->gaps, 0);
  for (const RunChunk& chunk : summary.run.chunks) {
    EXPECT_EQ(chunk.done, chunk.surface == "completions" || HoldsMoney(chunk.surface));
  }
}

TEST_F(PullSurfacesTest, ARefusedSurfaceIsReadFromItsHistoryOnAsSoonAsTheKeyMay) {
  provider.refused_surfaces = {"costs"};
  Backfilled(kToday - 9, kToday, 31);
  EXPECT_EQ(Held("costs"), 0U);
  const PullSummary again = Ingested(2);
  EXPECT_THAT(IssuesOf(again), ::testing::Contains("surface_refused costs"))
      << "every run asks and says so";
  provider.refused_surfaces = {};
  EXPECT_EQ(Ingested(2).run.exit_code, 0);
  EXPECT_EQ(Held("costs"), 10U);
  EXPECT_EQ(Stream("costs")->surface_state, SurfaceState::kOk);
}

TEST_F(PullSurfacesTest, WithCompletionsAloneEverySumIsAsWithoutTheOthers) {
  provider.offered = {"completions"};
  const PullSummary all = Ingested(5);
  PullFixture alone;
  alone.FillUse(kToday - 200, kToday);
  IngestOptions options;
  options.reread_days = 5;
  const auto only = alone.RunIngest(options);
  ASSERT_OK(only);
  EXPECT_EQ(all.run.exit_code, 0);
  EXPECT_EQ(all.run.counters, only->run.counters);
  EXPECT_EQ(all.grain, only->grain);
  EXPECT_EQ(progress.reports.back().windows_total, 5);
}

TEST_F(PullSurfacesTest, AKeyThatMayReadNothingEndsWith77AndLeavesNothingBehind) {
  for (const Surface& surface : Surfaces()) provider.refused_surfaces.emplace(surface.name);
  const PullSummary summary = Ingested(5);
  EXPECT_EQ(summary.run.exit_code, 77);
  EXPECT_EQ(summary.run.outcome, "failed");
  EXPECT_THAT(summary.run.message,
              AllOf(HasSubstr("may read none of the surfaces"), HasSubstr("403: no right"),
                    HasSubstr("nothing was stored")));
  EXPECT_THAT(*ledger->Sources(), IsEmpty());
  surfaces = {"costs"};
  EXPECT_EQ(Ingested(5).run.exit_code, 77);
  provider.refused_surfaces = {};
  provider.offered = {"completions"};
  EXPECT_EQ(Ingested(5).run.exit_code, 76) << "the provider knows nothing of what was asked for";
}

TEST_F(PullSurfacesTest, AProviderThatKnowsNotEvenCompletionsIsAWrongAddress) {
  provider.offered = {};
  const PullSummary summary = Ingested(5);
  EXPECT_EQ(summary.run.exit_code, 76);
  EXPECT_EQ(summary.run.counters.windows_parked, 5);
  EXPECT_THAT(summary.run.message,
              AllOf(HasSubstr("5 of 5 days were not stored"), HasSubstr("404: unknown")));
  EXPECT_THAT(provider.turned_away, ElementsAre("completions"));
}

TEST_F(PullSurfacesTest, AWrongKeyEndsTheRunAtOnce) {
  provider.before_answer = [](const PullQuery&) {
    return Error{ErrorCode::kAuth, "401: the key is wrong"};
  };
  EXPECT_EQ(Ingested(5).run.exit_code, 77);
  EXPECT_THAT(provider.queries, SizeIs(1));
  EXPECT_THAT(provider.turned_away, IsEmpty());
}

TEST_F(PullSurfacesTest, WhatOneSurfaceBreaksLeavesTheOthersAlone) {
  provider.before_answer = [](const PullQuery& query) -> std::optional<Error> {
    if (query.stream.surface != "images") return std::nullopt;
    return Error{ErrorCode::kProviderContract, "no JSON"};
  };
  const PullSummary broken = Ingested(5);
  EXPECT_EQ(broken.run.exit_code, 76);
  EXPECT_EQ(broken.run.counters.windows_parked, 5);
  EXPECT_EQ(broken.run.counters.windows_changed, 3 * 5);
  EXPECT_THAT(broken.run.message, HasSubstr("images 2026-03-28 – 2026-04-01: no JSON"));
  EXPECT_THAT(IssuesOf(broken),
              ::testing::Contains("window_parked images 2026-03-28 – 2026-04-01"));
  EXPECT_EQ(Held("costs"), 5U);

  provider.before_answer = [](const PullQuery& query) -> std::optional<Error> {
    if (query.stream.surface != "costs") return std::nullopt;
    return Error{ErrorCode::kTryLater, "throttled"};
  };
  const PullSummary throttled = Ingested(5);
  EXPECT_EQ(throttled.run.exit_code, 75);
  EXPECT_EQ(Held("images"), 5U) << "mended meanwhile";
  EXPECT_EQ(throttled.run.counters.windows_unchanged, 2 * 5);
}

TEST_F(PullSurfacesTest, ParkedDaysAndOtherIssuesNameTheirSurface) {
  provider.parked[kToday - 1] = {ErrorCode::kProviderContract, "page 2 is truncated"};
  surfaces = {"completions", "costs"};
  const PullSummary summary = Ingested(2);
  EXPECT_THAT(IssuesOf(summary),
              ElementsAre("window_parked 2026-03-31", "window_parked costs 2026-03-31"));
}

TEST_F(PullSurfacesTest, ResumeGoesOnBySurfaceAndChunk) {
  surfaces = {"completions", "costs"};
  const Day start = kToday - 5;
  // Six windows of three a chunk: completions' first chunk, costs' first, and one of the second.
  stop_after = 12;
  const PullSummary cut = Backfilled(start, kToday, 3);
  EXPECT_EQ(cut.run.exit_code, 75);
  const std::size_t before = Held("completions") + Held("costs");
  ASSERT_GT(before, 3U);
  ASSERT_LT(before, 12U);
  stop_after = -1;
  provider.queries.clear();
  const PullSummary resumed = Backfilled(start, kToday, 3, true);
  EXPECT_EQ(resumed.run.exit_code, 0);
  EXPECT_EQ(resumed.run.counters.windows_changed + static_cast<std::int64_t>(before), 12);
  EXPECT_EQ(resumed.run.counters.windows_unchanged, 0) << "nothing is read twice";
  EXPECT_EQ(Held("completions"), 6U);
  EXPECT_EQ(Held("costs"), 6U);
  EXPECT_EQ(resumed.run.parameters, cut.run.parameters);
  for (const RunChunk& chunk : resumed.run.chunks) EXPECT_TRUE(chunk.done) << chunk.surface;
}

TEST_F(PullSurfacesTest, ResumeIsOfTheSameSurfacesOnly) {
  surfaces = {"completions", "costs"};
  provider.parked[kToday - 5] = {ErrorCode::kProviderContract, "truncated"};
  EXPECT_EQ(Backfilled(kToday - 5, kToday, 3).run.exit_code, 76);
  provider.parked.clear();
  provider.queries.clear();
  surfaces = {"images"};
  Backfilled(kToday - 5, kToday, 3, true);
  EXPECT_THAT(provider.Asked(),
              ElementsAre("images 2026-03-27 – 2026-03-29", "images 2026-03-30 – 2026-04-01"));
  provider.queries.clear();
  surfaces = {"costs", "completions"};
  Backfilled(kToday - 5, kToday, 3, true);
  EXPECT_THAT(provider.Asked(),
              ElementsAre("2026-03-27 – 2026-03-27", "costs 2026-03-27 – 2026-03-27"))
      << "in whatever order they are named";
}

TEST_F(PullSurfacesTest, ResumeWithoutAListTakesThatOfTheRun) {
  surfaces = {"costs"};
  provider.parked[kToday - 5] = {ErrorCode::kProviderContract, "truncated"};
  EXPECT_EQ(Backfilled(kToday - 5, kToday, 3).run.exit_code, 76);
  provider.parked.clear();
  provider.queries.clear();
  surfaces = {};
  Backfilled(kToday - 5, kToday, 3, true);
  EXPECT_THAT(provider.Asked(), ElementsAre("costs 2026-03-27 – 2026-03-27"));
}

TEST_F(PullSurfacesTest, CostsByKeyAreNeverAskedForBeforeTheirFirstDay) {
  surfaces = {"costs", "costs_by_key"};
  const Day first = *FindSurface(kCostsByKey)->first_day;
  EXPECT_EQ(Backfilled(first - 5, first + 4, 31).run.exit_code, 0);
  EXPECT_THAT(provider.Asked(),
              ElementsAre("costs 2025-12-01 – 2025-12-10", "costs_by_key 2025-12-06 – 2025-12-10"));
  EXPECT_EQ(Stream("costs_by_key")->history_start, first);
  EXPECT_EQ(Stream("costs")->history_start, first - 5);
  EXPECT_EQ(CursorOf(*ledger, *Stream("costs_by_key"))->gaps, 0);
  surfaces = {"costs_by_key"};
  EXPECT_THAT(RunBackfill(first - 9, first - 1, 31),
              HasError(ErrorCode::kUsage, HasSubstr("by key from 2025-12-06 on")));
}

TEST_F(PullSurfacesTest, AKeyOfAnotherOrganisationIsFoundByTheProjectsOfAnySurface) {
  surfaces = {"costs"};
  Ingested(3);
  provider.use.clear();
  FillUse(kToday - 40, kToday, "proj_other");
  surfaces = {"images"};
  const PullSummary other = Ingested(3);
  EXPECT_EQ(other.run.exit_code, 64);
  EXPECT_THAT(other.run.message, HasSubstr("belongs to another organisation"));
  EXPECT_EQ(Held("images"), 0U);
}

TEST_F(PullSurfacesTest, TheProjectsOfADayHeldOfAnotherSurfaceProveTheSameOrganisation) {
  surfaces = {"costs"};
  Backfilled(kToday - 40, kToday - 40, 1);
  for (Day day = kToday - 9; day <= kToday; day = day + 1) {
    provider.use[day] = {{"proj_new", "gpt-a", 1, 10}};
  }
  surfaces = {"images"};
  const PullSummary summary = Ingested(3);
  EXPECT_EQ(summary.run.exit_code, 0) << summary.run.message;
  EXPECT_EQ(Held("images"), 3U);
  EXPECT_EQ(provider.Asked().back(), "costs 2026-02-20 – 2026-02-20");
}

TEST_F(PullSurfacesTest, DaysBetweenThoseThatAreHeldAreNoGapsOnceTheSurfaceIsRefused) {
  surfaces = {"costs", "completions"};
  Backfilled(kToday - 5, kToday - 5, 1);
  Backfilled(kToday - 3, kToday - 3, 1);
  EXPECT_EQ(CursorOf(*ledger, *Stream("costs"))->gaps, 1);
  provider.refused_surfaces = {"costs"};
  Ingested(1);
  EXPECT_EQ(CursorOf(*ledger, *Stream("costs"))->gaps, 0);
  EXPECT_EQ(Held("costs"), 2U) << "what is held stays";
}

TEST_F(PullSurfacesTest, CursorsAreNamedByTheirSurface) {
  Ingested(2);
  EXPECT_EQ(CursorOf(*ledger, *Stream("completions"))->name, "usage/completions:key_1");
  EXPECT_EQ(CursorOf(*ledger, *Stream("images"))->name, "usage/images:key_1");
  EXPECT_EQ(CursorOf(*ledger, *Stream("costs"))->name, "costs:key_1");
  EXPECT_EQ(CursorOf(*ledger, *Stream("costs_by_key"))->name, "costs_by_key:key_1");
}

TEST_F(PullSurfacesTest, AnUnknownSurfaceIsRefusedBeforeAnythingIsRead) {
  surfaces = {"completions", "compute"};
  EXPECT_THAT(RunIngest(), HasError(ErrorCode::kUsage, HasSubstr("'compute'")));
  EXPECT_THAT(provider.queries, IsEmpty());
}

}  // namespace
}  // namespace cognitrack
