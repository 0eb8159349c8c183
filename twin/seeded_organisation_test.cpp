#include "twin/seeded_organisation.h"

#include <gtest/gtest.h>

#include <set>

#include "usage/identities.h"

namespace cognitrack::twin {
namespace {

SeededOptions March(std::uint64_t seed) {
  SeededOptions options;
  options.seed = seed;
  options.first_day = Day{20'513};  // 2026-03-01.
  options.days = 31;
  options.rows_per_day = 40;
  return options;
}

std::int64_t Total(const Organisation& organisation, Metric metric) {
  std::int64_t total = 0;
  for (const UsageRecord& record : organisation.completions().records)
    total += record.metrics.OrZero(metric);
  return total;
}

// What this seed gave when the generator was written: a change here changes every fixture made from
// it.
TEST(SeededOrganisationTest, SeedGivesTheSameOnEveryMachine) {
  const Organisation made = MakeSeededOrganisation(March(7));
  const SurfaceRecords& organisation = made.completions();
  EXPECT_EQ(organisation.records.size(), 1232U);
  EXPECT_EQ(Total(made, Metric::kInputTokens), 3'359'688'336);
  EXPECT_EQ(organisation.ValuesOf(Dimension::kProjectId).At(1), "proj_8c60e2e8c1e8986d2790bb20");
  EXPECT_NE(Total(MakeSeededOrganisation(March(8)), Metric::kInputTokens), 0);
}

TEST(SeededOrganisationTest, DaysDoNotDependOnTheRangeAsked) {
  const Organisation made = MakeSeededOrganisation(March(7));
  const SurfaceRecords& whole = made.completions();
  SeededOptions options = March(7);
  options.first_day = options.first_day + 10;
  options.days = 5;
  const Organisation made_part = MakeSeededOrganisation(options);
  const SurfaceRecords& part = made_part.completions();
  const auto [first, last] = whole.RecordsIn(part.start, part.end);
  ASSERT_EQ(last - first, part.records.size());
  for (std::size_t i = 0; i < part.records.size(); ++i) {
    EXPECT_EQ(part.records[i].key, whole.records[first + i].key);
    EXPECT_EQ(part.records[i].metrics, whole.records[first + i].metrics);
  }
}

TEST(SeededOrganisationTest, EveryRecordObeysTheIdentities) {
  for (const Profile profile : {Profile::kPlain, Profile::kCachedHeavy}) {
    SeededOptions options = March(3);
    options.profile = profile;
    const Organisation made = MakeSeededOrganisation(options);
    for (const UsageRecord& record : made.completions().records) {
      EXPECT_TRUE(BrokenIdentitiesOf(record.metrics).empty());
      EXPECT_EQ(record.metrics.reported().size(), 17);
    }
  }
}

TEST(SeededOrganisationTest, ProfileDecidesHowMuchIsCached) {
  SeededOptions options = March(3);
  const Organisation cached = MakeSeededOrganisation(options);
  EXPECT_GT(Total(cached, Metric::kInputCachedTokens), Total(cached, Metric::kInputTokens) / 2);
  EXPECT_GT(Total(cached, Metric::kInputCacheWrite12hTokens), 0);
  options.profile = Profile::kPlain;
  EXPECT_EQ(Total(MakeSeededOrganisation(options), Metric::kInputCachedTokens), 0);
}

TEST(SeededOrganisationTest, DayWithUseHasSoManyDistinctKeysAndSomeTwice) {
  const Organisation made = MakeSeededOrganisation(March(7));
  const SurfaceRecords& organisation = made.completions();
  int days_without_use = 0;
  for (UtcSeconds day = organisation.start; day < organisation.end; day += kSecondsPerDay) {
    const auto [first, last] = organisation.RecordsIn(day, day + kSecondsPerDay);
    std::set<Key> keys;
    std::set<std::uint32_t> lots;
    for (std::size_t i = first; i < last; ++i) {
      keys.insert(organisation.records[i].key);
      lots.insert(organisation.records[i].lot);
    }
    if (keys.empty()) {
      ++days_without_use;
      continue;
    }
    EXPECT_EQ(keys.size(), 40U);
    EXPECT_EQ(lots, (std::set<std::uint32_t>{0, 1}));
    EXPECT_EQ(organisation.records[last - 1].start, day + kSecondsPerDay - 1);
  }
  EXPECT_EQ(days_without_use, 3);
}

TEST(SeededOrganisationTest, EveryKindOfValueOccurs) {
  const Organisation made = MakeSeededOrganisation(March(7));
  const SurfaceRecords& organisation = made.completions();
  const std::size_t kinds[] = {5, 7, 12, 11, 3, 5, 3};
  std::set<std::size_t> dimensions_without_value;
  for (std::size_t i = 0; i < kDimensionCount; ++i) {
    EXPECT_EQ(organisation.values[i].size(), kinds[i]) << kDimensionNames[i];
    for (const UsageRecord& record : organisation.records) {
      if (record.key[i] == 0) dimensions_without_value.insert(i);
    }
  }
  EXPECT_EQ(dimensions_without_value, (std::set<std::size_t>{1, 2}));
}

}  // namespace
}  // namespace cognitrack::twin
