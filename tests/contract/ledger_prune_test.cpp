// Retention and resets: what goes with a prune, what outlives it, what still answers.
#include "store/roll_ups.h"
#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kDay = "2026-03-05";
constexpr std::string_view kOtherDay = "2026-03-06";
constexpr std::string_view kRows = R"(
    project_id  model  user_id  | input_tokens  output_tokens
    proj_alpha  gpt-a  ann      | 10            2
    proj_alpha  gpt-b  ann      | 20            3
    proj_beta   gpt-a  -        | 40            0)";

class LedgerPruneTest : public LedgerStoreContract {
 protected:
  PruneTarget Target(std::string_view day) { return {stream_, Start(day), Record(day).revision}; }
  Result<PruneOutcome> Prune(std::string_view day) { return store_->PruneWindows({Target(day)}); }
  UsageReport Report(std::vector<std::string> group_by,
                     std::optional<std::int64_t> as_of = std::nullopt) {
    UsageQuery query;
    query.stream = stream_;
    query.group_by = std::move(group_by);
    query.as_of = as_of;
    const auto report = store_->Aggregate(query);
    EXPECT_OK(report);
    return report ? *report : UsageReport{};
  }
  // A row a line: its group, its metrics, its unknown metrics.
  static std::vector<std::string> TextOf(const UsageReport& report) {
    std::vector<std::string> lines;
    for (const UsageReportRow& row : report.rows) {
      std::string line;
      for (const GroupValue& value : row.group.ToVector()) {
        line += std::to_string(static_cast<int>(value.kind)) + value.text + " ";
      }
      line += LineOf(Series(), row.metrics) + " of " + std::to_string(row.ledger_rows);
      for (const auto& [name, value] : row.unknown_metrics) line += " " + name + "=" + value;
      lines.push_back(std::move(line));
    }
    lines.push_back(LineOf(Series(), report.totals.metrics));
    return lines;
  }
  void UseStream(const std::string& surface) {
    const auto stream = store_->EnsureStream(source_, {surface, "1d", ""});
    ASSERT_OK(stream);
    stream_ = stream->id;
  }
  void ExpectWell() { EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty())); }
};
INSTANTIATE_LEDGER_CONTRACT(LedgerPruneTest);

TEST_P(LedgerPruneTest, RowsGoAndTheRecordStays) {
  ASSERT_OK(Commit(Window(kDay, kRows)));
  const WindowRecord before = Record(kDay);
  const auto outcome = Prune(kDay);
  ASSERT_OK(outcome);
  ASSERT_THAT(outcome->pruned, SizeIs(1));
  EXPECT_EQ(outcome->pruned[0].rows, 3);
  EXPECT_EQ(outcome->pruned[0].history_rows, 0);
  EXPECT_EQ(outcome->left, 0);
  Reopen();
  const WindowRecord after = Record(kDay);
  EXPECT_TRUE(after.pruned);
  EXPECT_EQ(after.revision, before.revision);
  EXPECT_EQ(after.row_count, 3);
  EXPECT_EQ(after.totals, before.totals);
  EXPECT_EQ(after.content_hash, before.content_hash);
  EXPECT_EQ(after.source_hash, before.source_hash);
  EXPECT_EQ(after.attempt, before.attempt);
  SeriesTable series;
  EXPECT_THAT(
      store_->ReadRows(stream_, Start(kDay), Start(kDay) + 1, std::nullopt, &series,
                       [](const LedgerRow&) { return true; }),
      HasError(ErrorCode::kConfig, HasSubstr("2026-03-05: the rows of this day were pruned")));
  ExpectWell();
}

TEST_P(LedgerPruneTest, EveryRollUpGroupingAnswersAsBefore) {
  ASSERT_OK(Commit(Window(kDay, kRows)));
  ASSERT_OK(Commit(Window(kOtherDay, "model | input_tokens\ngpt-c | 7")));
  std::vector<std::vector<std::string>> groupings = {{}, {"day"}};
  for (const Grain& grain : RollUpGrains()) {
    groupings.push_back(grain.names());
    groupings.push_back({"day"});
    groupings.back().insert(groupings.back().end(), grain.names().begin(), grain.names().end());
  }
  std::vector<std::vector<std::string>> before;
  for (const auto& group_by : groupings) before.push_back(TextOf(Report(group_by)));
  ASSERT_OK(Prune(kDay));
  for (std::size_t i = 0; i < groupings.size(); ++i) {
    const UsageReport report = Report(groupings[i]);
    EXPECT_EQ(TextOf(report), before[i]) << Grain(groupings[i]).ToText();
    EXPECT_EQ(report.windows_pruned, 0);
  }
}

