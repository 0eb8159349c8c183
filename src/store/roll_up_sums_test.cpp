#include "store/roll_up_sums.h"

#include <gtest/gtest.h>

#include <limits>

#include "store/roll_ups.h"

namespace cognitrack {
namespace {

MetricValues Tokens(std::int64_t input) {
  MetricValues metrics;
  metrics.Set(Metric::kInputTokens, input);
  return metrics;
}

// Series ids of kind k are 1,000 (k + 1) and up.
RollUpSums::Targets TargetsOf(RollUpSums* sums, std::array<std::int64_t, kRollUpKinds> series) {
  RollUpSums::Targets targets{};
  for (std::size_t k = 0; k < kRollUpKinds; ++k) {
    targets[k] = sums->NumberOf(k, 1'000 * (static_cast<std::int64_t>(k) + 1) + series[k]);
  }
  return targets;
}

TEST(RollUpSumsTest, WhatIsSummedFromAnotherKindLacksNothingOfIt) {
  EXPECT_TRUE(RollUpGrains()[0].Contains(RollUpGrains()[3]));
  EXPECT_TRUE(RollUpGrains()[0].Contains(RollUpGrains()[4]));
}

TEST(RollUpSumsTest, EveryKindSumsEveryRow) {
  RollUpSums sums;
  // Three rows of two series of the finest kind, of one model, in two projects.
  const auto a = TargetsOf(&sums, {7, 1, 1, 1, 2});
  const auto b = TargetsOf(&sums, {5, 2, 1, 1, 1});
  for (int window = 0; window < 2; ++window) {
    sums.Begin({a, b, a});
    ASSERT_TRUE(sums.Add(0, Tokens(1)));
    ASSERT_TRUE(sums.Add(1, Tokens(10)));
    ASSERT_TRUE(sums.Add(2, Tokens(100)));
    MetricValues totals;
    ASSERT_TRUE(sums.AddUp(&totals));
    EXPECT_EQ(totals, Tokens(111));
    const std::array<std::vector<RollUpRow>, kRollUpKinds> expected = {{
        {{1'005, 1, Tokens(10)}, {1'007, 2, Tokens(101)}},
        {{2'001, 2, Tokens(101)}, {2'002, 1, Tokens(10)}},
        {{3'001, 3, Tokens(111)}},
        {{4'001, 3, Tokens(111)}},
        {{5'001, 1, Tokens(10)}, {5'002, 2, Tokens(101)}},
    }};
    for (std::size_t k = 0; k < kRollUpKinds; ++k) {
      WindowRollUp roll_up;
      sums.Pack(k, &roll_up);
      ASSERT_EQ(roll_up.rows.size(), expected[k].size()) << k;
      for (std::size_t i = 0; i < expected[k].size(); ++i) {
        EXPECT_EQ(*roll_up.rows[i], expected[k][i]) << k;
      }
      EXPECT_EQ(roll_up.blocks, Packed(roll_up.rows)) << k;
    }
  }
}

TEST(RollUpSumsTest, RefusesWhatDoesNotFit) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  RollUpSums sums;
  const auto a = TargetsOf(&sums, {1, 1, 1, 1, 1});
  const auto b = TargetsOf(&sums, {2, 2, 2, 2, 2});
  sums.Begin({a, a});
  ASSERT_TRUE(sums.Add(0, Tokens(kMost)));
  EXPECT_FALSE(sums.Add(1, Tokens(1)));
  sums.Begin({a, b});
  ASSERT_TRUE(sums.Add(0, Tokens(kMost)));
  ASSERT_TRUE(sums.Add(1, Tokens(1)));
  MetricValues totals;
  EXPECT_FALSE(sums.AddUp(&totals));
}

}  // namespace
}  // namespace cognitrack
