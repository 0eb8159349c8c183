// Mending a window from another reading of the bytes that gave it.
#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kDay = "2026-03-05";
constexpr std::string_view kRows = R"(
    project_id  model | input_tokens  odd_units
    proj_alpha  gpt-a | 10            1.5
    proj_beta   gpt-b | 20            2)";

class LedgerMendTest : public LedgerStoreContract {
 protected:
  Result<MendOutcome> Mend(const WindowRead& read, bool dry_run = false) {
    return store_->MendWindow(stream_, read, series_, dry_run);
  }
};
INSTANTIATE_LEDGER_CONTRACT(LedgerMendTest);

TEST_P(LedgerMendTest, WhatIsHeldIsSound) {
  ASSERT_OK(Commit(Window(kDay, kRows)));
  const WindowRecord before = Record(kDay);
  const auto outcome = Mend(Window(kDay, kRows));
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->state, MendState::kSound);
  EXPECT_EQ(outcome->rows_written, 0);
  EXPECT_EQ(Record(kDay).revision, before.revision);
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

TEST_P(LedgerMendTest, AnotherContentIsToldAndNotWritten) {
  ASSERT_OK(Commit(Window(kDay, kRows)));
  const auto outcome = Mend(Window(kDay, "project_id model | input_tokens\nproj_alpha gpt-a | 11"));
  ASSERT_OK(outcome);
  EXPECT_EQ(outcome->state, MendState::kDiffers);
  EXPECT_THAT(Lines(kDay), SizeIs(2));
}

TEST_P(LedgerMendTest, NothingCanBeMendedThatIsNotHeld) {
  EXPECT_THAT(Mend(Window(kDay, kRows)), HasError(ErrorCode::kInvariant, HasSubstr("no rows")));
  ASSERT_OK(Commit(Window(kDay, kRows)));
  ASSERT_OK(store_->PruneWindows({{stream_, Start(kDay), Record(kDay).revision}}));
  EXPECT_THAT(Mend(Window(kDay, kRows)), HasError(ErrorCode::kInvariant, HasSubstr("no rows")));
}

}  // namespace
}  // namespace cognitrack
