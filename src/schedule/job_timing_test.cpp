#include "schedule/job_timing.h"

#include <set>

#include "base/random.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::Eq;
using ::testing::Optional;

UtcSeconds At(std::string_view text) { return ParseTime(text).value(); }

JobTiming Nightly(int jitter = 0) {
  return {CronExpression::Parse("0 2 * * *").value(), std::chrono::seconds(jitter)};
}
JobSlot Slot(std::string_view at, JobState state, int attempt = 1) {
  JobSlot slot;
  slot.job = "daily_usage";
  slot.slot = At(at);
  slot.state = state;
  slot.attempt = attempt;
  return slot;
}

TEST(JobTimingTest, TheLatestSlotIsDueOnceWhateverWasMissed) {
  const JobSlot done = Slot("2026-03-01T02:00:00", JobState::kDone);
  EXPECT_EQ(DueNow(Nightly(), done, At("2026-03-02T01:59:59")), std::nullopt);
  EXPECT_THAT(DueNow(Nightly(), done, At("2026-03-02T02:00:00")),
              Optional(Eq(DueSlot{At("2026-03-02T02:00:00"), 1, 0})));
  EXPECT_THAT(DueNow(Nightly(), done, At("2026-03-11T12:00:00")),
              Optional(Eq(DueSlot{At("2026-03-11T02:00:00"), 1, 9})));
  EXPECT_THAT(DueNow(Nightly(), std::nullopt, At("2026-03-11T12:00:00")),
              Optional(Eq(DueSlot{At("2026-03-11T02:00:00"), 1, 0})));
}

TEST(JobTimingTest, JitterDelaysEverySlotByTheSame) {
  const JobSlot done = Slot("2026-03-01T02:00:00", JobState::kDone);
  EXPECT_EQ(DueNow(Nightly(300), done, At("2026-03-02T02:04:59")), std::nullopt);
  EXPECT_THAT(DueNow(Nightly(300), done, At("2026-03-02T02:05:00")),
              Optional(Eq(DueSlot{At("2026-03-02T02:00:00"), 1, 0})));
  EXPECT_EQ(NextDue(Nightly(300), done, At("2026-03-02T02:01:00")), At("2026-03-02T02:05:00"));
  std::set<std::int64_t> drawn;
  for (int i = 0; i < 200; ++i) {
    const auto jitter = JitterOf(std::to_string(i), "daily_usage", std::chrono::seconds(9));
    EXPECT_EQ(jitter, JitterOf(std::to_string(i), "daily_usage", std::chrono::seconds(9)));
    drawn.insert(jitter.count());
  }
  EXPECT_EQ(drawn, (std::set<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(JitterOf("x", "y", std::chrono::seconds(0)).count(), 0);
}

TEST(JobTimingTest, AFailedSlotIsTriedAgainAFewTimesWithinItsDay) {
  JobSlot slot = Slot("2026-03-02T02:00:00", JobState::kRunning);
  UtcSeconds now = slot.slot;
  std::vector<UtcSeconds> waits;
  while (true) {
    slot.state = JobState::kFailed;
    slot.retry_at = RetryAfter(slot, now);
    if (slot.retry_at == 0) break;
    waits.push_back(slot.retry_at - now);
    EXPECT_EQ(DueNow(Nightly(), slot, slot.retry_at - 1), std::nullopt);
    EXPECT_EQ(NextDue(Nightly(), slot, now), slot.retry_at);
    now = slot.retry_at;
    EXPECT_THAT(DueNow(Nightly(), slot, now),
                Optional(Eq(DueSlot{slot.slot, slot.attempt + 1, 0})));
    ++slot.attempt;
  }
  EXPECT_EQ(waits, (std::vector<UtcSeconds>{600, 1'800, 5'400}));
  EXPECT_EQ(NextDue(Nightly(), slot, now), At("2026-03-03T02:00:00"));
  JobSlot late = Slot("2026-03-02T02:00:00", JobState::kFailed);
  EXPECT_EQ(RetryAfter(late, late.slot + kSecondsPerDay - 600), 0) << "not into the next day";
  late.retry_at = late.slot + 10;
  EXPECT_THAT(DueNow(Nightly(), late, late.slot + kSecondsPerDay),
              Optional(Eq(DueSlot{At("2026-03-03T02:00:00"), 1, 0})));
}

TEST(JobTimingTest, ADeadHoldersSlotIsFreeOnceItsLeaseIsOut) {
  JobSlot slot = Slot("2026-03-02T02:00:00", JobState::kRunning);
  slot.claimed_at = slot.slot + 10;
  slot.expires_at = slot.slot + 70;
  EXPECT_EQ(DueNow(Nightly(), slot, slot.slot + 69), std::nullopt);
  EXPECT_EQ(NextDue(Nightly(), slot, slot.slot + 69), slot.slot + 70);
  EXPECT_THAT(DueNow(Nightly(), slot, slot.slot + 70), Optional(Eq(DueSlot{slot.slot, 2, 0})));
  slot.attempt = 4;
  EXPECT_EQ(DueNow(Nightly(), slot, slot.slot + 70), std::nullopt) << "whoever tries it dies";
  slot.expires_at = slot.slot + 3 * kSecondsPerDay;
  slot.claimed_at = slot.expires_at - 60;
  EXPECT_FALSE(slot.IsHeld(slot.slot + 100)) << "claimed by a clock that is days ahead";
}

// A scheduler on a clock that jumps to and fro, whose every claim is done at once.
TEST(JobTimingTest, NoSlotIsClaimedTwiceAndNoneBeforeItsTime) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    SeededRandom random(seed);
    const JobTiming timing{CronExpression::Parse("*/20 * * * *").value(),
                           std::chrono::seconds(random.Below(600))};
    std::set<UtcSeconds> claimed;
    UtcSeconds now = At("2026-03-01");
    for (int step = 0; step < 2'000; ++step) {
      now += static_cast<UtcSeconds>(random.Below(400));
      if (random.Below(50) == 0) now -= static_cast<UtcSeconds>(random.Below(90'000));
      if (random.Below(50) == 0) now += static_cast<UtcSeconds>(random.Below(90'000));
      std::optional<JobSlot> newest;
      const auto after = claimed.upper_bound(now);
      if (after != claimed.begin()) {
        newest = JobSlot{};
        newest->slot = *std::prev(after);
        newest->state = JobState::kDone;
      }
      const auto due = DueNow(timing, newest, now);
      const UtcSeconds next = NextDue(timing, newest, now);
      ASSERT_EQ(next <= now, due.has_value());
      if (!due) {
        ASSERT_FALSE(DueNow(timing, newest, next - 1).has_value());
        ASSERT_TRUE(DueNow(timing, newest, next).has_value());
        continue;
      }
      ASSERT_LE(due->slot + timing.jitter.count(), now);
      ASSERT_TRUE(timing.when.Matches(due->slot));
      ASSERT_TRUE(claimed.insert(due->slot).second) << seed << " " << FormatTime(due->slot);
    }
  }
}

TEST(JobTimingTest, StatesHaveNames) {
  for (const JobState state :
       {JobState::kRunning, JobState::kDone, JobState::kVariance, JobState::kFailed}) {
    EXPECT_THAT(JobStateNamed(NameOf(state)), Optional(Eq(state)));
  }
  EXPECT_EQ(JobStateNamed("done"), std::nullopt);
}

}  // namespace
}  // namespace cognitrack
