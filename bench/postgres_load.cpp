// postgres_load [ROWS A DAY]: parsed rows into a ledger in PostgreSQL, and beside it, by turns,
// COPY of the same rows into the same table of another ledger. The server is the tests' own: a
// socket, no fsync. 30 days; every series is new on the first. Prints "<rows> <seconds> <seconds of
// COPY>".
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "base/clock.h"
#include "store/fact_rows.h"
#include "store/metric_columns.h"
#include "store/postgres/postgres_ledger.h"
#include "store/postgres/postgres_session.h"
#include "tests/support/postgres_server.h"

namespace cognitrack {
namespace {

constexpr int kDays = 30;

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

// One transaction a day, as the ledger has it.
Status Copy(SqlSession& session, const WindowRead& read) {
  TRY_VOID(session.Begin(SqlTransactionKind::kWrite));
  TRY_VOID(session.EnsureMonth(read.start));
  TRY(const auto rows, session.PrepareRows("usage", "stream, window_start, series, since, " +
                                                        MetricColumns(kTokenMetrics)));
  std::vector<std::int64_t> values;
  for (std::size_t i = 0; i < read.rows.size(); ++i) {
    values.assign({1, read.start, static_cast<std::int64_t>(i) + 1, 1});
    for (std::size_t m = 0; m < kCountMetrics; ++m) {
      if (kTokenMetrics.Has(MetricAt(m))) {
        values.push_back(read.rows[i].metrics.OrZero(MetricAt(m)));
      }
    }
    rows->BindIntegers(1, values, ~0U);
    TRY(const bool ignored, rows->Step());
    if (ignored) break;
  }
  TRY_VOID(rows->Finish());
  return session.Commit();
}

Status Measure(int rows_a_day) {
  PostgresServer& server = PostgresServer::Shared();
  SystemClock clock;
  const std::string ours = server.CreateDatabase();
  TRY(const auto store, OpenPostgresLedger(server.Uri(ours), DatabaseAccess::kWrite, clock));
  const std::string bare = server.CreateDatabase();
  { TRY(const auto schema, OpenPostgresLedger(server.Uri(bare), DatabaseAccess::kWrite, clock)); }
  TRY(const auto session, OpenPostgresSession(server.Uri(bare), clock));
  TRY(const auto source, store->EnsureSource("openai", "openai"));
  TRY(const auto stream, store->EnsureStream(source.id, StreamKey{}));
  SeriesTable series;
  std::chrono::duration<double> taken{};
  std::chrono::duration<double> copied{};
  for (int day = 0; day < kDays; ++day) {
    const WindowRead read = DayOfRows(Day{20'605 + day}, rows_a_day, &series);
    const auto begun = std::chrono::steady_clock::now();
    TRY(const auto outcome, store->CommitWindow(stream.id, read, series, 1));
    taken += std::chrono::steady_clock::now() - begun;
    const auto begun_copy = std::chrono::steady_clock::now();
    TRY_VOID(Copy(*session, read));
    copied += std::chrono::steady_clock::now() - begun_copy;
  }
  std::printf("%d %.3f %.3f\n", kDays * rows_a_day, taken.count(), copied.count());
  return {};
}

}  // namespace
}  // namespace cognitrack

int main(int argc, char** argv) {
  const auto measured = cognitrack::Measure(argc > 1 ? std::atoi(argv[1]) : 33'334);
  if (measured) return 0;
  std::fprintf(stderr, "%s\n", measured.error().message.c_str());
  return cognitrack::ExitCodeOf(measured.error().code);
}
