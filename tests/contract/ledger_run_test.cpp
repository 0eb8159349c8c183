// Sources, streams, runs and parity documents.
#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::SizeIs;

class LedgerRunTest : public LedgerStoreContract {
 protected:
  static RunRecord Run() {
    RunRecord run;
    run.verb = "backfill";
    run.label = "march";
    run.source = "openai";
    run.parameters = R"({"start":"2026-03-01"})";
    run.started_at = kTestNow;
    run.outcome = "running";
    run.chunks = {{1, Day{20500}, Day{20509}, false, {}}, {2, Day{20510}, Day{20519}, false, {}}};
    return run;
  }
};
INSTANTIATE_LEDGER_CONTRACT(LedgerRunTest);

std::string Text(const RunIssue& issue) {
  return issue.code + "@" + issue.where + " " + issue.detail + " x" + std::to_string(issue.count);
}

std::vector<std::string> Issues(const RunRecord& run) {
  std::vector<std::string> lines;
  for (const RunIssue& issue : run.issues) lines.push_back(Text(issue));
  return lines;
}

TEST_P(LedgerRunTest, StartedRunIsWrittenWhole) {
  ASSERT_THAT(store_->StartRun(Run()), IsOkAndHolds(1));
  Reopen();
  const auto runs = store_->Runs("openai", "backfill", 1);
  ASSERT_OK(runs);
  ASSERT_EQ(runs->size(), 1U);
  const RunRecord& run = runs->front();
  EXPECT_EQ(run.id, 1);
  EXPECT_EQ(run.label, "march");
  EXPECT_EQ(run.parameters, R"({"start":"2026-03-01"})");
  EXPECT_EQ(run.started_at, kTestNow);
  EXPECT_EQ(run.finished_at, 0);
  EXPECT_EQ(run.outcome, "running");
  ASSERT_EQ(run.chunks.size(), 2U);
  EXPECT_EQ(run.chunks[1].number, 2);
  EXPECT_EQ(run.chunks[1].start, Day{20510});
  EXPECT_EQ(run.chunks[1].end, Day{20519});
  EXPECT_FALSE(run.chunks[1].done);
}

TEST_P(LedgerRunTest, UpdatesAreSeenByTheNextProcess) {
  RunRecord run = Run();
  run.id = *store_->StartRun(run);
  run.counters = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  run.chunks[0].done = true;
  run.chunks[0].counters.rows_read = 77;
  run.issues = {{"window_parked", "2026-03-05", "truncated body", 1}};
  ASSERT_OK(store_->UpdateRun(run));
  run.issues.front().count = 2;
  run.issues.push_back({"clipped_day", "2026-03-06", "", 1});
  run.finished_at = kTestNow + 60;
  run.outcome = "failed";
  run.exit_code = 76;
  run.message = "2 windows parked";
  ASSERT_OK(store_->UpdateRun(run));
  Reopen();
  const auto runs = store_->Runs("", "", 0);
  ASSERT_OK(runs);
  ASSERT_EQ(runs->size(), 1U);
  const RunRecord& held = runs->front();
  EXPECT_EQ(held.counters, run.counters);
  EXPECT_TRUE(held.chunks[0].done);
  EXPECT_EQ(held.chunks[0].counters.rows_read, 77);
  EXPECT_FALSE(held.chunks[1].done);
  EXPECT_THAT(Issues(held), ElementsAre("window_parked@2026-03-05 truncated body x2",
                                        "clipped_day@2026-03-06  x1"));
  EXPECT_EQ(held.finished_at, kTestNow + 60);
  EXPECT_EQ(held.outcome, "failed");
  EXPECT_EQ(held.exit_code, 76);
  EXPECT_EQ(held.message, "2 windows parked");
}

TEST_P(LedgerRunTest, RunOfAnEarlierProcessCanBeUpdated) {
  RunRecord run = Run();
  run.issues = {{"clipped_day", "2026-03-06", "", 1}};
  run.id = *store_->StartRun(run);
  Reopen();
  run.outcome = "interrupted";
  run.issues.push_back({"window_parked", "2026-03-05", "", 1});
  ASSERT_OK(store_->UpdateRun(run));
  const auto runs = store_->Runs("", "", 0);
  ASSERT_OK(runs);
  EXPECT_EQ(runs->front().outcome, "interrupted");
  EXPECT_THAT(runs->front().issues, SizeIs(2));
  run.id = 99;
  EXPECT_THAT(store_->UpdateRun(run), HasError(ErrorCode::kInvariant, HasSubstr("no run 99")));
}

TEST_P(LedgerRunTest, RunsAreListedNewestFirstByVerbAndSource) {
  RunRecord run = Run();
  ASSERT_OK(store_->StartRun(run));
  run.verb = "ingest";
  ASSERT_OK(store_->StartRun(run));
  run.source = "other";
  ASSERT_OK(store_->StartRun(run));
  const auto ids = [this](const std::string& source, const std::string& verb, int limit,
                          std::int64_t before = 0) {
    std::vector<std::int64_t> listed;
    const auto runs = store_->Runs(source, verb, limit, before);
    EXPECT_OK(runs);
    for (const RunRecord& one : *runs) listed.push_back(one.id);
    return listed;
  };
  EXPECT_THAT(ids("", "", 0), ElementsAre(3, 2, 1));
  EXPECT_THAT(ids("", "", 2), ElementsAre(3, 2));
  EXPECT_THAT(ids("openai", "", 0), ElementsAre(2, 1));
  EXPECT_THAT(ids("", "ingest", 0), ElementsAre(3, 2));
  EXPECT_THAT(ids("openai", "parity", 0), IsEmpty());
  EXPECT_THAT(ids("", "", 0, 3), ElementsAre(2, 1)) << "those before that one";
  EXPECT_THAT(ids("", "", 1, 99), ElementsAre(3));
  EXPECT_THAT(ids("", "ingest", 0, 3), ElementsAre(2));
  EXPECT_THAT(ids("", "", 0, 1), IsEmpty());
}

