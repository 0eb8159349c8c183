// Two schedulers over one database, for an hour and more of virtual time: no slot's work is done
// twice, whoever is paused, dies or meets a clock that was set.
#include <gmock/gmock.h>

#include <map>
#include <set>

#include "base/random.h"
#include "jobs/scheduler.h"
#include "store/postgres/postgres_ledger.h"
#include "store/sqlite/sqlite_ledger.h"
#include "tests/support/fake_clock.h"
#include "tests/support/postgres_server.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr UtcSeconds kStart = 1'775'044'800;  // 2026-04-01T12:00:00Z.
constexpr UtcSeconds kLease = 60;

// Whose wall clock a hand can set; the other one goes on.
class SetClock : public FakeClock {
 public:
  using FakeClock::FakeClock;
  UtcSeconds Now() override { return FakeClock::Now() + offset_; }
  void Set(UtcSeconds now) { offset_ += now - Now(); }

 private:
  UtcSeconds offset_ = 0;
};

class SchedulersTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam()) database_ = PostgresServer::Shared().CreateDatabase();
    ASSERT_OK(GetParam() ? OpenPostgresLedger(uri(), DatabaseAccess::kWrite, clock_)
                         : OpenSqliteLedger(path(), DatabaseAccess::kWrite, clock_));
  }
  void TearDown() override {
    if (GetParam()) PostgresServer::Shared().DropDatabase(database_);
  }
  std::string path() const { return folder_.File("ledger.db"); }
  std::string uri() const { return PostgresServer::Shared().Uri(database_); }
  Result<std::unique_ptr<ServiceStore>> Open() {
    if (is_away_) return Error{ErrorCode::kUnavailable, "the server is away"};
    return GetParam() ? OpenPostgresServiceStore(uri(), clock_)
                      : OpenSqliteServiceStore(path(), clock_);
  }
  std::unique_ptr<Scheduler> Make(const std::string& holder, const std::string& when,
                                  std::chrono::seconds jitter = std::chrono::seconds(0)) {
    ScheduledJob job;
    job.name = "daily_usage";
    job.timing = JobTiming{CronExpression::Parse(when).value(), jitter};
    job.work = [this, holder] {
      worked_.push_back(holder);
      if (on_work_) on_work_();
      return end_;
    };
    ScheduledJob after;
    after.name = "reconcile";
    after.work = [this, holder] {
      worked_.push_back(holder + " after");
      return JobEnd{JobState::kVariance, 1, 9, "", false, {}};
    };
    return std::make_unique<Scheduler>(
        std::vector<ScheduledJob>{job, after},
        SchedulerPorts{[this] { return Open(); }, clock_, spawner_,
                       [this](std::string_view line) { log_.emplace_back(line); }, holder,
                       std::chrono::seconds(kLease)});
  }
  std::vector<JobSlot> Slots() {
    auto store = Open();
    EXPECT_OK(store);
    auto slots = (*store)->jobs().List(1'000);
    EXPECT_OK(slots);
    return *slots;
  }

  TemporaryDirectory folder_;
  std::string database_;
  SetClock clock_{kStart};
  InlineSpawner spawner_;
  std::vector<std::string> worked_;
  std::vector<std::string> log_;
  std::function<void()> on_work_;
  JobEnd end_;
  bool is_away_ = false;
};
INSTANTIATE_TEST_SUITE_P(Databases, SchedulersTest, ::testing::Bool(), [](const auto& database) {
  return database.param ? "Postgres" : "Sqlite";
});

