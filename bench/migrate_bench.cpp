// migrate_bench ROWS: readers while a ledger in PostgreSQL is migrated from the oldest schema to
// the newest, by another process, over a calendar month with so many rows a day; then the month is
// pruned. Prints "rows N", "down SECONDS", "up SECONDS" (the slowest of some), a line "read NAME
// |ALONE|BESIDE|TIMES|REFUSED" for each kind of read (the slowest in milliseconds without and
// during `up`, how often it was read meanwhile and how often the schema was not one it reads), and
// "prune SECONDS ROWS TRUNCATE", the last being the seconds that TRUNCATE takes of a bare table
// with the same rows and key.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "base/clock.h"
#include "bench/day_of_rows.h"
#include "store/postgres/postgres_ledger.h"
#include "store/postgres/postgres_session.h"
#include "store/sql_ledger.h"
#include "tests/support/postgres_server.h"

namespace cognitrack {
namespace {

constexpr int kOldest = 1;
constexpr int kTimes = 10;
constexpr int kReadsAlone = 20;

using Seconds = std::chrono::duration<double>;

Seconds Since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::steady_clock::now() - begun;
}

int Newest() { return LedgerMigrations().back().version; }

struct Reads {
  double slowest_alone = 0;
  double slowest_beside = 0;
  int beside = 0;
  int refused = 0;
};

// What somebody looks at again and again. A program of the old schema reads its tables as they
// were, which one statement stands for; this program's own reads may need a newer schema.
class Reader {
 public:
  Status Open(const std::string& uri, std::int64_t stream) {
    stream_ = stream;
    TRY(raw_, OpenPostgresSession(uri, clock_));
    TRY(auto session, OpenPostgresSession(uri, clock_));
    TRY(store_, OpenSqlLedger(std::move(session), EmptyDatabase::kRefuse, clock_,
                              LedgerMigrations().first(kOldest)));
    return {};
  }
  void ReadAll(bool is_beside) {
    const UtcSeconds from = kFirstBenchDay.start();
    const UtcSeconds to = (kFirstBenchDay + kDaysOfBenchMonth).start();
    Time("summary", is_beside, [&] { return Ask({}); });
    Time("windows", is_beside, [&]() -> Status {
      TRY(const auto windows, store_->Windows(stream_, from, to));
      return {};
    });
    Time("report by roll-up", is_beside, [&] { return Ask({"day", "model"}); });
    Time("first row of a day", is_beside, [&] {
      SeriesTable series;
      return store_->ReadRows(stream_, from, from + kSecondsPerDay, std::nullopt, &series,
                              [](const LedgerRow&) { return false; });
    });
    Time("roll-ups as schema 1 has them", is_beside, [&]() -> Status {
      TRY(const auto sum,
          raw_->Prepare("SELECT SUM(usage_rows) FROM roll_ups WHERE kind = 4 AND "
                        "stream = $1 AND window_start >= $2 AND window_start < $3"));
      sum->BindInteger(1, stream_);
      sum->BindInteger(2, from);
      sum->BindInteger(3, to);
      const auto row = sum->Step();
      return row ? Status() : Status(row.error());
    });
  }
  const std::map<std::string, Reads>& reads() const { return reads_; }

 private:
  template <typename Work>
  void Time(const std::string& name, bool is_beside, const Work& work) {
    const auto begun = std::chrono::steady_clock::now();
    const Status done = work();
    const double milliseconds = Since(begun).count() * 1'000;
    Reads& reads = reads_[name];
    double& slowest = is_beside ? reads.slowest_beside : reads.slowest_alone;
    slowest = std::max(slowest, milliseconds);
    reads.beside += is_beside;
    reads.refused += !done;
  }
  Status Ask(std::vector<std::string> group_by) {
    UsageQuery query;
    query.stream = stream_;
    query.group_by = std::move(group_by);
    TRY(const auto report, store_->Aggregate(query));
    return {};
  }

