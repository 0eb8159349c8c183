#include "base/spawner.h"

#include <gtest/gtest.h>

#include <thread>

namespace cognitrack {
namespace {

TEST(SpawnerTest, AThreadDoesTheWorkBeforeWaitReturns) {
  std::thread::id worker;
  const auto task = ThreadSpawner().Spawn([&worker] { worker = std::this_thread::get_id(); });
  task->Wait();
  EXPECT_TRUE(task->IsDone());
  EXPECT_NE(worker, std::thread::id());
  EXPECT_NE(worker, std::this_thread::get_id());
}

TEST(SpawnerTest, AThreadThatNobodyWaitedForHasEndedWithItsTask) {
  bool done = false;
  {
    const auto task = ThreadSpawner().Spawn([&done] { done = true; });
  }
  EXPECT_TRUE(done);
}

TEST(SpawnerTest, InlineWorkIsDoneByWaitAndByNothingElse) {
  int times = 0;
  {
    const auto task = InlineSpawner().Spawn([&times] { ++times; });
    EXPECT_EQ(times, 0);
    EXPECT_FALSE(task->IsDone());
    task->Wait();
    EXPECT_EQ(times, 1);
  }
  {
    const auto never_awaited = InlineSpawner().Spawn([&times] { ++times; });
  }
  EXPECT_EQ(times, 1);
}

}  // namespace
}  // namespace cognitrack