TEST_P(SchedulersTest, AnHourOfEveryMinuteIsSharedAndNoSlotIsWorkedTwice) {
  const auto one = Make("a:1", "* * * * *");
  const auto other = Make("b:2", "* * * * *");
  SeededRandom random(3);
  for (UtcSeconds second = 0; second < kSecondsPerHour; second += 20) {
    Scheduler& first = random.Below(2) == 0 ? *one : *other;
    Scheduler& second_one = &first == one.get() ? *other : *one;
    ASSERT_OK(first.RunDue());
    ASSERT_OK(second_one.RunDue());
    clock_.Advance(20);
  }
  EXPECT_THAT(worked_, SizeIs(60));
  const std::vector<JobSlot> slots = Slots();
  EXPECT_THAT(slots, SizeIs(60));
  std::map<std::string, int> by_holder;
  for (const JobSlot& slot : slots) {
    EXPECT_EQ(slot.attempt, 1);
    EXPECT_EQ(slot.missed, 0);
    EXPECT_EQ(slot.state, JobState::kDone);
    ++by_holder[slot.holder];
  }
  EXPECT_GT(by_holder["a:1"], 10);
  EXPECT_GT(by_holder["b:2"], 10);
}

// One claims, is paused for longer than its lease, and comes back while the other one works or is
// done: it must not begin.
TEST_P(SchedulersTest, WhoComesBackFromAPauseBeyondItsLeaseDoesNotBegin) {
  const auto one = Make("a:1", "*/10 * * * *");
  const auto other = Make("b:2", "*/10 * * * *");
  for (int round = 0; round < 6; ++round) {
    const auto claim = one->ClaimDue(one->jobs().front());
    ASSERT_OK(claim);
    ASSERT_TRUE(claim->has_value());
    EXPECT_THAT(*other->RunDue(), IsEmpty()) << "the lease still holds";
    clock_.Advance(kLease);
    const auto taken_over = other->RunDue();
    ASSERT_OK(taken_over);
    ASSERT_THAT(*taken_over, SizeIs(1));
    EXPECT_EQ(taken_over->front().slot.attempt, 2);
    const auto back = one->Work(**claim);
    ASSERT_OK(back);
    EXPECT_TRUE(back->front().was_lost);
    EXPECT_THAT(*one->RunDue(), IsEmpty());
    clock_.Advance(600 - kLease);
  }
  EXPECT_THAT(worked_, SizeIs(6));
  for (const std::string& holder : worked_) EXPECT_EQ(holder, "b:2");
}

// Paused in the middle of its work: what the other one recorded stays.
TEST_P(SchedulersTest, WhatIsRecordedIsTheWorkOfWhoHoldsTheSlot) {
  const auto one = Make("a:1", "@hourly");
  const auto other = Make("b:2", "@hourly");
  on_work_ = [&] {
    on_work_ = {};
    clock_.Advance(kLease + 5);
    end_.run_id = 2;
    ASSERT_OK(other->RunDue());
    end_ = JobEnd{JobState::kFailed, 75, 1, "the ledger's own lease was lost", false, {}};
  };
  const auto runs = one->RunDue();
  ASSERT_OK(runs);
  EXPECT_TRUE(runs->front().was_lost);
  const std::vector<JobSlot> slots = Slots();
  ASSERT_THAT(slots, SizeIs(1));
  EXPECT_EQ(slots[0].holder, "b:2");
  EXPECT_EQ(slots[0].state, JobState::kDone);
  EXPECT_EQ(slots[0].run_id, 2);
  EXPECT_THAT(log_.back(), HasSubstr("another process took over"));
}

TEST_P(SchedulersTest, MissedSlotsAreCaughtUpOnceAndCounted) {
  const auto one = Make("a:1", "0 2 * * *", std::chrono::seconds(90));
  ASSERT_THAT(*one->RunDue(), SizeIs(1)) << "nothing on record: the last slot";
  clock_.Advance(10 * kSecondsPerDay);
  EXPECT_THAT(*one->NextLook(), clock_.Now());
  ASSERT_THAT(*one->RunDue(), SizeIs(1));
  EXPECT_THAT(*one->RunDue(), IsEmpty());
  EXPECT_EQ(Slots().front().missed, 9);
  EXPECT_THAT(log_, ::testing::Contains(HasSubstr("9 slots before it were missed")));
  EXPECT_EQ(*one->NextLook(), DayOf(clock_.Now()).end() + 2 * kSecondsPerHour + 90);
}

