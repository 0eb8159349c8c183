// The pool of stores, on a database in a file.
#include "store/ledger_pool.h"

#include <gmock/gmock.h>

#include <thread>

#include "tests/support/result_matchers.h"
#include "tests/support/test_ledger.h"

namespace cognitrack {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

constexpr milliseconds kForLong{60'000};

class LedgerPoolTest : public ::testing::Test {
 protected:
  LedgerPool::Open Opener() {
    return [this]() -> Result<std::unique_ptr<LedgerStore>> {
      ++opened_;
      if (refuses_) return Error{ErrorCode::kUnavailable, "the server is away"};
      return OpenSqliteLedger(ledger_.path(), DatabaseAccess::kRead, ledger_.clock);
    };
  }
  TestLedger ledger_;
  int opened_ = 0;
  bool refuses_ = false;
};

TEST_F(LedgerPoolTest, OpensWhenNeededAndKeepsWhatCameBack) {
  LedgerPool pool(Opener(), 3, milliseconds(0), ledger_.clock);
  EXPECT_EQ(opened_, 0);
  {
    const auto one = pool.Borrow();
    const auto two = pool.Borrow();
    ASSERT_OK(one);
    ASSERT_OK(two);
    EXPECT_NE(one->get(), two->get());
    EXPECT_OK((*one)->Sources());
    EXPECT_EQ(opened_, 2);
  }
  const auto again = pool.Borrow();
  ASSERT_OK(again);
  EXPECT_EQ(opened_, 2);
}

TEST_F(LedgerPoolTest, TellsHowManyAreInUse) {
  LedgerPool pool(Opener(), 3, milliseconds(0), ledger_.clock);
  EXPECT_EQ(pool.occupancy().most, 3U);
  EXPECT_EQ(pool.occupancy().in_use, 0U);
  {
    const auto one = pool.Borrow();
    const auto two = pool.Borrow();
    EXPECT_EQ(pool.occupancy().in_use, 2U);
  }
  EXPECT_EQ(pool.occupancy().in_use, 0U) << "idle ones are free";
  EXPECT_EQ(pool.occupancy().waiting, 0U);
}

TEST_F(LedgerPoolTest, NeverHasMoreThanItsMost) {
  LedgerPool pool(Opener(), 2, milliseconds(0), ledger_.clock);
  auto one = pool.Borrow();
  const auto two = pool.Borrow();
  ASSERT_OK(one);
  EXPECT_THAT(pool.Borrow(), HasError(ErrorCode::kTryLater, HasSubstr("all 2 connections")));
  one->reset();
  EXPECT_OK(pool.Borrow());
  EXPECT_EQ(opened_, 2);
}

TEST_F(LedgerPoolTest, WhoWaitsGetsWhatComesBack) {
  LedgerPool pool(Opener(), 1, kForLong, ledger_.clock);
  auto first = pool.Borrow();
  ASSERT_OK(first);
  const LedgerStore* const store = first->get();
  bool is_the_same = false;
  std::thread waiting([&] {
    const auto second = pool.Borrow();
    is_the_same = second && second->get() == store;
  });
  first->reset();
  waiting.join();
  EXPECT_TRUE(is_the_same);
}

TEST_F(LedgerPoolTest, WhatCannotBeOpenedTakesNoPlace) {
  LedgerPool pool(Opener(), 1, milliseconds(0), ledger_.clock);
  refuses_ = true;
  EXPECT_THAT(pool.Borrow(), HasError(ErrorCode::kUnavailable, HasSubstr("away")));
  EXPECT_THAT(pool.Borrow(), HasError(ErrorCode::kUnavailable, HasSubstr("away")));
  refuses_ = false;
  EXPECT_OK(pool.Borrow());
}

TEST_F(LedgerPoolTest, AStoreIsOpenedAnewAfterTwoSeconds) {
  LedgerPool pool(Opener(), 1, milliseconds(0), ledger_.clock);
  ASSERT_OK(pool.Borrow());
  ledger_.clock.Advance(1);
  ASSERT_OK(pool.Borrow());
  EXPECT_EQ(opened_, 1);
  ledger_.clock.Advance(1);
  ASSERT_OK(pool.Borrow());
  EXPECT_EQ(opened_, 2);
  ledger_.clock.Advance(2);
  refuses_ = true;
  EXPECT_THAT(pool.Borrow(), HasError(ErrorCode::kUnavailable, HasSubstr("away")));
  refuses_ = false;
  EXPECT_OK(pool.Borrow()) << "its place is free";
}

TEST_F(LedgerPoolTest, ManyThreadsShareFewStores) {
  LedgerPool pool(Opener(), 3, kForLong, ledger_.clock);
  std::vector<std::thread> threads;
  std::vector<int> answers(8, 0);
  for (int& answer : answers) {
    threads.emplace_back([&pool, &answer] {
      for (int i = 0; i < 50; ++i) {
        const auto store = pool.Borrow();
        if (store && (*store)->Sources()) ++answer;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(answers, ::testing::Each(50));
  EXPECT_LE(opened_, 3);
}

}  // namespace
}  // namespace cognitrack
