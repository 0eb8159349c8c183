// The slots of jobs: claimed once, by whoever comes first, beside a process that fills the ledger.
#include <map>
#include <set>

#include "schedule/job_timing.h"
#include "store/service_store.h"
#include "tests/contract/ledger_backend.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::IsEmpty;
using ::testing::Optional;

constexpr UtcSeconds kLease = 60;

class LedgerJobTest : public LedgerStoreContract {
 protected:
  void SetUp() override {
    LedgerStoreContract::SetUp();
    one_ = OpenService();
    other_ = OpenService();
  }
  void TearDown() override {
    one_.reset();
    other_.reset();
  }
  std::unique_ptr<ServiceStore> OpenService() {
    auto opened = database_->OpenService(clock_, TeamId{});
    EXPECT_OK(opened);
    return std::move(*opened);
  }
  JobSlot Claim(const std::string& job, UtcSeconds slot, int attempt, const std::string& holder) {
    JobSlot claim;
    claim.job = job;
    claim.slot = slot;
    claim.attempt = attempt;
    claim.holder = holder;
    claim.missed = 3;
    claim.claimed_at = clock_.Now();
    claim.expires_at = clock_.Now() + kLease;
    return claim;
  }
  static JobSlot Ended(JobSlot slot, JobState state, UtcSeconds at) {
    slot.state = state;
    slot.finished_at = at;
    slot.exit_code = state == JobState::kDone ? 0 : 69;
    slot.run_id = 12;
    slot.message = "line one\nlîne 'two'";
    return slot;
  }

  std::unique_ptr<ServiceStore> one_;
  std::unique_ptr<ServiceStore> other_;
};
INSTANTIATE_LEDGER_CONTRACT(LedgerJobTest);

TEST_P(LedgerJobTest, ASlotIsClaimedOnceAlsoWhileTheLedgerIsBeingFilled) {
  const JobSlot claim = Claim("daily_usage", kTestNow, 1, "a:1");
  EXPECT_THAT(one_->jobs().Newest("daily_usage", kTestNow), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(one_->jobs().Claim(claim), IsOkAndHolds(true));
  EXPECT_THAT(other_->jobs().Claim(Claim("daily_usage", kTestNow, 1, "b:2")), IsOkAndHolds(false));
  EXPECT_THAT(other_->jobs().Claim(Claim("daily_usage", kTestNow, 2, "b:2")), IsOkAndHolds(false));
  EXPECT_THAT(other_->jobs().Claim(Claim("daily_usage", kTestNow + 60, 1, "b:2")),
              IsOkAndHolds(false))
      << "the job is at work";
  EXPECT_THAT(other_->jobs().Claim(Claim("reconcile", kTestNow, 1, "b:2")), IsOkAndHolds(true));
  EXPECT_THAT(other_->jobs().Newest("daily_usage", kTestNow), IsOkAndHolds(Optional(Eq(claim))));
  EXPECT_THAT(other_->jobs().Newest("daily_usage", kTestNow - 1), IsOkAndHolds(Eq(std::nullopt)));
}

TEST_P(LedgerJobTest, WhatIsDoneStaysAndWhatFailedIsTriedAgain) {
  const JobSlot claim = Claim("daily_usage", kTestNow, 1, "a:1");
  ASSERT_THAT(one_->jobs().Claim(claim), IsOkAndHolds(true));
  JobSlot failed = Ended(claim, JobState::kFailed, kTestNow + 5);
  failed.retry_at = kTestNow + 600;
  EXPECT_THAT(one_->jobs().Finish(failed), IsOkAndHolds(true));
  EXPECT_THAT(one_->jobs().Finish(failed), IsOkAndHolds(false)) << "it is over";
  EXPECT_THAT(other_->jobs().Newest("daily_usage", kTestNow), IsOkAndHolds(Optional(Eq(failed))));
  clock_.Advance(600);
  const JobSlot again = Claim("daily_usage", kTestNow, 2, "b:2");
  EXPECT_THAT(other_->jobs().Claim(again), IsOkAndHolds(true));
  EXPECT_THAT(one_->jobs().Newest("daily_usage", kTestNow), IsOkAndHolds(Optional(Eq(again))))
      << "nothing is left of the first attempt";
  const JobSlot done = Ended(again, JobState::kDone, kTestNow + 605);
  EXPECT_THAT(other_->jobs().Finish(done), IsOkAndHolds(true));
  EXPECT_THAT(one_->jobs().Claim(Claim("daily_usage", kTestNow, 3, "a:1")), IsOkAndHolds(false));
  EXPECT_THAT(one_->jobs().List(10), IsOkAndHolds(ElementsAre(done)));
  EXPECT_THAT(one_->jobs().List(0), IsOkAndHolds(IsEmpty()));
}

TEST_P(LedgerJobTest, WhoWasSilentForLongerThanItsLeaseHasLostTheSlot) {
  const JobSlot claim = Claim("daily_usage", kTestNow, 1, "a:1");
  ASSERT_THAT(one_->jobs().Claim(claim), IsOkAndHolds(true));
  clock_.Advance(kLease - 1);
  EXPECT_THAT(other_->jobs().Claim(Claim("daily_usage", kTestNow, 2, "b:2")), IsOkAndHolds(false));
  EXPECT_THAT(one_->jobs().Keep(claim, clock_.Now() + kLease), IsOkAndHolds(true));
  clock_.Advance(kLease - 1);
  EXPECT_THAT(other_->jobs().Claim(Claim("daily_usage", kTestNow, 2, "b:2")), IsOkAndHolds(false));
  clock_.Advance(1);
  const JobSlot taken = Claim("daily_usage", kTestNow, 2, "b:2");
  EXPECT_THAT(other_->jobs().Claim(taken), IsOkAndHolds(true));
  EXPECT_THAT(one_->jobs().Keep(claim, clock_.Now() + kLease), IsOkAndHolds(false));
  EXPECT_THAT(one_->jobs().Finish(Ended(claim, JobState::kDone, clock_.Now())),
              IsOkAndHolds(false));
  EXPECT_THAT(one_->jobs().Newest("daily_usage", kTestNow), IsOkAndHolds(Optional(Eq(taken))));
}

}  // namespace
}  // namespace cognitrack
