// That the ledger carries out what usage/window_decision.h decides: empty reads, exports against
// the API, attempts, states.
#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kDay = "2026-03-05";
constexpr std::string_view kOneRow = R"(
    model | input_tokens
    gpt-a | 10)";
constexpr std::string_view kOtherRow = R"(
    model | input_tokens
    gpt-a | 11)";
constexpr std::string_view kNoRow = "model | input_tokens";
constexpr std::string_view kHeld = "model=gpt-a | input_tokens=10";

class LedgerDecisionTest : public LedgerStoreContract {
 protected:
  WindowRead Export(std::string_view table, std::string sha256) {
    WindowRead read = Window(kDay, table);
    read.origin = {false, std::move(sha256)};
    return read;
  }
};
INSTANTIATE_LEDGER_CONTRACT(LedgerDecisionTest);

TEST_P(LedgerDecisionTest, FirstEmptyReadOfAWindowInUseChangesOnlyTheAttempt) {
  ASSERT_OK(Commit(Window(kDay, kOneRow), 1));
  WindowRead empty = Window(kDay, kNoRow);
  empty.read_at += 10;
  const auto outcome = Commit(empty, 2);
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->decision.action, WindowAction::kHoldEmpty);
  EXPECT_EQ(outcome->rows_written, 0);
  EXPECT_EQ(outcome->revision, 1);
  EXPECT_THAT(Lines(kDay), ElementsAre(kHeld));
  const WindowRecord record = Record(kDay);
  EXPECT_EQ(record.attempt.outcome, AttemptOutcome::kEmptyUnconfirmed);
  EXPECT_EQ(record.attempt.run_id, 2);
  EXPECT_EQ(record.read_at, empty.read_at - 10);
}

TEST_P(LedgerDecisionTest, SecondEmptyReadOfAnotherRunIsBelieved) {
  ASSERT_OK(Commit(Window(kDay, kOneRow), 1));
  WindowRead empty = Window(kDay, kNoRow);
  ASSERT_OK(Commit(empty, 2));
  empty.read_at += kEmptyConfirmedAfter;
  ASSERT_OK(Commit(empty, 2));
  EXPECT_THAT(Lines(kDay), ElementsAre(kHeld));
  const auto outcome = Commit(empty, 3);
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->decision.action, WindowAction::kReplace);
  EXPECT_EQ(outcome->rows_written, 1);
  EXPECT_THAT(Lines(kDay), IsEmpty());
  EXPECT_THAT(Lines(kDay, 1), ElementsAre(kHeld));
}

TEST_P(LedgerDecisionTest, ImportingTwiceEqualsOnce) {
  const auto once = Commit(Export(kOneRow, "aa"), 1);
  ASSERT_OK(once);
  EXPECT_EQ(once->rows_written, 1);
  const auto twice = Commit(Export(kOneRow, "aa"), 2);
  ASSERT_OK(twice);
  EXPECT_EQ(twice->decision.action, WindowAction::kConfirm);
  EXPECT_EQ(twice->rows_written, 0);
  EXPECT_EQ(twice->revision, once->revision);
  EXPECT_THAT(store_->WindowHistory(stream_, Start(kDay)), IsOkAndHolds(SizeIs(1)));
}

TEST_P(LedgerDecisionTest, AnExportNeverReplacesWhatTheApiGave) {
  ASSERT_OK(Commit(Window(kDay, kOneRow), 1));
  const WindowRecord before = Record(kDay);
  const auto outcome = Commit(Export(kOtherRow, "aa"), 2);
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->decision.action, WindowAction::kKeepApi);
  EXPECT_THAT(Lines(kDay), ElementsAre(kHeld));
  EXPECT_EQ(Record(kDay).attempt, before.attempt);
}

TEST_P(LedgerDecisionTest, TheApiReplacesAnExportEvenByEqualNumbers) {
  ASSERT_OK(Commit(Export(kOneRow, "aa"), 1));
  const auto outcome = Commit(Window(kDay, kOneRow), 2);
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->decision.action, WindowAction::kReplace);
  EXPECT_EQ(outcome->rows_written, 0);
  EXPECT_EQ(Record(kDay).origin, Origin{});
  const auto history = store_->WindowHistory(stream_, Start(kDay));
  ASSERT_OK(history);
  ASSERT_EQ(history->size(), 2U);
  EXPECT_EQ(history->at(0).record.origin.ToText(), "export:aa");
  EXPECT_THAT(Lines(kDay, 1), ElementsAre(kHeld));
}

