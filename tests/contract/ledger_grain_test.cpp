// One window, one grain: a read at another grain replaces or confirms, and never doubles.
#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kDay = "2026-03-05";
constexpr std::string_view kFine = R"(
    project_id  model | input_tokens  output_tokens
    proj_alpha  gpt-a | 10            1
    proj_beta   gpt-a | 20            2
    proj_beta   -     | 40            4)";

class LedgerGrainTest : public LedgerStoreContract {};
INSTANTIATE_LEDGER_CONTRACT(LedgerGrainTest);

TEST_P(LedgerGrainTest, CoarserReadThatAgreesIsAnEqualRead) {
  WindowRead fine = Window(kDay, kFine);
  GiveSource("fine", &fine);
  ASSERT_OK(Commit(fine, 1));
  WindowRead coarse = Window(kDay, R"(
    project_id | input_tokens
    proj_alpha | 10
    proj_beta  | 60)");
  coarse.read_at += 50;
  GiveSource("coarse", &coarse);
  const auto outcome = Commit(coarse, 2);
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->decision.action, WindowAction::kConfirm);
  EXPECT_EQ(outcome->rows_written, 0);
  const WindowRecord record = Record(kDay);
  EXPECT_EQ(record.grain.ToText(), "model,project_id");
  EXPECT_EQ(record.read_at, coarse.read_at);
  EXPECT_EQ(record.source_hash, fine.source_hash);
  EXPECT_EQ(record.row_count, 3);
}

TEST_P(LedgerGrainTest, CoarserReadThatDisagreesReplaces) {
  ASSERT_OK(Commit(Window(kDay, kFine), 1));
  const auto outcome = Commit(Window(kDay, R"(
    project_id | input_tokens
    proj_alpha | 10
    proj_beta  | 61)"),
                              2);
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->decision.action, WindowAction::kReplace);
  EXPECT_EQ(outcome->decision.issue_code, "coarser_read_differs");
  // Two rows go, one comes, and that of proj_beta without a model is the same series with more in
  // it.
  EXPECT_EQ(outcome->rows_written, 4);
  EXPECT_THAT(Lines(kDay), ElementsAre("project_id=proj_alpha | input_tokens=10",
                                       "project_id=proj_beta | input_tokens=61"));
}

TEST_P(LedgerGrainTest, FinerReadReplacesEvenWhereTheSumsAgree) {
  ASSERT_OK(Commit(Window(kDay, R"(
    project_id | input_tokens  output_tokens
    proj_alpha | 10            1
    proj_beta  | 60            6)"),
                   1));
  const auto outcome = Commit(Window(kDay, kFine), 2);
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->decision.action, WindowAction::kReplace);
  EXPECT_EQ(Record(kDay).grain.ToText(), "model,project_id");
  EXPECT_EQ(LineOf(Series(), Record(kDay).totals), "| input_tokens=70 output_tokens=7");
}

// A day read again and again at random grains: its totals are those of the provider each time, in
// the record, in the rows and in every report.
TEST_P(LedgerGrainTest, ChangeOfGrainNeverDoubles) {
  SeededRandom random(7);
  const std::vector<std::string> names = {"batch", "model", "project_id", "region"};
  for (int step = 0; step < 30; ++step) {
    SeriesTable full;
    WindowRead truth;
    for (int row = 0; row < 12; ++row) {
      std::vector<DimensionValue> values;
      for (const std::string& name : names) {
        if (random.Below(4) != 0) values.push_back({name, std::to_string(random.Below(3))});
      }
      UsageRow usage{full.Intern(Series(std::move(values))), {}};
      usage.metrics.Set(Metric::kInputTokens, static_cast<std::int64_t>(random.Below(50)));
      truth.rows.push_back(usage);
    }
    std::vector<std::string> chosen;
    for (const std::string& name : names) {
      if (random.Below(2) == 0) chosen.push_back(name);
    }
    MetricSet metrics;
    metrics.Add(Metric::kInputTokens);
    const auto coarse = CoarsenedTo(Grain(chosen), metrics, truth, full);
    ASSERT_TRUE(coarse.has_value());
    WindowRead read = WindowOf(full, kDay, "");
    read.grain = Grain(chosen);
    read.reported = metrics;
    read.rows = coarse->rows;
    read.read_at += step;
    ASSERT_OK(store_->CommitWindow(stream_, read, full, step));

    const std::int64_t total = TotalsOf(read.rows)->OrZero(Metric::kInputTokens);
    EXPECT_EQ(Record(kDay).totals.OrZero(Metric::kInputTokens), total);
    for (const std::vector<std::string>& group :
         {std::vector<std::string>{}, {"model"}, {"batch", "region"}, {"day"}}) {
      UsageQuery query;
      query.stream = stream_;
      query.group_by = group;
      const auto report = store_->Aggregate(query);
      ASSERT_OK(report);
      EXPECT_EQ(report->totals.metrics.OrZero(Metric::kInputTokens), total);
    }
  }
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

}  // namespace
}  // namespace cognitrack
