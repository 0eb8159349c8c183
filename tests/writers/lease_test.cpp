// Who holds a lease, who gets it next, and what a process that lost it may still write: nothing.
#include "tests/writers/writer.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kName[] = "source:openai";
constexpr UtcSeconds kLength = kLeaseLength.count();

class LeaseTest : public WritersTest {
 protected:
  std::unique_ptr<Writer> one_ = MakeWriter("one:1");
  std::unique_ptr<Writer> two_ = MakeWriter("two:2");

  void Advance(UtcSeconds seconds) {
    one_->clock.Advance(seconds);
    two_->clock.Advance(seconds);
  }
  Lease Taken(Writer& writer, const std::string& holder) {
    const auto taken = writer.store->TakeLease(kName, holder);
    CHECK(taken.has_value(), "the lease is free");
    return taken->lease;
  }
};

TEST_F(LeaseTest, OneHolderAtATimeAndEachWithAGreaterToken) {
  const Lease first = Taken(*one_, "one:1");
  EXPECT_EQ(first.token, 1);
  EXPECT_EQ(first.taken_at, kStart);
  EXPECT_EQ(first.expires_at, kStart + kLength);
  EXPECT_THAT(two_->store->TakeLease(kName, "two:2"),
              HasError(ErrorCode::kTryLater,
                       AllOf(HasSubstr("source:openai is being worked on by one:1 since " +
                                       FormatTime(kStart)),
                             HasSubstr("runs out at " + FormatTime(kStart + kLength)))));
  EXPECT_OK(two_->store->TakeLease("source:other", "two:2"));
  EXPECT_THAT(
      one_->store->Leases(),
      IsOkAndHolds(ElementsAre(Field(&Lease::name, kName), Field(&Lease::name, "source:other"))));
  Advance(3);
  EXPECT_OK(one_->store->GiveBackLease(first));
  EXPECT_THAT(one_->store->Leases(),
              IsOkAndHolds(ElementsAre(Field(&Lease::name, "source:other"))));
  const auto second = two_->store->TakeLease(kName, "two:2");
  ASSERT_OK(second);
  EXPECT_EQ(second->lease.token, 2);
  ASSERT_TRUE(second->given_back.has_value());
  EXPECT_EQ(second->given_back->holder, "one:1");
  EXPECT_EQ(second->given_back->taken_at, kStart);
  EXPECT_EQ(second->given_back->expires_at, kStart + 3);
}

TEST_F(LeaseTest, OneThatIsNotKeptRunsOutToTheSecond) {
  Taken(*one_, "one:1");
  Advance(kLength - 1);
  EXPECT_THAT(two_->store->TakeLease(kName, "two:2"),
              HasError(ErrorCode::kTryLater, HasSubstr("")));
  Advance(1);
  const auto taken = two_->store->TakeLease(kName, "two:2");
  ASSERT_OK(taken);
  EXPECT_EQ(taken->lease.token, 2);
  EXPECT_FALSE(taken->given_back.has_value()) << "its holder was not done";
}

TEST_F(LeaseTest, EveryWriteKeepsItAndSoDoesAHeartbeat) {
  Taken(*one_, "one:1");
  Advance(kLength / 3 - 1);
  EXPECT_OK(one_->store->KeepLeases());
  EXPECT_EQ(server_.Execute(database_, "SELECT expires_at FROM leases"),
            std::to_string(kStart + kLength))
      << "it is not due yet";
  Advance(1);
  EXPECT_OK(one_->store->EnsureSource("openai", "openai"));
  EXPECT_EQ(server_.Execute(database_, "SELECT expires_at FROM leases"),
            std::to_string(kStart + kLength / 3 + kLength));
  Advance(kLength - 1);
  EXPECT_OK(one_->store->KeepLeases());
  EXPECT_EQ(server_.Execute(database_, "SELECT expires_at FROM leases"),
            std::to_string(one_->clock.Now() + kLength));
  EXPECT_THAT(two_->store->TakeLease(kName, "two:2"),
              HasError(ErrorCode::kTryLater, HasSubstr("")));
}

TEST_F(LeaseTest, WhoLostItWritesNothingAnyMore) {
  const auto source = one_->store->EnsureSource("openai", "openai");
  ASSERT_OK(source);
  const auto stream = one_->store->EnsureStream(source->id, StreamKey{});
  ASSERT_OK(stream);
  RunRecord run;
  run.verb = "ingest";
  run.outcome = "running";
  const auto run_id = one_->store->StartRun(run);
  ASSERT_OK(run_id);
  run.id = *run_id;
  const Lease lost = Taken(*one_, "one:1");
  Advance(kLength);
  Taken(*two_, "two:2");
  const auto is_refused = HasError(
      ErrorCode::kTryLater, AllOf(HasSubstr("silent for longer than its lease"),
                                  HasSubstr("two:2 took over at " + FormatTime(two_->clock.Now())),
                                  HasSubstr("was not stored")));
  WindowRead read;
  read.start = kWritersToday.start() - kSecondsPerDay;
  read.end = kWritersToday.start();
  read.read_at = kStart;
  read.grain = Grain({"model"});
  EXPECT_THAT(one_->store->CommitWindow(stream->id, read, SeriesTable(), 1), is_refused);
  EXPECT_THAT(one_->store->RecordAttempt(stream->id, read.start, read.end, {}), is_refused);
  EXPECT_THAT(one_->store->UpdateRun(run), is_refused);
  EXPECT_THAT(one_->store->EnsureSource("more", "openai"), is_refused);
  EXPECT_THAT(one_->store->KeepLeases(), is_refused);
  EXPECT_THAT(two_->store->Windows(stream->id, 0, kStart), IsOkAndHolds(IsEmpty()));
  // To give back what one has no more changes nothing for who has it.
  EXPECT_OK(one_->store->GiveBackLease(lost));
  EXPECT_THAT(two_->store->Leases(), IsOkAndHolds(ElementsAre(Field(&Lease::token, 2))));
  EXPECT_OK(two_->store->CommitWindow(stream->id, read, SeriesTable(), 1));
}

TEST_F(LeaseTest, RunOfAnotherProcessIsNotTakenForDead) {
  RunRecord run;
  run.verb = "ingest";
  run.source = "openai";
  run.outcome = "running";
  ASSERT_OK(one_->store->StartRun(run));
  const auto outcome_of_run = [this] { return two_->store->Runs("", "", 1)->front().outcome; };
  const Lease lease = Taken(*one_, "one:1");
  EXPECT_OK(MarkDeadRuns(*two_->store));
  EXPECT_EQ(outcome_of_run(), "running");
  EXPECT_OK(RunLease::Take(*two_->store, two_->clock, "other"));
  EXPECT_EQ(outcome_of_run(), "running");
  EXPECT_OK(one_->store->GiveBackLease(lease));
  EXPECT_OK(RunLease::Take(*two_->store, two_->clock, "other"));
  EXPECT_EQ(outcome_of_run(), "interrupted");
}

TEST_F(LeaseTest, WaitingForItEndsWithItsHolder) {
  Taken(*one_, "one:1");
  two_->clock.Advance(1);
  const auto lease = RunLease::Take(*two_->store, two_->clock, "openai", LeaseWait::kUntilFree);
  ASSERT_OK(lease);
  EXPECT_EQ(two_->clock.Now(), kStart + kLength);
  EXPECT_FALSE(lease->fresh_since().has_value());
}

}  // namespace
}  // namespace cognitrack
