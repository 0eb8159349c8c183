// Flags: entries that are appended and never rewritten, each of a source or of everywhere.
#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LedgerFlagTest : public LedgerStoreContract {
 protected:
  static FlagChange Entry(std::optional<std::string> source, FlagSetting setting) {
    FlagChange change;
    change.flag = kDailyWindows;
    change.source = std::move(source);
    change.setting = setting;
    change.reason = "line one\nlîne 'two'";
    change.set_by = "Ann \"Example\"";
    change.run_id = 7;
    change.set_at = kTestNow;
    return change;
  }
};
INSTANTIATE_LEDGER_CONTRACT(LedgerFlagTest);

TEST_P(LedgerFlagTest, EntriesComeBackNewestFirst) {
  EXPECT_THAT(store_->FlagChanges(), IsOkAndHolds(IsEmpty()));
  const auto sources = store_->Sources();
  ASSERT_OK(sources);
  FlagChange everywhere = Entry(std::nullopt, FlagSetting::kOff);
  FlagChange own = Entry(sources->front().name, FlagSetting::kOn);
  own.parity_run = 12;
  own.set_at = kTestNow - 100;
  FlagChange back = Entry(std::nullopt, FlagSetting::kDefault);
  EXPECT_THAT(store_->AddFlagChange(everywhere), IsOkAndHolds(1));
  EXPECT_THAT(store_->AddFlagChange(own), IsOkAndHolds(2));
  Reopen();
  EXPECT_THAT(store_->AddFlagChange(back), IsOkAndHolds(3));
  everywhere.id = 1;
  own.id = 2;
  back.id = 3;
  EXPECT_THAT(store_->FlagChanges(), IsOkAndHolds(ElementsAre(back, own, everywhere)));
  EXPECT_THAT(store_->CheckIntegrity(), IsOkAndHolds(IsEmpty()));
}

TEST_P(LedgerFlagTest, AnAbsentSourceIsRefusedAndNothingIsWritten) {
  EXPECT_THAT(store_->AddFlagChange(Entry("nobody", FlagSetting::kOff)),
              HasError(ErrorCode::kConfig, HasSubstr("no source 'nobody'; nothing was changed")));
  EXPECT_THAT(store_->FlagChanges(), IsOkAndHolds(IsEmpty()));
}

}  // namespace
}  // namespace cognitrack
