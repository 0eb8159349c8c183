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

}  // namespace
}  // namespace cognitrack
