#include "usage/content_hasher.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace cognitrack {
namespace {

WindowRead ReadOf(int rows, SeriesTable* series) {
  WindowRead read;
  read.grain = Grain({"model", "project_id"});
  read.reported = {Metric::kInputTokens, Metric::kOutputTokens};
  for (int i = 0; i < rows; ++i) {
    UsageRow row;
    row.series = series->Intern(
        Series{{"model", "m" + std::to_string(i % 3)}, {"project_id", std::to_string(i)}});
    row.metrics.Set(Metric::kInputTokens, i * 7);
    if (i % 2 == 0) row.metrics.Set(Metric::kOutputTokens, i);
    if (i % 5 == 0) read.unknown_metrics.push_back({row.series, "thoughts", std::to_string(i)});
    read.rows.push_back(std::move(row));
  }
  return read;
}

TEST(ContentHasherTest, PiecesMakeNoDifference) {
  SeriesTable series;
  const WindowRead read = ReadOf(500, &series);
  const Hash256 whole = ContentHash(StreamKey{}, read, series);
  for (const std::size_t piece : {1U, 7U, 499U, 500U, 501U}) {
    ContentHasher hasher(StreamKey{}, read, series);
    for (std::size_t done = 0; done < 500; done += piece) hasher.AddRows(piece);
    EXPECT_EQ(hasher.Finish(), whole) << piece;
  }
  ContentHasher unfinished(StreamKey{}, read, series);
  unfinished.AddRows(3);
  EXPECT_EQ(unfinished.Finish(), whole);
}

TEST(ContentHasherTest, TheOrderOfRowsMakesNone) {
  SeriesTable series;
  WindowRead read = ReadOf(50, &series);
  const Hash256 whole = ContentHash(StreamKey{}, read, series);
  std::reverse(read.rows.begin(), read.rows.end());
  EXPECT_EQ(ContentHash(StreamKey{}, read, series), whole);
  read.rows[7].metrics.Set(Metric::kInputTokens, 1);
  EXPECT_NE(ContentHash(StreamKey{}, read, series), whole);
}

}  // namespace
}  // namespace cognitrack
