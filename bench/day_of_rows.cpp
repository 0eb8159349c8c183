#include "bench/day_of_rows.h"

namespace cognitrack {

WindowRead DayOfRows(Day day, int rows, SeriesTable* series) {
  WindowRead read;
  read.start = day.start();
  read.end = day.end();
  read.read_at = day.end() + kSecondsPerHour;
  read.grain = Grain({"api_key_id", "batch", "model", "project_id", "service_tier", "user_id"});
  read.reported = kTokenMetrics;
  read.rows.reserve(static_cast<std::size_t>(rows));
  for (int i = 0; i < rows; ++i) {
    UsageRow row;
    // 1,000 users of 400 keys in 100 projects, 12 models, as many tiers as it takes.
    const int user = i % 1'000;
    row.series = series->Intern(Series({{"api_key_id", "key_" + std::to_string(user % 400)},
                                        {"batch", "false"},
                                        {"model", "gpt-" + std::to_string(i / 1'000 % 12)},
                                        {"project_id", "proj_" + std::to_string(user % 100)},
                                        {"service_tier", "tier_" + std::to_string(i / 12'000)},
                                        {"user_id", "user_" + std::to_string(user)}}));
    for (std::size_t m = 0; m < kCountMetrics; ++m) {
      if (!kTokenMetrics.Has(MetricAt(m))) continue;
      row.metrics.Set(MetricAt(m), (day.number + i) % 7 == 0 ? 0 : i * 31 + day.number);
    }
    read.rows.push_back(std::move(row));
  }
  return read;
}

Status FillMonth(LedgerStore& store, std::int64_t stream, int rows_a_day, int days,
                 SeriesTable* series) {
  for (int day = 0; day < days; ++day) {
    const WindowRead read = DayOfRows(kFirstBenchDay + day, rows_a_day, series);
    TRY(const auto outcome, store.CommitWindow(stream, read, *series, 1));
  }
  return {};
}

}  // namespace cognitrack
