// The ledger's memory: what was held, since when, and what `as_of` shows.
#include <algorithm>

#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kDay = "2026-03-05";

class LedgerHistoryTest : public LedgerStoreContract {
 protected:
  std::int64_t CommitRows(std::string_view table, std::int64_t run_id, UtcSeconds later = 0) {
    WindowRead read = Window(kDay, table);
    read.read_at += later;
    const auto outcome = Commit(read, run_id);
    EXPECT_OK(outcome);
    return outcome ? outcome->revision : 0;
  }
};
INSTANTIATE_LEDGER_CONTRACT(LedgerHistoryTest);

constexpr std::string_view kFirst = R"(
    model | input_tokens  output_tokens
    gpt-a | 1             1
    gpt-b | 2             2
    gpt-c | 3             -)";
constexpr std::string_view kSecond = R"(
    model | input_tokens  output_tokens
    gpt-a | 1             1
    gpt-b | 20            2
    gpt-d | 4             4)";
constexpr std::string_view kThird = R"(
    model | input_tokens  output_tokens
    gpt-a | 100           1
    gpt-c | 3             -)";

TEST_P(LedgerHistoryTest, EachRevisionShowsWhatWasHeldThen) {
  EXPECT_EQ(CommitRows(kFirst, 1), 1);
  const auto first = Lines(kDay);
  EXPECT_EQ(CommitRows(kSecond, 2, 10), 2);
  const auto second = Lines(kDay);
  EXPECT_EQ(CommitRows(kThird, 3, 20), 3);
  const auto third = Lines(kDay);
  EXPECT_THAT(Lines(kDay, 0), IsEmpty());
  EXPECT_EQ(Lines(kDay, 1), first);
  EXPECT_EQ(Lines(kDay, 2), second);
  EXPECT_EQ(Lines(kDay, 3), third);
  EXPECT_EQ(Lines(kDay, 99), third);
  EXPECT_THAT(second, ElementsAre("model=gpt-a | input_tokens=1 output_tokens=1",
                                  "model=gpt-b | input_tokens=20 output_tokens=2",
                                  "model=gpt-d | input_tokens=4 output_tokens=4"));
}

TEST_P(LedgerHistoryTest, RowsJoinWhicheverTableTheyAreReadInto) {
  CommitRows(kFirst, 1);
  SeriesTable one, other;
  other.Intern(Series{{"model", "gpt-c"}});  // The same series have other places in it.
  for (SeriesTable* table : {&one, &other, &one, &other}) {
    std::vector<std::string> models;
    ASSERT_OK(
        store_->ReadRows(stream_, 0, kTestNow, std::nullopt, table, [&](const LedgerRow& row) {
          models.push_back(*table->At(row.series).Find("model"));
          return true;
        }));
    std::sort(models.begin(), models.end());
    EXPECT_THAT(models, ElementsAre("gpt-a", "gpt-b", "gpt-c"));
  }
}

TEST_P(LedgerHistoryTest, RecordsOfEachContentAreKeptOldestFirst) {
  clock_.Advance(5);
  CommitRows(kFirst, 1);
  clock_.Advance(5);
  CommitRows(kSecond, 2, 10);
  const auto history = store_->WindowHistory(stream_, Start(kDay));
  ASSERT_OK(history);
  ASSERT_EQ(history->size(), 2U);
  const WindowRevision& old = history->at(0);
  EXPECT_EQ(old.record.revision, 1);
  EXPECT_EQ(old.until_revision, 2);
  EXPECT_EQ(old.recorded_at, kTestNow + 5);
  EXPECT_EQ(old.run_id, 1);
  EXPECT_EQ(old.record.row_count, 3);
  EXPECT_EQ(LineOf(Series(), old.record.totals), "| input_tokens=6 output_tokens=3");
  const WindowRevision& held = history->at(1);
  EXPECT_EQ(held.record.revision, 2);
  EXPECT_EQ(held.until_revision, 0);
  EXPECT_EQ(held.recorded_at, kTestNow + 10);
  EXPECT_EQ(held.run_id, 2);
  EXPECT_EQ(held.record.attempt.run_id, 2);
  EXPECT_EQ(held.record.content_hash, Record(kDay).content_hash);
}

