#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::string_view kDay = "2026-03-05";

class LedgerCommitTest : public LedgerStoreContract {};
INSTANTIATE_LEDGER_CONTRACT(LedgerCommitTest);

constexpr std::string_view kThreeRows = R"(
    project_id  model  batch | input_tokens  output_tokens
    proj_alpha  gpt-a  false | 10            2
    proj_alpha  gpt-a  ''    | 20            -
    proj_alpha  gpt-a  -     | 40            0)";

TEST_P(LedgerCommitTest, FirstReadIsStoredWhole) {
  const auto outcome = Commit(Window(kDay, kThreeRows), 7);
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->decision.action, WindowAction::kStore);
  EXPECT_EQ(outcome->rows_written, 3);
  EXPECT_EQ(outcome->revision, 1);
  EXPECT_THAT(Lines(kDay),
              ElementsAre("batch= model=gpt-a project_id=proj_alpha | input_tokens=20",
                          "batch=false model=gpt-a project_id=proj_alpha | input_tokens=10 "
                          "output_tokens=2",
                          "model=gpt-a project_id=proj_alpha | input_tokens=40 output_tokens=0"));
}

TEST_P(LedgerCommitTest, RecordSaysWhatIsHeld) {
  const WindowRead read = Window(kDay, kThreeRows);
  ASSERT_OK(Commit(read, 7));
  const WindowRecord record = Record(kDay);
  EXPECT_EQ(record.start, Start(kDay));
  EXPECT_EQ(record.end, Start(kDay) + kSecondsPerDay);
  EXPECT_EQ(record.grain.ToText(), "batch,model,project_id");
  EXPECT_EQ(record.reported, read.reported);
  EXPECT_EQ(record.revision, 1);
  EXPECT_EQ(record.row_count, 3);
  EXPECT_EQ(LineOf(Series(), record.totals), "| input_tokens=70 output_tokens=2");
  EXPECT_EQ(record.content_hash, ContentHash(StreamKey{}, read, series_));
  EXPECT_EQ(record.origin, Origin{});
  EXPECT_EQ(record.content_since, read.read_at);
  EXPECT_EQ(record.read_at, read.read_at);
  EXPECT_EQ(record.attempt, (Attempt{AttemptOutcome::kOk, "", 7, read.read_at}));
}

TEST_P(LedgerCommitTest, EqualReadMovesOnlyTheReadTime) {
  WindowRead read = Window(kDay, kThreeRows);
  ASSERT_OK(Commit(read, 7));
  const WindowRecord before = Record(kDay);
  read.read_at += 100;
  std::swap(read.rows[0], read.rows[2]);
  const auto outcome = Commit(read, 8);
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->decision.action, WindowAction::kConfirm);
  EXPECT_EQ(outcome->rows_written, 0);
  EXPECT_EQ(outcome->revision, 1);
  const WindowRecord after = Record(kDay);
  EXPECT_EQ(after.read_at, before.read_at + 100);
  EXPECT_EQ(after.content_since, before.content_since);
  EXPECT_EQ(after.attempt.run_id, 8);
  EXPECT_THAT(store_->RevisionAt(clock_.Now()), IsOkAndHolds(1));
}

// A provider leaves bytes out where it was told that their content is held.
TEST_P(LedgerCommitTest, BytesMayBeLeftOutOfAnEqualReadOnly) {
  WindowRead read = Window(kDay, kThreeRows);
  ASSERT_OK(Commit(read, 7));
  read.source_bytes = {};
  read.source_hash = Sha256("the same in other bytes");
  read.read_at += 100;
  const auto equal = Commit(read, 8);
  ASSERT_OK(equal);
  EXPECT_EQ(equal->decision.action, WindowAction::kConfirm);
  EXPECT_EQ(Record(kDay).source_hash, read.source_hash);

  read.rows.pop_back();
  EXPECT_THAT(Commit(read, 9), HasError(ErrorCode::kTryLater, HasSubstr("nothing of this read")));
  EXPECT_EQ(Record(kDay).row_count, 3);
  EXPECT_EQ(Record(kDay).attempt.run_id, 8);
}

TEST_P(LedgerCommitTest, ChangedReadWritesOnlyItsChangedRows) {
  ASSERT_OK(Commit(Window(kDay, kThreeRows)));
  const auto outcome = Commit(Window(kDay, R"(
    project_id  model  batch | input_tokens  output_tokens
    proj_alpha  gpt-a  false | 10            3
    proj_alpha  gpt-a  ''    | 20            -
    proj_beta   gpt-a  ''    | 1             1)"),
                              2);
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->decision.action, WindowAction::kReplace);
  EXPECT_EQ(outcome->rows_written, 3);
  EXPECT_EQ(outcome->revision, 2);
  EXPECT_THAT(Lines(kDay),
              ElementsAre("batch= model=gpt-a project_id=proj_alpha | input_tokens=20",
                          "batch= model=gpt-a project_id=proj_beta | input_tokens=1 "
                          "output_tokens=1",
                          "batch=false model=gpt-a project_id=proj_alpha | input_tokens=10 "
                          "output_tokens=3"));
}

