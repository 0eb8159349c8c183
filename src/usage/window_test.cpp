#include "usage/window.h"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.h"
#include "usage/identities.h"
#include "usage/window_builder.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr UtcSeconds kStart = 1'772'668'800;  // 2026-03-05.
constexpr UtcSeconds kEnd = kStart + kSecondsPerDay;

MetricValues Tokens(std::int64_t input, std::int64_t output) {
  MetricValues values;
  values.Set(Metric::kInputTokens, input);
  values.Set(Metric::kOutputTokens, output);
  return values;
}

WindowRecord ReadTwice(UtcSeconds first, UtcSeconds last) {
  WindowRecord record;
  record.start = kStart;
  record.end = kEnd;
  record.revision = 1;
  record.content_since = first;
  record.read_at = last;
  return record;
}

TEST(MetricValuesTest, NotReportedIsNotZero) {
  MetricValues zero;
  zero.Set(Metric::kInputTokens, 0);
  EXPECT_NE(zero, MetricValues());
  EXPECT_EQ(MetricValues().Get(Metric::kInputTokens), std::nullopt);
  EXPECT_EQ(zero.Get(Metric::kInputTokens), 0);
  EXPECT_TRUE(zero.IsZero());
}

TEST(MetricValuesTest, ASumThatDoesNotFitIsRefusedAndChangesNothing) {
  MetricValues values = Tokens(INT64_MAX, 1);
  EXPECT_FALSE(values.Add(Tokens(1, 1)));
  EXPECT_EQ(values, Tokens(INT64_MAX, 1));
  EXPECT_TRUE(values.Add(Tokens(0, 1)));
  EXPECT_EQ(values, Tokens(INT64_MAX, 2));
}

TEST(WindowStateTest, FollowsTheSettlingRule) {
  const UtcSeconds later = kEnd + kSettledAfter;
  EXPECT_EQ(StateOf(WindowRecord{}, kCompletions, kEnd), WindowState::kMissing);
  EXPECT_EQ(StateOf(ReadTwice(kStart, kStart + 60), kCompletions, kEnd - 1), WindowState::kOpen);
  EXPECT_EQ(StateOf(ReadTwice(kStart, kStart + 60), kCompletions, kEnd), WindowState::kProvisional);
  EXPECT_EQ(StateOf(ReadTwice(later - kSettledReadsApart, later), kCompletions, later),
            WindowState::kSettled);
  EXPECT_EQ(StateOf(ReadTwice(later - kSettledReadsApart + 1, later), kCompletions, later),
            WindowState::kProvisional);
  EXPECT_EQ(StateOf(ReadTwice(later - kSettledReadsApart - 1, later - 1), kCompletions, later),
            WindowState::kProvisional);
}

TEST(WindowStateTest, OneReadAfter35DaysSettles) {
  const UtcSeconds old = kEnd + kSettledByAge;
  EXPECT_EQ(StateOf(ReadTwice(old, old), kCompletions, old), WindowState::kSettled);
  EXPECT_EQ(StateOf(ReadTwice(old - 1, old - 1), kCompletions, old), WindowState::kProvisional);
}

TEST(WindowStateTest, CostsSettleAfter35DaysOnly) {
  const UtcSeconds later = kEnd + kSettledAfter;
  const UtcSeconds old = kEnd + kSettledByAge;
  EXPECT_EQ(StateOf(ReadTwice(kEnd, later), kCosts, later), WindowState::kProvisional);
  EXPECT_EQ(StateOf(ReadTwice(kEnd, old - 1), kCostsByKey, old), WindowState::kProvisional);
  EXPECT_EQ(StateOf(ReadTwice(kEnd, old), kCosts, old), WindowState::kSettled);
}

TEST(WindowStateTest, AnExportNeverSettles) {
  WindowRecord record = ReadTwice(kEnd, kEnd + kSettledByAge * 2);
  record.origin = Origin{false, "ab"};
  EXPECT_EQ(StateOf(record, kCompletions, record.read_at), WindowState::kProvisional);
}

TEST(OriginTest, TextRoundTrips) {
  EXPECT_EQ(Origin{}.ToText(), "api");
  const Origin file{false, "c0ffee"};
  EXPECT_EQ(file.ToText(), "export:c0ffee");
  EXPECT_EQ(Origin::FromText("export:c0ffee"), file);
  EXPECT_EQ(Origin::FromText("api"), Origin{});
}

class ContentHashTest : public ::testing::Test {
 protected:
  WindowRead Read(std::vector<UsageRow> rows) {
    WindowRead read;
    read.start = kStart;
    read.end = kEnd;
    read.grain = Grain({"model", "batch"});
    read.rows = std::move(rows);
    for (const UsageRow& row : read.rows) read.reported = read.reported | row.metrics.reported();
    return read;
  }
  Hash256 HashOfRead(const WindowRead& read) { return ContentHash(StreamKey{}, read, table_); }

  SeriesTable table_;
  SeriesRef gpt_ = table_.Intern(Series{{"model", "gpt"}});
  SeriesRef batch_ = table_.Intern(Series{{"model", "gpt"}, {"batch", "true"}});
};