TEST_P(LedgerHistoryTest, OpenWindowsKeepNone) {
  WindowRead open = Window(kDay, kFirst);
  open.read_at = open.end - 1;
  ASSERT_OK(Commit(open, 1));
  EXPECT_EQ(CommitRows(kSecond, 2), 2);
  EXPECT_THAT(store_->WindowHistory(stream_, Start(kDay)), IsOkAndHolds(SizeIs(1)));
  // What was held at revision 1 is not known any more: nothing, rather than a part of it.
  EXPECT_THAT(Lines(kDay, 1), IsEmpty());
  EXPECT_EQ(CommitRows(kThird, 3, 10), 3);
  EXPECT_THAT(Lines(kDay, 1), IsEmpty());
  EXPECT_THAT(Lines(kDay, 2), SizeIs(3));
}

TEST_P(LedgerHistoryTest, ConfirmedOpenContentIsRememberedOnceItsDayIsOver) {
  WindowRead open = Window(kDay, kFirst);
  open.read_at = open.end - 1;
  ASSERT_OK(Commit(open, 1));
  CommitRows(kFirst, 2);
  const auto first = Lines(kDay);
  EXPECT_EQ(CommitRows(kSecond, 3, 10), 2);
  EXPECT_EQ(Lines(kDay, 1), first);
}

TEST_P(LedgerHistoryTest, UnknownMetricsHaveHistoryToo) {
  CommitRows(R"(
    model | input_tokens  thinking_units
    gpt-a | 1             0.25)",
             1);
  CommitRows(R"(
    model | input_tokens  thinking_units
    gpt-a | 1             0.5)",
             2, 10);
  SeriesTable series;
  const auto then = store_->UnknownMetricsOf(stream_, Start(kDay), 1, &series);
  ASSERT_OK(then);
  ASSERT_EQ(then->size(), 1U);
  EXPECT_EQ(then->at(0).value, "0.25");
  const auto now = store_->UnknownMetricsOf(stream_, Start(kDay), 2, &series);
  ASSERT_OK(now);
  ASSERT_EQ(now->size(), 1U);
  EXPECT_EQ(now->at(0).value, "0.5");
  EXPECT_THAT(store_->UnknownMetricsOf(stream_, Start(kDay), 0, &series), IsOkAndHolds(IsEmpty()));
}

TEST_P(LedgerHistoryTest, RevisionAtIsTheLastAtOrBeforeATime) {
  EXPECT_THAT(store_->RevisionAt(clock_.Now()), IsOkAndHolds(0));
  CommitRows(kFirst, 1);
  clock_.Advance(100);
  CommitRows(kSecond, 2, 10);
  EXPECT_THAT(store_->RevisionAt(kTestNow - 1), IsOkAndHolds(0));
  EXPECT_THAT(store_->RevisionAt(kTestNow), IsOkAndHolds(1));
  EXPECT_THAT(store_->RevisionAt(kTestNow + 99), IsOkAndHolds(1));
  EXPECT_THAT(store_->RevisionAt(kTestNow + 100), IsOkAndHolds(2));
}

// Random contents, one after the other: each revision shows exactly the content that made it.
TEST_P(LedgerHistoryTest, AnyPastIsReadBackWhole) {
  SeededRandom random(20260305);
  std::vector<std::vector<std::string>> contents = {{}};
  for (int step = 1; step <= 25; ++step) {
    WindowRead read = Window(kDay, "model | input_tokens  output_tokens");
    read.read_at += step;
    for (int model = 0; model < 6; ++model) {
      if (random.Below(3) == 0) continue;
      UsageRow row;
      row.series = series_.Intern(Series({{"model", "gpt-" + std::to_string(model)}}));
      row.metrics.Set(Metric::kInputTokens, static_cast<std::int64_t>(1 + random.Below(3)));
      if (random.Below(2) == 0) row.metrics.Set(Metric::kOutputTokens, 1);
      read.rows.push_back(row);
    }
    if (read.rows.empty()) continue;
    const auto outcome = Commit(read, step);
    ASSERT_OK(outcome);
    const auto lines = LinesOf(read.rows, series_);
    EXPECT_EQ(Lines(kDay), lines);
    if (outcome->decision.action != WindowAction::kConfirm) contents.push_back(lines);
    ASSERT_EQ(outcome->revision, static_cast<std::int64_t>(contents.size()) - 1);
  }
  ASSERT_GT(contents.size(), 15U);
  for (std::size_t revision = 0; revision < contents.size(); ++revision) {
    EXPECT_EQ(Lines(kDay, static_cast<std::int64_t>(revision)), contents[revision]) << revision;
  }
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

}  // namespace
}  // namespace cognitrack