  SystemClock clock_;
  std::int64_t stream_ = 0;
  std::unique_ptr<SqlSession> raw_;
  std::unique_ptr<LedgerStore> store_;
  std::map<std::string, Reads> reads_;
};

Result<std::int64_t> Fill(const std::string& uri, int rows) {
  SystemClock clock;
  TRY(const auto store, OpenPostgresLedger(uri, DatabaseAccess::kWrite, clock));
  TRY(const auto source, store->EnsureSource("openai", "openai"));
  TRY(const auto stream, store->EnsureStream(source.id, StreamKey{}));
  SeriesTable series;
  TRY_VOID(FillMonth(*store, stream.id, rows, kDaysOfBenchMonth, &series));
  return stream.id;
}

Result<double> Down(const std::string& uri) {
  SystemClock clock;
  TRY(const auto schema, OpenPostgresSchema(uri, clock));
  const auto begun = std::chrono::steady_clock::now();
  for (int version = Newest(); version > kOldest; --version) {
    TRY(const auto done, schema->Down(version, true, "a benchmark"));
  }
  return Since(begun).count();
}

// By the program itself, as a process of its own.
Result<double> UpBeside(const std::string& uri, Reader* reader) {
  const TemporaryDirectory folder;
  const auto begun = std::chrono::steady_clock::now();
  Process up({ProgramPath("cognitrack"), "migrate", "up", "--no-backup", "a benchmark"},
             {{"COGNITRACK_DB", uri}}, folder.File("out"), folder.File("err"));
  while (up.Running()) reader->ReadAll(true);
  if (up.Wait() == 0) return Since(begun).count();
  return Error{ErrorCode::kInvariant, ReadFile(folder.File("err"))};
}

Result<PruneOutcome> PruneMonth(const std::string& uri, std::int64_t stream, double* seconds) {
  SystemClock clock;
  TRY(const auto store, OpenPostgresLedger(uri, DatabaseAccess::kWrite, clock));
  TRY(const auto windows,
      store->Windows(stream, kFirstBenchDay.start(), (kFirstBenchDay + kDaysOfBenchMonth).start()));
  std::vector<PruneTarget> targets;
  for (const WindowRecord& window : windows) {
    targets.push_back({stream, window.start, window.revision});
  }
  const auto begun = std::chrono::steady_clock::now();
  TRY(const PruneOutcome outcome, store->PruneWindows(targets));
  *seconds = Since(begun).count();
  return outcome;
}

// The yardstick of a prune: what the database takes to give back the room alone.
double TruncateTheSame(PostgresServer& server, const std::string& database) {
  server.Execute(database,
                 "CREATE TABLE yardstick AS TABLE usage;"
                 "ALTER TABLE yardstick ADD PRIMARY KEY (stream, window_start, series)");
  const auto begun = std::chrono::steady_clock::now();
  server.Execute(database, "TRUNCATE TABLE yardstick");
  return Since(begun).count();
}

Status Prune(const char* word, const std::string& uri, std::int64_t stream, double truncate) {
  double seconds = 0;
  TRY(const PruneOutcome outcome, PruneMonth(uri, stream, &seconds));
  std::int64_t pruned = 0;
  for (const PrunedWindow& window : outcome.pruned) pruned += window.rows;
  std::printf("%s %.3f %lld %.3f\n", word, seconds, static_cast<long long>(pruned), truncate);
  return {};
}

Status Run(int rows) {
  PostgresServer& server = PostgresServer::Shared();
  const std::string database = server.CreateDatabase();
  const std::string uri = server.Uri(database);
  TRY(const std::int64_t stream, Fill(uri, rows));
  server.Execute(database, "VACUUM ANALYZE");
  const std::string whole = server.CreateDatabase(database);
  std::printf("rows %d\n", rows * kDaysOfBenchMonth);
  double down = 0, up = 0;
  {
    Reader reader;
    for (int i = 0; i < kTimes; ++i) {
      TRY(const double down_now, Down(uri));
      down = std::max(down, down_now);
      if (i == 0) TRY_VOID(reader.Open(uri, stream));
      for (int read = 0; read < kReadsAlone; ++read) reader.ReadAll(false);
      TRY(const double up_now, UpBeside(uri, &reader));
      up = std::max(up, up_now);
    }
    std::printf("down %.3f\nup %.3f\n", down, up);
    for (const auto& [name, reads] : reader.reads()) {
      std::printf("read %s|%.1f|%.1f|%d|%d\n", name.c_str(), reads.slowest_alone,
                  reads.slowest_beside, reads.beside, reads.refused);
    }
  }
  const double truncate = TruncateTheSame(server, whole);
  TRY_VOID(Prune("prune", server.Uri(whole), stream, truncate));
  // After the way down and up again roll-ups stand row by row, as older schemas wrote them.
  return Prune("prune_older", uri, stream, truncate);
}

int Main(int rows) {
  const Status done = Run(rows);
  if (done) return 0;
  std::fprintf(stderr, "%s\n", done.error().message.c_str());
  return ExitCodeOf(done.error().code);
}

}  // namespace
}  // namespace cognitrack

int main(int argc, char** argv) { return argc == 2 ? cognitrack::Main(std::atoi(argv[1])) : 64; }