TEST_F(ContentHashTest, IsIndifferentToOrderTimesOriginAndBytes) {
  WindowRead a = Read({{gpt_, Tokens(1, 2)}, {batch_, Tokens(3, 4)}});
  WindowRead b = Read({{batch_, Tokens(3, 4)}, {gpt_, Tokens(1, 2)}});
  b.read_at = 99;
  b.origin = Origin{false, "ab"};
  b.source_bytes = PackedBytes("{}");
  EXPECT_EQ(HashOfRead(a), HashOfRead(b));
}

TEST_F(ContentHashTest, SeesEveryNumberGrainMetricAndUnknownMetric) {
  const WindowRead base = Read({{gpt_, Tokens(1, 2)}});
  EXPECT_NE(HashOfRead(base), HashOfRead(Read({{gpt_, Tokens(1, 3)}})));
  EXPECT_NE(HashOfRead(base), HashOfRead(Read({{batch_, Tokens(1, 2)}})));
  WindowRead coarser = base;
  coarser.grain = Grain({"model"});
  EXPECT_NE(HashOfRead(base), HashOfRead(coarser));
  WindowRead reported = base;
  reported.reported.Add(Metric::kInputAudioTokens);
  EXPECT_NE(HashOfRead(base), HashOfRead(reported));
  WindowRead unknown = base;
  unknown.unknown_metrics = {{gpt_, "compute_units", "1.5"}};
  EXPECT_NE(HashOfRead(base), HashOfRead(unknown));
  StreamKey hourly;
  hourly.width = "1h";
  EXPECT_NE(HashOfRead(base), ContentHash(hourly, base, table_));
}

TEST_F(ContentHashTest, KeepsZeroApartFromNotReported) {
  MetricValues audio_zero = Tokens(1, 2);
  audio_zero.Set(Metric::kInputAudioTokens, 0);
  WindowRead zero = Read({{gpt_, audio_zero}, {batch_, audio_zero}});
  WindowRead absent = Read({{gpt_, Tokens(1, 2)}, {batch_, audio_zero}});
  EXPECT_NE(HashOfRead(zero), HashOfRead(absent));
}

TEST_F(ContentHashTest, CoarseningSumsAndDropsMetrics) {
  const WindowRead fine = Read({{gpt_, Tokens(1, 2)}, {batch_, Tokens(3, 4)}});
  const auto coarse =
      CoarsenedTo(Grain({"model"}), MetricSet(1U << IndexOf(Metric::kInputTokens)), fine, table_);
  ASSERT_TRUE(coarse.has_value());
  ASSERT_THAT(coarse->rows, SizeIs(1));
  EXPECT_EQ(coarse->rows[0].metrics.Get(Metric::kInputTokens), 4);
  EXPECT_EQ(coarse->rows[0].metrics.Get(Metric::kOutputTokens), std::nullopt);
}

TEST(WindowBuilderTest, SumsRowsOfOneSeriesAndReportsThem) {
  SeriesTable table;
  const SeriesRef gpt = table.Intern(Series{{"model", "gpt"}});
  WindowBuilder builder;
  ASSERT_OK(builder.Add(gpt, Tokens(8, 1), {{0, "compute_units", "0.5"}}, 2));
  ASSERT_OK(builder.Add(gpt, Tokens(1, 1), {{0, "compute_units", "0.25"}}, 3));
  ASSERT_OK(builder.Add(gpt, Tokens(1, 1), {}, 4));
  ASSERT_THAT(builder.repeated(), SizeIs(2));
  EXPECT_FALSE(builder.repeated()[0].identical);
  EXPECT_TRUE(builder.repeated()[1].identical);
  EXPECT_EQ(builder.repeated()[1].line, 4);
  WindowRead read;
  builder.MoveInto(&read);
  ASSERT_THAT(read.rows, SizeIs(1));
  EXPECT_EQ(read.rows[0].metrics, Tokens(10, 3));
  EXPECT_THAT(read.unknown_metrics, ElementsAre(UnknownMetric{gpt, "compute_units", "0.75"}));
}

TEST(WindowBuilderTest, RefusesASumOver64Bits) {
  WindowBuilder builder;
  ASSERT_OK(builder.Add(0, Tokens(INT64_MAX, 0), {}, 2));
  EXPECT_THAT(builder.Add(0, Tokens(1, 0), {}, 3),
              HasError(ErrorCode::kBadInput, HasSubstr("2^63 - 1")));
}

TEST(IdentitiesTest, CacheWritesCountOnlyWhereReported) {
  MetricValues row;
  row.Set(Metric::kInputTokens, 5'000);
  row.Set(Metric::kInputCachedTokens, 1'800);
  row.Set(Metric::kInputUncachedTokens, 3'000);
  ASSERT_THAT(BrokenIdentitiesOf(row), SizeIs(1));
  EXPECT_EQ(BrokenIdentitiesOf(row)[0].left, 5'000);
  EXPECT_EQ(BrokenIdentitiesOf(row)[0].right, 4'800);
  row.Set(Metric::kInputCacheWriteTokens, 200);
  EXPECT_THAT(BrokenIdentitiesOf(row), IsEmpty());
}

TEST(IdentitiesTest, ASplitThatIsNotReportedBreaksNothing) {
  EXPECT_THAT(BrokenIdentitiesOf(Tokens(5, 7)), IsEmpty());
}

}  // namespace
}  // namespace cognitrack