TEST_P(SchedulersTest, AFailureIsTriedAgainAndWhatFollowsIsDoneOnce) {
  const auto one = Make("a:1", "0 2 * * *");
  end_ = JobEnd{JobState::kFailed, 69, {}, "the provider is away", false, {}};
  clock_.SetNow(DayOf(kStart).start() + 2 * kSecondsPerHour);
  ASSERT_THAT(*one->RunDue(), SizeIs(1));
  EXPECT_EQ(Slots().front().retry_at, clock_.Now() + 600);
  clock_.Advance(599);
  EXPECT_THAT(*one->RunDue(), IsEmpty());
  clock_.Advance(1);
  end_ = JobEnd{JobState::kDone, 0, 4, "", false, {"reconcile"}};
  const auto runs = one->RunDue();
  ASSERT_OK(runs);
  ASSERT_THAT(*runs, SizeIs(2));
  EXPECT_EQ(runs->at(0).slot.attempt, 2);
  EXPECT_EQ(runs->at(1).slot.job, "reconcile");
  EXPECT_EQ(runs->at(1).slot.slot, runs->at(0).slot.slot);
  EXPECT_EQ(runs->at(1).slot.state, JobState::kVariance);
  EXPECT_THAT(worked_, ElementsAre("a:1", "a:1", "a:1 after"));
}

TEST_P(SchedulersTest, AClockThatWasSetIsToldAndRepeatsNothing) {
  const auto one = Make("a:1", "0 2 * * *");
  ASSERT_THAT(*one->RunDue(), SizeIs(1));
  clock_.Set(clock_.Now() - 11 * kSecondsPerHour);
  EXPECT_THAT(*one->RunDue(), SizeIs(1)) << "yesterday's, which never ran";
  clock_.Set(clock_.Now() + 11 * kSecondsPerHour);
  EXPECT_THAT(*one->RunDue(), IsEmpty());
  EXPECT_EQ(one->clock_jumps(), 2);
  // Ten years ahead and back again: the nights go on.
  clock_.Set(clock_.Now() + 3'650 * kSecondsPerDay);
  EXPECT_THAT(*one->RunDue(), SizeIs(1));
  clock_.Set(clock_.Now() - 3'650 * kSecondsPerDay);
  EXPECT_THAT(*one->RunDue(), IsEmpty());
  clock_.Advance(kSecondsPerDay);
  EXPECT_THAT(*one->RunDue(), SizeIs(1));
  EXPECT_EQ(Slots().size(), 4U);
}

TEST_P(SchedulersTest, OneByHandIsRecordedAndStandsForWhatIsDue) {
  const auto one = Make("a:1", "0 2 * * *");
  const auto runs = one->RunNow("daily_usage");
  ASSERT_OK(runs);
  EXPECT_EQ(runs->front().slot.slot, kStart);
  EXPECT_THAT(*one->RunDue(), IsEmpty());
  EXPECT_THAT(one->RunNow("nothing"),
              HasError(ErrorCode::kUsage, HasSubstr("there are: daily_usage, reconcile")));
  clock_.Advance(1);
  on_work_ = [&] {
    on_work_ = {};
    EXPECT_THAT(one->RunNow("daily_usage"), HasError(ErrorCode::kTryLater, HasSubstr("worked on")));
  };
  ASSERT_OK(one->RunNow("daily_usage"));
}

TEST_P(SchedulersTest, ADatabaseThatIsAwayIsAskedAgain) {
  const auto one = Make("a:1", "0 2 * * *");
  is_away_ = true;
  EXPECT_THAT(one->RunDue(), HasError(ErrorCode::kUnavailable, HasSubstr("away")));
  EXPECT_THAT(one->NextLook(), HasError(ErrorCode::kUnavailable, HasSubstr("away")));
  EXPECT_THAT(worked_, IsEmpty());
  is_away_ = false;
  EXPECT_THAT(*one->RunDue(), SizeIs(1));
}

}  // namespace
}  // namespace cognitrack
