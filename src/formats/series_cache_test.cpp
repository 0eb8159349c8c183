#include "formats/series_cache.h"

#include <gtest/gtest.h>

#include <string>

namespace cognitrack {
namespace {

TEST(SeriesCacheTest, KeysAreToldApartByWhereTheirCellsEnd) {
  SeriesCache cache;
  const auto find = [&](std::string_view first, std::string_view second) {
    cache.BeginKey();
    cache.AddText(first);
    cache.AddText(second);
    cache.EndKey();
    return cache.Find();
  };
  ASSERT_EQ(find("ab", "c"), nullptr);
  cache.Keep(7);
  EXPECT_EQ(find("a", "bc"), nullptr);
  EXPECT_EQ(find("abc", ""), nullptr);
  const SeriesRef* found = find("ab", "c");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(*found, 7U);
}

TEST(SeriesCacheTest, KeepsEveryKeyHoweverManyThereAre) {
  SeriesCache cache;
  const auto find = [&](SeriesRef i) {
    cache.BeginKey();
    cache.AddText("key_" + std::to_string(i) + std::string(i % 40, 'x'));
    cache.AddText("");
    cache.EndKey();
    return cache.Find();
  };
  constexpr SeriesRef kKeys = 20'000;
  for (SeriesRef i = 0; i < kKeys; ++i) {
    ASSERT_EQ(find(i), nullptr);
    cache.Keep(i);
  }
  for (SeriesRef i = 0; i < kKeys; ++i) {
    const SeriesRef* found = find(i);
    ASSERT_NE(found, nullptr);
    ASSERT_EQ(*found, i);
  }
}

}  // namespace
}  // namespace cognitrack
