#include "tests/sim/sim_truth.h"

#include <algorithm>
#include <map>

#include "base/check.h"
#include "base/random.h"
#include "tests/support/window_table.h"
#include "twin/seeded_organisation.h"

namespace cognitrack {
namespace {

constexpr int kRowsPerDay = 5;

int Later(Random& random) {
  return 1 + static_cast<int>(random.Below(static_cast<std::uint64_t>(SimTruth::kLastChange)));
}

}  // namespace

SimTruth::SimTruth(std::uint64_t seed, Day first_day, int days) {
  twin::SeededOptions options;
  options.seed = seed;
  options.first_day = first_day;
  options.days = days;
  options.rows_per_day = kRowsPerDay;
  all_ = twin::MakeSeededOrganisation(options);

  SeededRandom random(seed * 7'919 + 1);
  std::map<Day, Day> emptied;
  for (int i = 0; i < days; ++i) {
    const Day day = first_day + i;
    emptied[day] = random.Below(20) == 0 ? day + Later(random) : kLastDay;
  }
  for (const twin::UsageRecord& record : all_.completions().records) {
    const Day day = DayOf(record.start);
    Life life{day, emptied[day]};
    if (random.Below(8) == 0) life.appears = day + Later(random);
    if (random.Below(20) == 0) life.vanishes = std::min(life.vanishes, day + Later(random));
    lives_.push_back(life);
  }
}

twin::Organisation SimTruth::ShownOn(Day today) const {
  twin::Organisation shown = all_;
  const auto& all = all_.completions().records;
  auto& records = shown.completions().records;
  shown.completions().extras.clear();
  records.clear();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (IsShown(i, today)) records.push_back(all[i]);
  }
  return shown;
}

std::vector<std::string> SimTruth::Lines(Day day, Day today) const {
  std::map<Series, MetricValues> rows;
  const twin::SurfaceRecords& all = all_.completions();
  for (std::size_t i = 0; i < all.records.size(); ++i) {
    const twin::UsageRecord& record = all.records[i];
    if (DayOf(record.start) != day || !IsShown(i, today)) continue;
    std::vector<DimensionValue> values;
    for (std::size_t d = 0; d < twin::kDimensionCount; ++d) {
      if (record.key[d] == 0) continue;
      values.push_back({std::string(twin::kDimensionNames[d]), all.values[d].At(record.key[d])});
    }
    CHECK(rows[Series(std::move(values))].Add(record.metrics), "a test's counts are small");
  }
  std::vector<std::string> lines;
  for (const auto& [series, metrics] : rows) lines.push_back(LineOf(series, metrics));
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace cognitrack