TEST_P(LedgerPruneTest, WhatNeedsItsRowsIsUnknownAndNeverZero) {
  ASSERT_OK(Commit(Window(kDay, kRows)));
  ASSERT_OK(Prune(kDay));
  const UsageReport alone = Report({"model", "user_id", "project_id"});
  EXPECT_THAT(alone.rows, IsEmpty());
  EXPECT_EQ(alone.windows_pruned, 1);
  EXPECT_TRUE(alone.totals.metrics.reported().empty());
  ASSERT_OK(Commit(Window(kOtherDay, kRows)));
  const UsageReport beside = Report({"model", "user_id", "project_id"});
  EXPECT_THAT(beside.rows, SizeIs(3));
  EXPECT_EQ(beside.windows_pruned, 1);
  EXPECT_EQ(beside.totals.metrics.Get(Metric::kInputTokens), 70);
}

TEST_P(LedgerPruneTest, HistoryGoesTooAndAnEarlierBeliefIsToldByTotalsOnly) {
  WindowRead read = Window(kDay, kRows);
  ASSERT_OK(Commit(read, 1));
  WindowRead restated =
      Window(kDay, "project_id model user_id | input_tokens\nproj_alpha gpt-a ann | 11");
  restated.grain = read.grain;
  restated.read_at += 100;
  ASSERT_OK(Commit(restated, 2));
  EXPECT_THAT(store_->WeighWindows(stream_, 0, clock_.Now()), IsOkAndHolds(SizeIs(1)));
  const auto outcome = Prune(kDay);
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->pruned[0].rows, 1);
  EXPECT_EQ(outcome->pruned[0].history_rows, 3);
  EXPECT_THAT(store_->WeighWindows(stream_, 0, clock_.Now()), IsOkAndHolds(IsEmpty()));
  const auto history = store_->WindowHistory(stream_, Start(kDay));
  ASSERT_OK(history);
  ASSERT_THAT(*history, SizeIs(2));
  EXPECT_TRUE(history->front().record.pruned);
  EXPECT_EQ(history->front().record.totals.Get(Metric::kInputTokens), 70);
  EXPECT_EQ(Report({}, 1).totals.metrics.Get(Metric::kInputTokens), 70);
  EXPECT_EQ(Report({"day"}, 2).totals.metrics.Get(Metric::kInputTokens), 11);
  const UsageReport by_model = Report({"model"}, 1);
  EXPECT_EQ(by_model.windows_pruned, 1);
  EXPECT_TRUE(by_model.totals.metrics.reported().empty());
  SeriesTable series;
  EXPECT_THAT(store_->ReadRows(stream_, Start(kDay), Start(kDay) + 1, 1, &series,
                               [](const LedgerRow&) { return true; }),
              HasError(ErrorCode::kConfig, HasSubstr("pruned")));
  ExpectWell();
}

TEST_P(LedgerPruneTest, ArchivedBytesGoUnlessAnotherWindowNeedsThem) {
  WindowRead read = Window(kDay, kRows);
  GiveSource("bucket", &read);
  ASSERT_OK(Commit(read));
  WindowRead other = Window(kOtherDay, kRows);
  GiveSource("other bucket", &other);
  ASSERT_OK(Commit(other));
  const auto weights = store_->WeighWindows(stream_, Start(kDay), Start(kOtherDay));
  ASSERT_OK(weights);
  ASSERT_THAT(*weights, SizeIs(1));
  const auto outcome = Prune(kDay);
  ASSERT_OK(outcome);
  EXPECT_GT(outcome->archived_bytes, 0);
  EXPECT_EQ(outcome->archived_bytes, weights->front().archived_bytes);
  EXPECT_THAT(store_->ReadArchive(read.source_hash),
              HasError(ErrorCode::kConfig, HasSubstr("no bytes")));
  EXPECT_THAT(store_->ReadArchive(other.source_hash), IsOkAndHolds("other bucket"));
}

