#include "store/content_work.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

constexpr int kRows = 1'500;

class ContentWorkTest : public ::testing::Test {
 protected:
  ContentWorkTest() {
    read_.grain = Grain({"model"});
    read_.reported = {Metric::kInputTokens};
    for (int i = 0; i < kRows; ++i) {
      UsageRow row;
      row.series = series_.Intern(Series{{"model", std::to_string(i)}});
      row.metrics.Set(Metric::kInputTokens, i + 1);
      read_.rows.push_back(std::move(row));
    }
    for (const UsageRow& row : read_.rows) rows_.push_back({row.series + 1, &row.metrics});
  }

  // Begins the window: all rows are of seven series in each kind.
  RollUpSums* Begin() {
    std::vector<RollUpSums::Targets> targets(kRows);
    for (std::size_t i = 0; i < kRows; ++i) {
      for (std::size_t k = 0; k < kRollUpKinds; ++k) {
        targets[i][k] = sums_.NumberOf(k, static_cast<std::int64_t>(i % 7) + 1);
      }
    }
    sums_.Begin(std::move(targets));
    return &sums_;
  }
  ContentWork Work(const std::optional<Hash256>& known = std::nullopt) {
    return {stream_, read_, series_, rows_, Begin(), known};
  }

  StreamKey stream_;
  SeriesTable series_;
  WindowRead read_;
  std::vector<NewRow> rows_;
  RollUpSums sums_;
};

TEST_F(ContentWorkTest, GivesTheSameBesideTheCallerAndAlone) {
  for (const bool beside : {false, true}) {
    ContentWork work = Work();
    if (beside) work.Begin();
    ASSERT_OK(work.Finish());
    EXPECT_EQ(work.content_hash(), ContentHash(StreamKey{}, read_, series_)) << beside;
    EXPECT_EQ(work.totals(), TotalsOf(read_.rows).value()) << beside;
    for (const WindowRollUp& roll_up : work.roll_ups()) {
      ASSERT_EQ(roll_up.rows.size(), 7U) << beside;
      EXPECT_EQ(roll_up.rows[0]->usage_rows, 215) << beside;
      EXPECT_EQ(roll_up.blocks, Packed(roll_up.rows)) << beside;
    }
  }
}

TEST_F(ContentWorkTest, IsWaitedForWhenItIsGivenUp) {
  ContentWork work = Work();
  work.Begin();
}

TEST_F(ContentWorkTest, WorksWithoutRollUpsAndWithoutRows) {
  ContentWork without(stream_, read_, series_, rows_, nullptr, std::nullopt);
  ASSERT_OK(without.Finish());
  EXPECT_EQ(without.totals(), TotalsOf(read_.rows).value());
  EXPECT_TRUE(without.roll_ups()[0].blocks.empty());
  read_.rows.clear();
  rows_.clear();
  ContentWork nothing(stream_, read_, series_, rows_, nullptr, std::nullopt);
  ASSERT_OK(nothing.Finish());
  EXPECT_EQ(nothing.content_hash(), ContentHash(StreamKey{}, read_, series_));
  EXPECT_EQ(nothing.totals(), MetricValues());
}

TEST_F(ContentWorkTest, TakesAHashThatIsKnown) {
  const Hash256 known = Blake2b256("known");
  ContentWork work = Work(known);
  ASSERT_OK(work.Finish());
  EXPECT_EQ(work.content_hash(), known);
  EXPECT_EQ(work.totals(), TotalsOf(read_.rows).value());
}

TEST_F(ContentWorkTest, RefusesSumsThatDoNotFitNamingTheDay) {
  read_.rows[1'200].metrics.Set(Metric::kInputTokens, INT64_MAX);
  for (const bool beside : {false, true}) {
    ContentWork work = Work();
    if (beside) work.Begin();
    EXPECT_THAT(work.Finish(),
                HasError(ErrorCode::kBadInput, ::testing::HasSubstr("does not fit 64 bits")));
  }
}

}  // namespace
}  // namespace cognitrack