TEST_P(LedgerDecisionTest, SettlesByTwoEqualReadsOfTheApi) {
  WindowRead read = Window(kDay, kOneRow);
  ASSERT_OK(Commit(read, 1));
  read.read_at = read.end + kSettledAfter;
  ASSERT_OK(Commit(read, 2));
  EXPECT_EQ(StateOf(Record(kDay), kCompletions, clock_.Now()), WindowState::kSettled);
  WindowRead late = Window(kDay, kOtherRow);
  late.read_at = read.read_at + 10;
  const auto outcome = Commit(late, 3);
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->decision.issue_code, "settled_window_changed");
  EXPECT_EQ(StateOf(Record(kDay), kCompletions, clock_.Now()), WindowState::kProvisional);
}

TEST_P(LedgerDecisionTest, ParkedAttemptStoresNothingAndKeepsWhatIsHeld) {
  const Attempt parked{AttemptOutcome::kParked, "truncated body", 4, kTestNow};
  ASSERT_OK(store_->RecordAttempt(stream_, Start(kDay), Start(kDay) + kSecondsPerDay, parked));
  WindowRecord record = Record(kDay);
  EXPECT_FALSE(record.has_content());
  EXPECT_EQ(StateOf(record, kCompletions, kTestNow), WindowState::kMissing);
  EXPECT_EQ(record.end, Start(kDay) + kSecondsPerDay);
  EXPECT_EQ(record.attempt, parked);

  ASSERT_OK(Commit(Window(kDay, kOneRow), 5));
  EXPECT_EQ(Record(kDay).attempt.outcome, AttemptOutcome::kOk);
  ASSERT_OK(store_->RecordAttempt(stream_, Start(kDay), Start(kDay) + kSecondsPerDay, parked));
  record = Record(kDay);
  EXPECT_EQ(record.attempt, parked);
  EXPECT_EQ(record.revision, 1);
  EXPECT_THAT(Lines(kDay), ElementsAre(kHeld));
}

TEST_P(LedgerDecisionTest, EqualBytesConfirmWithoutRows) {
  WindowRead read = Window(kDay, kOneRow);
  GiveSource("{}", &read);
  ASSERT_OK(Commit(read, 1));
  ASSERT_OK(store_->ConfirmWindow(stream_, read.start, read.read_at + 60, 2));
  const WindowRecord record = Record(kDay);
  EXPECT_EQ(record.read_at, read.read_at + 60);
  EXPECT_EQ(record.content_since, read.read_at);
  EXPECT_EQ(record.source_hash, read.source_hash);
  EXPECT_EQ(record.attempt, (Attempt{AttemptOutcome::kOk, "", 2, read.read_at + 60}));
  EXPECT_EQ(record.revision, 1);
}

TEST_P(LedgerDecisionTest, OnlyWhatTheApiGaveCanBeConfirmed) {
  EXPECT_THAT(store_->ConfirmWindow(stream_, Start(kDay), kTestNow, 2),
              HasError(ErrorCode::kInvariant, HasSubstr("2026-03-05")));
  ASSERT_OK(Commit(Export(kOneRow, "aa"), 1));
  EXPECT_THAT(store_->ConfirmWindow(stream_, Start(kDay), kTestNow, 2),
              HasError(ErrorCode::kInvariant, HasSubstr("nothing was stored")));
}

TEST_P(LedgerDecisionTest, ArchiveKeepsTheBytesThatChangedAWindow) {
  WindowRead read = Window(kDay, kOneRow);
  GiveSource("{\"results\":[1]}", &read);
  ASSERT_OK(Commit(read, 1));
  EXPECT_THAT(store_->ReadArchive(read.source_hash), IsOkAndHolds("{\"results\":[1]}"));

  // Other bytes with the same content: the record knows them, the archive leads to the first.
  WindowRead other_layout = read;
  GiveSource("{ \"results\" : [1] }", &other_layout);
  ASSERT_OK(Commit(other_layout, 2));
  EXPECT_EQ(Record(kDay).source_hash, other_layout.source_hash);
  EXPECT_THAT(store_->ReadArchive(other_layout.source_hash), IsOkAndHolds("{\"results\":[1]}"));
  EXPECT_THAT(store_->ReadArchive(Sha256("never seen")),
              HasError(ErrorCode::kConfig, HasSubstr("holds no bytes")));
}

TEST_P(LedgerDecisionTest, ArchiveOfAReplacedOpenDayIsForgotten) {
  WindowRead open = Window(kDay, kOneRow);
  open.read_at = open.start + 60;
  GiveSource("open", &open);
  ASSERT_OK(Commit(open, 1));
  WindowRead closed = Window(kDay, kOtherRow);
  GiveSource("closed", &closed);
  ASSERT_OK(Commit(closed, 2));
  EXPECT_THAT(store_->ReadArchive(open.source_hash),
              HasError(ErrorCode::kConfig, HasSubstr("holds no bytes")));
  EXPECT_THAT(store_->ReadArchive(closed.source_hash), IsOkAndHolds("closed"));
}

}  // namespace
}  // namespace cognitrack