TEST_P(LedgerPruneTest, UnknownMetricsAreKeptAsSumsOfTheirDay) {
  ASSERT_OK(Commit(Window(kDay, R"(
    project_id  model | input_tokens  hue
    proj_alpha  gpt-a | 10            1.5
    proj_alpha  gpt-b | 20            2)")));
  const auto by_day = TextOf(Report({"day"}));
  ASSERT_OK(Prune(kDay));
  EXPECT_EQ(TextOf(Report({"day"})), by_day);
  const UsageReport by_model = Report({"model"});
  EXPECT_THAT(by_model.pruned_metrics, ElementsAre("hue"));
  for (const UsageReportRow& row : by_model.rows) EXPECT_THAT(row.unknown_metrics, IsEmpty());
  SeriesTable series;
  const auto kept = store_->UnknownMetricsOf(stream_, Start(kDay), std::nullopt, &series);
  ASSERT_OK(kept);
  ASSERT_THAT(*kept, SizeIs(1));
  EXPECT_EQ(kept->front().value, "3.5");
  EXPECT_THAT(series.At(kept->front().series).values(), IsEmpty());
  ExpectWell();
}

TEST_P(LedgerPruneTest, OtherContentThanDecidedOfIsLeft) {
  ASSERT_OK(Commit(Window(kDay, kRows)));
  PruneTarget target = Target(kDay);
  WindowRead restated = Window(kDay, "model | input_tokens\ngpt-a | 11");
  restated.read_at += 100;
  ASSERT_OK(Commit(restated, 2));
  const auto outcome = store_->PruneWindows({target});
  ASSERT_OK(outcome);
  EXPECT_THAT(outcome->pruned, IsEmpty());
  EXPECT_EQ(outcome->left, 1);
  EXPECT_THAT(Lines(kDay), SizeIs(1));
  ASSERT_OK(Prune(kDay));
  EXPECT_EQ(Prune(kDay)->left, 1) << "a second time there is nothing to prune";
}

TEST_P(LedgerPruneTest, APrunedWindowDoesNotComeBackByItself) {
  ASSERT_OK(Commit(Window(kDay, kRows)));
  ASSERT_OK(Prune(kDay));
  WindowRead read = Window(kDay, kRows);
  read.read_at += kSecondsPerDay;
  const auto kept = Commit(read, 2);
  ASSERT_OK(kept);
  EXPECT_EQ(kept->decision.action, WindowAction::kKeepPruned);
  EXPECT_TRUE(Record(kDay).pruned);
  EXPECT_EQ(Record(kDay).attempt.run_id, 1);
  EXPECT_FALSE(store_->ConfirmWindow(stream_, Start(kDay), read.read_at, 2));

  read.revives_pruned = true;
  const auto revived = Commit(read, 3);
  ASSERT_OK(revived);
  EXPECT_EQ(revived->decision.action, WindowAction::kReplace);
  EXPECT_EQ(revived->decision.issue_code, "");
  EXPECT_EQ(revived->rows_written, 3);
  EXPECT_FALSE(Record(kDay).pruned);
  EXPECT_THAT(Lines(kDay), SizeIs(3));
  EXPECT_EQ(Report({"model"}, 1).windows_pruned, 1) << "what was believed then stays pruned";
  EXPECT_EQ(Report({"model"}, revived->revision).windows_pruned, 0);
  ExpectWell();
  ASSERT_OK(Prune(kDay));
  ExpectWell();
}

TEST_P(LedgerPruneTest, ACoarserReadRevivesNothingByChance) {
  ASSERT_OK(Commit(Window(kDay, kRows)));
  ASSERT_OK(Prune(kDay));
  WindowRead coarser =
      Window(kDay, "model | input_tokens  output_tokens\ngpt-a | 50 2\ngpt-b | 20 3");
  coarser.read_at += kSecondsPerDay;
  coarser.revives_pruned = true;
  const auto revived = Commit(coarser, 2);
  ASSERT_OK(revived);
  EXPECT_EQ(revived->decision.action, WindowAction::kReplace);
  EXPECT_EQ(revived->decision.issue_code, "settled_window_changed");
  ExpectWell();
}

TEST_P(LedgerPruneTest, WhatHasNoRollUpsIsToldByItsTotals) {
  UseStream("images");
  ASSERT_OK(Commit(Window(kDay, R"(
    project_id  model  | images  num_model_requests
    proj_alpha  dall-e | 3       2
    proj_beta   dall-e | 4       2)")));
  const auto by_day = TextOf(Report({"day"}));
  ASSERT_OK(Prune(kDay));
  EXPECT_EQ(TextOf(Report({"day"})), by_day);
  EXPECT_EQ(Report({}).totals.metrics.Get(Metric::kImages), 7);
  const UsageReport by_project = Report({"project_id"});
  EXPECT_EQ(by_project.windows_pruned, 1);
  EXPECT_EQ(by_project.totals.metrics.Get(Metric::kImages), std::nullopt);
  ExpectWell();
}

TEST_P(LedgerPruneTest, MoneyWithoutItsRowsIsInNoCurrency) {
  UseStream("costs");
  ASSERT_OK(Commit(Window(kDay, R"(
    project_id  amount_currency | amount_value
    proj_alpha  usd             | 1.5
    proj_alpha  eur             | 2)")));
  ASSERT_OK(Prune(kDay));
  for (const std::vector<std::string>& group_by :
       {std::vector<std::string>{}, {"day"}, {"amount_currency"}}) {
    const UsageReport report = Report(group_by);
    EXPECT_EQ(report.windows_pruned, 1);
    EXPECT_TRUE(report.totals.metrics.reported().empty());
  }
  ExpectWell();
}

// Totals by every roll-up grouping are the same before and after, whatever was pruned.
TEST_P(LedgerPruneTest, AnyPruneLeavesEverySumThatItPromises) {
  for (int seed = 0; seed < 12; ++seed) {
    SeededRandom random(static_cast<std::uint64_t>(seed));
    std::vector<std::string> days;
    for (int day = 0; day < 5; ++day) {
      days.push_back(FormatDay(*ParseDay("2026-02-01") + (seed % 2) * 10 + day));
      WindowRead read = Window(days.back(), "");
      read.grain = random.Below(4) == 0
                       ? Grain({"model", "project_id"})
                       : Grain({"api_key_id", "batch", "model", "project_id", "user_id"});
      std::map<SeriesRef, MetricValues> rows;
      for (std::uint64_t i = random.Below(40); i > 0; --i) {
        std::vector<DimensionValue> values;
        for (const std::string& name : read.grain.names()) {
          if (random.Below(5) > 0)
            values.push_back({name, std::string(1, static_cast<char>('a' + random.Below(3)))});
        }
        MetricValues metrics;
        metrics.Set(Metric::kInputTokens, static_cast<std::int64_t>(random.Below(1'000)));
        if (random.Below(2) == 0) metrics.Set(Metric::kOutputTokens, 1);
        rows[series_.Intern(Series(std::move(values)))] = metrics;
      }
      for (const auto& [ref, metrics] : rows) {
        read.rows.push_back({ref, metrics});
        read.reported = read.reported | metrics.reported();
      }
      read.read_at += seed;
      read.revives_pruned = true;
      ASSERT_OK(Commit(read, seed + 1));
    }
    std::vector<std::vector<std::string>> groupings = {{}, {"day"}};
    for (const Grain& grain : RollUpGrains()) groupings.push_back(grain.names());
    std::vector<std::vector<std::string>> before;
    for (const auto& group_by : groupings) before.push_back(TextOf(Report(group_by)));
    for (const std::string& day : days) {
      if (random.Below(2) == 0) {
        ASSERT_OK(Prune(day));
      }
    }
    for (std::size_t i = 0; i < groupings.size(); ++i) {
      EXPECT_EQ(TextOf(Report(groupings[i])), before[i]) << "seed " << seed;
    }
    ExpectWell();
    if (HasFailure()) return;
  }
}

TEST_P(LedgerPruneTest, AResetAsksForWhatIsHeldFromADayOn) {
  ASSERT_OK(Commit(Window(kDay, kRows)));
  ASSERT_OK(Commit(Window(kOtherDay, kRows)));
  ASSERT_OK(Commit(Window("2026-03-07", kRows)));
  ASSERT_OK(Commit(Window("2026-03-08", kRows)));
  ASSERT_OK(Prune("2026-03-07"));
  const Attempt parked{AttemptOutcome::kParked, "truncated", 2, kTestNow};
  ASSERT_OK(store_->RecordAttempt(stream_, Start("2026-03-08"), Start("2026-03-09"), parked));
  const Attempt reset{AttemptOutcome::kReset, "see #12", 3, kTestNow};
  EXPECT_THAT(store_->ResetWindows(stream_, *ParseDay(kOtherDay), reset), IsOkAndHolds(2));
  Reopen();
  EXPECT_EQ(Record(kDay).attempt.outcome, AttemptOutcome::kOk);
  EXPECT_EQ(Record(kOtherDay).attempt, reset);
  EXPECT_EQ(Record("2026-03-07").attempt.outcome, AttemptOutcome::kOk);
  EXPECT_EQ(Record("2026-03-08").attempt, parked) << "it is asked for again already";
  const auto held = store_->HeldStreams(source_);
  ASSERT_OK(held);
  ASSERT_THAT(*held, SizeIs(1));
  EXPECT_EQ(held->front().stream.history_start, ParseDay(kOtherDay).value());
  EXPECT_THAT(held->front().windows, SizeIs(4));
  EXPECT_THAT(store_->ResetWindows(stream_, *ParseDay("2026-03-08"), reset), IsOkAndHolds(1));
  EXPECT_EQ(store_->Streams(source_)->front().history_start, ParseDay(kOtherDay).value())
      << "a history never begins later by a reset";
  EXPECT_FALSE(store_->ResetWindows(99, *ParseDay(kDay), reset));
}

}  // namespace
}  // namespace cognitrack