TEST_P(LedgerRunTest, SourceIsMadeOnceAndKeepsItsProvider) {
  const auto again = store_->EnsureSource("openai", "openai");
  ASSERT_OK(again);
  EXPECT_EQ(again->id, source_);
  EXPECT_EQ(again->team, "default");
  EXPECT_THAT(store_->EnsureSource("openai", "anthropic"),
              HasError(ErrorCode::kConfig, HasSubstr("belongs to openai")));
  EXPECT_THAT(store_->Sources(), IsOkAndHolds(SizeIs(1)));
}

TEST_P(LedgerRunTest, StreamIsMadeOnceAndRemembersWhatWasLearned) {
  const auto again = store_->EnsureStream(source_, StreamKey{});
  ASSERT_OK(again);
  EXPECT_EQ(again->id, stream_);
  EXPECT_EQ(again->history_start, std::nullopt);
  EXPECT_EQ(again->fallen_back_grain, std::nullopt);
  StreamRecord stream = *again;
  stream.history_start = Day{20500};
  stream.buckets_per_page = 7;
  stream.fallen_back_grain = Grain::Full().Without("api_source");
  stream.full_grain_tried_at = kTestNow;
  stream.surface_state = SurfaceState::kRefused;
  ASSERT_OK(store_->UpdateStream(stream));
  Reopen();
  const auto streams = store_->Streams(source_);
  ASSERT_OK(streams);
  ASSERT_EQ(streams->size(), 1U);
  EXPECT_EQ(streams->front().key, StreamKey{});
  EXPECT_EQ(streams->front().history_start, Day{20500});
  EXPECT_EQ(streams->front().buckets_per_page, 7);
  EXPECT_EQ(streams->front().fallen_back_grain, stream.fallen_back_grain);
  EXPECT_EQ(streams->front().full_grain_tried_at, kTestNow);
  EXPECT_EQ(streams->front().surface_state, SurfaceState::kRefused);
  stream.id = 99;
  EXPECT_THAT(store_->UpdateStream(stream),
              HasError(ErrorCode::kInvariant, HasSubstr("no stream 99")));
}

TEST_P(LedgerRunTest, StreamsOfOneSurfaceDifferByWidthAndPass) {
  const auto hourly = store_->EnsureStream(source_, StreamKey{"completions", "1h", ""});
  const auto second_pass = store_->EnsureStream(source_, StreamKey{"completions", "1d", "b"});
  ASSERT_OK(hourly);
  ASSERT_OK(second_pass);
  EXPECT_THAT(store_->Streams(source_), IsOkAndHolds(SizeIs(3)));
}

TEST_P(LedgerRunTest, ParityDocumentsAreKeptAndSigned) {
  ASSERT_OK(store_->SaveParity({3, "exact", R"({"verdict":"exact"})", "", 0, ""}));
  ASSERT_OK(store_->SaveParity({4, "variance", "{}", "", 0, ""}));
  ASSERT_OK(store_->SignParity(3, "Ann", kTestNow, "checked by eye"));
  EXPECT_THAT(store_->SignParity(5, "Ann", kTestNow, ""),
              HasError(ErrorCode::kUsage, HasSubstr("run 5")));
  Reopen();
  const auto records = store_->ParityRecords(0);
  ASSERT_OK(records);
  ASSERT_EQ(records->size(), 2U);
  EXPECT_EQ(records->at(0).run_id, 4);
  EXPECT_EQ(records->at(1).document, R"({"verdict":"exact"})");
  EXPECT_EQ(records->at(1).signed_by, "Ann");
  EXPECT_EQ(records->at(1).signed_at, kTestNow);
  EXPECT_EQ(records->at(1).note, "checked by eye");
  EXPECT_THAT(store_->ParityRecords(1), IsOkAndHolds(SizeIs(1)));
  const auto older = store_->ParityRecords(0, 4);
  ASSERT_OK(older);
  ASSERT_EQ(older->size(), 1U);
  EXPECT_EQ(older->front().run_id, 3);
  EXPECT_THAT(store_->ParityRecords(0, 3), IsOkAndHolds(IsEmpty()));
}

TEST_P(LedgerRunTest, EachCostCheckIsKeptWithItsPriceBook) {
  const BillRecord before{3, "exact", "aa", R"({"verdict":"exact"})"};
  const BillRecord after{4, "variance", "bb", "{}"};
  EXPECT_THAT(store_->BillOf(std::nullopt), IsOkAndHolds(Eq(std::nullopt)));
  ASSERT_OK(store_->SaveBill(before));
  ASSERT_OK(store_->SaveBill(after));
  Reopen();
  EXPECT_THAT(store_->BillOf(std::nullopt), IsOkAndHolds(Optional(after)));
  EXPECT_THAT(store_->BillOf(3), IsOkAndHolds(Optional(before)));
  EXPECT_THAT(store_->BillOf(5), IsOkAndHolds(Eq(std::nullopt)));
}

}  // namespace
}  // namespace cognitrack