TEST_P(LedgerCommitTest, UnattributedEmptyAndFalseAreThreeSeries) {
  ASSERT_OK(Commit(Window(kDay, kThreeRows)));
  Reopen();
  const auto outcome = Commit(Window(kDay, R"(
    project_id  model  batch | input_tokens  output_tokens
    proj_alpha  gpt-a  -     | 41            0
    proj_alpha  gpt-a  ''    | 20            -
    proj_alpha  gpt-a  false | 10            2)"),
                              2);
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->rows_written, 1);
  EXPECT_THAT(Lines(kDay), testing::SizeIs(3));
}

TEST_P(LedgerCommitTest, NotReportedIsNotZero) {
  constexpr std::string_view kNotReported = R"(
    model | input_tokens  output_tokens
    gpt-a | 1             -)";
  constexpr std::string_view kZero = R"(
    model | input_tokens  output_tokens
    gpt-a | 1             0)";
  ASSERT_OK(Commit(Window(kDay, kNotReported)));
  const auto outcome = Commit(Window(kDay, kZero), 2);
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->decision.action, WindowAction::kReplace);
  EXPECT_EQ(outcome->rows_written, 1);
  EXPECT_THAT(Lines(kDay), ElementsAre("model=gpt-a | input_tokens=1 output_tokens=0"));
}

TEST_P(LedgerCommitTest, ReadWithoutRowsIsAConfirmedZero) {
  const auto outcome = Commit(Window(kDay, "model | input_tokens"));
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->decision.action, WindowAction::kStore);
  EXPECT_EQ(outcome->rows_written, 0);
  const WindowRecord record = Record(kDay);
  EXPECT_TRUE(record.has_content());
  EXPECT_EQ(record.row_count, 0);
  EXPECT_EQ(StateOf(record, kCompletions, clock_.Now()), WindowState::kProvisional);
}

TEST_P(LedgerCommitTest, TwoRowsOfOneSeriesAreRefusedWhole) {
  WindowRead read = Window(kDay, kThreeRows);
  read.rows.push_back(read.rows.front());
  EXPECT_THAT(Commit(read), HasError(ErrorCode::kInvariant, HasSubstr("two rows of one series")));
  EXPECT_THAT(Lines(kDay), IsEmpty());
}

TEST_P(LedgerCommitTest, SumThatDoesNotFitIsRefusedWhole) {
  EXPECT_THAT(Commit(Window(kDay, R"(
    model | input_tokens
    gpt-a | 9223372036854775807
    gpt-b | 1)")),
              HasError(ErrorCode::kBadInput, HasSubstr("does not fit 64 bits")));
  EXPECT_THAT(store_->Windows(stream_, 0, kTestNow), IsOkAndHolds(IsEmpty()));
  ASSERT_OK(Commit(Window(kDay, R"(
    model | input_tokens
    gpt-a | 9223372036854775807)")));
  EXPECT_THAT(Lines(kDay), ElementsAre("model=gpt-a | input_tokens=9223372036854775807"));
}

TEST_P(LedgerCommitTest, UnknownMetricsAndDimensionsComeBackAsTheyWere) {
  const WindowRead read = Window(kDay, R"(
    model  region | input_tokens  thinking_units
    gpt-a  mars   | 1             0.25
    gpt-a  -      | 2             3)");
  ASSERT_OK(Commit(read));
  Reopen();
  EXPECT_THAT(Lines(kDay), ElementsAre("model=gpt-a region=mars | input_tokens=1",
                                       "model=gpt-a | input_tokens=2"));
  SeriesTable series;
  const auto unknown = store_->UnknownMetricsOf(stream_, Start(kDay), std::nullopt, &series);
  ASSERT_OK(unknown);
  ASSERT_EQ(unknown->size(), 2U);
  std::map<std::string, std::string> value_of;
  for (const UnknownMetric& metric : *unknown) {
    EXPECT_EQ(metric.name, "thinking_units");
    value_of[LineOf(series.At(metric.series), {})] = metric.value;
  }
  EXPECT_THAT(value_of, UnorderedElementsAre(testing::Pair("model=gpt-a region=mars |", "0.25"),
                                             testing::Pair("model=gpt-a |", "3")));
}

TEST_P(LedgerCommitTest, ChangedUnknownMetricIsAChangedRow) {
  ASSERT_OK(Commit(Window(kDay, R"(
    model | input_tokens  thinking_units
    gpt-a | 1             0.25
    gpt-b | 1             0.25)")));
  const auto outcome = Commit(Window(kDay, R"(
    model | input_tokens  thinking_units
    gpt-a | 1             0.5
    gpt-b | 1             0.25)"),
                              2);
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->rows_written, 1);
}

TEST_P(LedgerCommitTest, ProjectIdsOfTheRowsBelongToTheSource) {
  ASSERT_OK(Commit(Window(kDay, R"(
    project_id | input_tokens
    proj_beta  | 1
    -          | 2
    proj_alpha | 3)")));
  const auto sources = store_->Sources();
  ASSERT_OK(sources);
  EXPECT_THAT(sources->at(0).project_ids, ElementsAre("proj_alpha", "proj_beta"));
}

TEST_P(LedgerCommitTest, UnknownStreamIsRefused) {
  EXPECT_THAT(store_->CommitWindow(99, Window(kDay, kThreeRows), series_, 1),
              HasError(ErrorCode::kInvariant, HasSubstr("no stream 99")));
}

}  // namespace
}  // namespace cognitrack
