// postgres_load one|many ROWS: parsed rows into a ledger in PostgreSQL, so many a day, and beside
// it COPY of the same rows into the same table of another ledger, one transaction a day. The server
// is the tests' own: a socket, no fsync. One: a writer, 30 days, by turns with COPY. Many: 16
// writers of a source each, 15 days, then 16 COPYs; that nothing is lost is checked. Every series
// is new on the first day. Prints "<rows> <seconds> <seconds of COPY>".
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>

#include "base/clock.h"
#include "bench/day_of_rows.h"
#include "store/fact_rows.h"
#include "store/metric_columns.h"
#include "store/postgres/postgres_ledger.h"
#include "store/postgres/postgres_session.h"
#include "tests/support/postgres_server.h"

namespace cognitrack {
namespace {

constexpr int kDays = kDaysOfBenchMonth;
constexpr int kWriters = 16;
constexpr int kDaysOfMany = 15;

// One transaction a day, as the ledger has it.
Status Copy(SqlSession& session, std::int64_t stream, const WindowRead& read) {
  if (!session.HasMonth(read.start)) {
    TRY_VOID(session.Begin(SqlTransactionKind::kWrite));
    TRY_VOID(session.EnsureMonth(read.start));
    TRY_VOID(session.Commit());
  }
  TRY_VOID(session.Begin(SqlTransactionKind::kWriteBeside));
  TRY(const auto rows, session.PrepareRows("usage", "stream, window_start, series, since, " +
                                                        MetricColumns(kTokenMetrics)));
  std::vector<std::int64_t> values;
  for (std::size_t i = 0; i < read.rows.size(); ++i) {
    values.assign({stream, read.start, static_cast<std::int64_t>(i) + 1, 1});
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

struct Taken {
  double ours = 0;
  double copy = 0;
};

template <typename Work>
Result<double> Timed(const Work& work) {
  const auto begun = std::chrono::steady_clock::now();
  TRY_VOID(work());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

Result<std::unique_ptr<SqlSession>> BareSession(PostgresServer& server, const std::string& bare,
                                                Clock& clock) {
  { TRY(const auto schema, OpenPostgresLedger(server.Uri(bare), DatabaseAccess::kWrite, clock)); }
  return OpenPostgresSession(server.Uri(bare), clock);
}

Result<Taken> OneWriter(int rows_a_day) {
  PostgresServer& server = PostgresServer::Shared();
  SystemClock clock;
  const std::string ours = server.CreateDatabase();
  TRY(const auto store, OpenPostgresLedger(server.Uri(ours), DatabaseAccess::kWrite, clock));
  TRY(const auto session, BareSession(server, server.CreateDatabase(), clock));
  TRY(const auto source, store->EnsureSource("openai", "openai"));
  TRY(const auto stream, store->EnsureStream(source.id, StreamKey{}));
  SeriesTable series;
  Taken taken;
  for (int day = 0; day < kDays; ++day) {
    const WindowRead read = DayOfRows(kFirstBenchDay + day, rows_a_day, &series);
    TRY(const double stored, Timed([&]() -> Status {
          TRY(const auto outcome, store->CommitWindow(stream.id, read, series, 1));
          return {};
        }));
    TRY(const double copied, Timed([&] { return Copy(*session, 1, read); }));
    taken.ours += stored;
    taken.copy += copied;
  }
  return taken;
}

// `write(i)` in a thread for each writer; the first error.
Status AllAtOnce(const std::function<Status(int)>& write) {
  std::vector<Status> ends(kWriters);
  std::vector<std::thread> threads;
  for (int i = 0; i < kWriters; ++i) {
    threads.emplace_back([&, i] { ends[static_cast<std::size_t>(i)] = write(i); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Status& end : ends) TRY_VOID(end);
  return {};
}

Status Store(const std::string& uri, int writer, const std::vector<WindowRead>& days,
             const SeriesTable& series) {
  SystemClock clock;
  TRY(const auto store, OpenPostgresLedger(uri, DatabaseAccess::kWrite, clock));
  TRY(const auto source, store->EnsureSource("source " + std::to_string(writer), "openai"));
  TRY(const auto stream, store->EnsureStream(source.id, StreamKey{}));
  for (const WindowRead& read : days) {
    TRY(const auto outcome, store->CommitWindow(stream.id, read, series, 1));
  }
  return {};
}

// Every window of every writer holds all of its rows.
Status CheckAll(const std::string& uri, const std::vector<WindowRead>& days) {
  SystemClock clock;
  TRY(const auto store, OpenPostgresLedger(uri, DatabaseAccess::kRead, clock));
  TRY(const auto sources, store->Sources());
  std::int64_t held = 0;
  for (const auto& source : sources) {
    TRY(const auto streams, store->HeldStreams(source.id));
    for (const HeldStream& stream : streams) {
      for (const WindowRecord& window : stream.windows) held += window.row_count;
    }
  }
  const auto sent = static_cast<std::int64_t>(days.size() * days.front().rows.size() * kWriters);
  if (held == sent) return {};
  return Error{ErrorCode::kInvariant,
               "of " + std::to_string(sent) + " rows the ledger holds " + std::to_string(held)};
}

Result<Taken> ManyWriters(int rows_a_day) {
  PostgresServer& server = PostgresServer::Shared();
  const std::string ours = server.Uri(server.CreateDatabase());
  const std::string bare = server.CreateDatabase();
  SystemClock clock;
  { TRY(const auto store, OpenPostgresLedger(ours, DatabaseAccess::kWrite, clock)); }
  { TRY(const auto session, BareSession(server, bare, clock)); }
  SeriesTable series;
  std::vector<WindowRead> days;
  for (int day = 0; day < kDaysOfMany; ++day) {
    days.push_back(DayOfRows(kFirstBenchDay + day, rows_a_day, &series));
  }
  Taken taken;
  TRY(taken.ours, Timed([&] {
        return AllAtOnce([&](int writer) { return Store(ours, writer, days, series); });
      }));
  TRY_VOID(CheckAll(ours, days));
  TRY(taken.copy, Timed([&] {
        return AllAtOnce([&](int writer) -> Status {
          SystemClock own_clock;
          TRY(const auto session, OpenPostgresSession(server.Uri(bare), own_clock));
          for (const WindowRead& read : days) TRY_VOID(Copy(*session, writer, read));
          return {};
        });
      }));
  return taken;
}

int Main(const std::string& kind, int rows_a_day) {
  const bool is_one = kind == "one";
  const auto taken = is_one ? OneWriter(rows_a_day) : ManyWriters(rows_a_day);
  if (!taken) {
    std::fprintf(stderr, "%s\n", taken.error().message.c_str());
    return ExitCodeOf(taken.error().code);
  }
  const int days = is_one ? kDays : kDaysOfMany * kWriters;
  std::printf("%d %.3f %.3f\n", days * rows_a_day, taken->ours, taken->copy);
  return 0;
}

}  // namespace
}  // namespace cognitrack

int main(int argc, char** argv) {
  return argc == 3 ? cognitrack::Main(argv[1], std::atoi(argv[2])) : 64;
}
