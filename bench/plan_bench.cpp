// plan_bench sqlite|postgres ROWS: how the database carries out each statement that the program
// really sends, over a ledger of 30 days with so many rows each. One line a statement, by tabs:
// what the program was doing, the statement, the rows it gave and its milliseconds (the first time,
// in a warm process), how it got at its rows (index or scan; in PostgreSQL how many rows each read,
// and how many pages of 8 KiB all of it), and what is wrong with that: a scan that read a large
// table from end to end.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <regex>

#include "base/clock.h"
#include "bench/day_of_rows.h"
#include "bench/recording_session.h"
#include "store/postgres/postgres_session.h"
#include "store/schema_tables.h"
#include "store/script_statements.h"
#include "store/sql_ledger.h"
#include "store/sqlite/sqlite_session.h"
#include "tests/support/postgres_server.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/window_table.h"

namespace cognitrack {
namespace {

constexpr std::int64_t kLarge = 10'000;
constexpr std::size_t kShownOfStatement = 72;

// Each call of the store that people wait for, with parameters as they have them.
class Scenes {
 public:
  Scenes(LedgerStore* store, std::int64_t stream, int rows, SeriesTable* series,
         Recording* recording)
      : store_(store), stream_(stream), rows_(rows), series_(series), recording_(recording) {}

  Status All() {
    TRY_VOID(Scene("open", [&] { return Open(); }));
    TRY_VOID(Commits());
    TRY_VOID(Scene("report, roll-up", [&] { return RollUpReports(); }));
    TRY_VOID(Scene("probe, roll-up", [&] { return RollUpProbes(); }));
    TRY_VOID(Scene("probe, rows", [&] {
      return Ask({"day", "user_id"}, {{"api_key_id", {"key_7"}, false}});
    }));
    TRY_VOID(Scene("report, rows", [&] { return Ask({"user_id", "api_key_id", "model"}); }));
    TRY_VOID(Scene("report, as of", [&] { return Ask({"day", "model"}, {}, kAsOf); }));
    TRY_VOID(Scene("rows", [&] { return Rows({}); }));
    TRY_VOID(Scene("rows, as of", [&] { return Rows(kAsOf); }));
    TRY_VOID(Scene("windows", [&] { return Done(store_->Windows(stream_, from_, to_)); }));
    TRY_VOID(Scene("revision", [&] { return Done(store_->RevisionAt(to_)); }));
    TRY_VOID(Scene("history", [&] { return Done(store_->WindowHistory(stream_, last_.start())); }));
    TRY_VOID(Scene("cursors", [&] { return Done(store_->HeldStreams(1)); }));
    TRY_VOID(Scene("cursors, reset", [&] {
      return Done(store_->ResetWindows(stream_, last_ - 3, {AttemptOutcome::kReset, "?", 1, 1}));
    }));
    TRY_VOID(Scene("lease", [&] { return TakeLease(); }));
    return Retention();
  }

 private:
  // Before the last day and its second content.
  static constexpr std::int64_t kAsOf = kDaysOfBenchMonth - 1;

  template <typename Work>
  Status Scene(const char* name, const Work& work) {
    recording_->scene = name;
    const Status done = work();
    recording_->scene.clear();
    return done;
  }
  template <typename Value>
  static Status Done(const Result<Value>& result) {
    return result ? Status() : Status(result.error());
  }
  Status Ask(std::vector<std::string> group_by, std::vector<DimensionFilter> filters = {},
             std::optional<std::int64_t> as_of = {}) {
    UsageQuery query;
    query.stream = stream_;
    query.group_by = std::move(group_by);
    query.filters = std::move(filters);
    query.as_of = as_of;
    return Done(store_->Aggregate(query));
  }

  Status Open() {
    TRY(const auto sources, store_->Sources());
    return Done(store_->EnsureStream(sources.front().id, StreamKey{}));
  }
  Status Commits() {
    WindowRead read = DayOfRows(last_, rows_, series_);
    GiveSource("a new day", &read);
    const auto commit = [&] { return Done(store_->CommitWindow(stream_, read, *series_, 1)); };
    TRY_VOID(Scene("commit, new", commit));
    for (std::size_t i = 0; i < read.rows.size(); i += 100) {
      read.rows[i].metrics.Set(MetricAt(0), 123'456);
    }
    read.read_at += kSecondsPerHour;
    GiveSource("a changed day", &read);
    TRY_VOID(Scene("commit, changed", commit));
    TRY_VOID(Scene("confirm", [&] {
      return store_->ConfirmWindow(stream_, read.start, read.read_at + kSecondsPerDay, 1);
    }));
    return Scene("attempt", [&] {
      return store_->RecordAttempt(stream_, read.start, read.end,
                                   {AttemptOutcome::kParked, "a test", 1, read.read_at});
    });
  }
  Status RollUpReports() {
    TRY_VOID(Ask({"day", "model"}));
    TRY_VOID(Ask({"project_id"}));
    return Ask({"day", "service_tier", "batch"});
  }
  Status RollUpProbes() {
    TRY_VOID(Ask({"day", "model"}, {{"project_id", {"proj_7"}, false}}));
    TRY_VOID(Ask({"day"}, {{"user_id", {"user_7"}, false}}));
    return Ask({"api_key_id"}, {{"project_id", {"proj_7"}, false}});
  }
  Status Rows(std::optional<std::int64_t> as_of) {
    return store_->ReadRows(stream_, last_.start() - kSecondsPerDay, last_.end(), as_of, series_,
                            [](const LedgerRow&) { return true; });
  }
  Status TakeLease() {
    TRY(const auto taken, store_->TakeLease("source:openai", "bench:1"));
    return store_->GiveBackLease(taken.lease);
  }
  Status Retention() {
    TRY(const auto windows, store_->Windows(stream_, from_, to_));
    std::vector<PruneTarget> targets;
    for (const WindowRecord& window : windows) {
      targets.push_back({stream_, window.start, window.revision});
    }
    const std::vector<PruneTarget> one = {targets.back()};
    targets.pop_back();
    TRY_VOID(
        Scene("prune, weighed", [&] { return Done(store_->WeighWindows(stream_, from_, to_)); }));
    TRY_VOID(Scene("prune, a day", [&] { return Done(store_->PruneWindows(one)); }));
    return Scene("prune, the month", [&] { return Done(store_->PruneWindows(targets)); });
  }

  LedgerStore* store_;
  std::int64_t stream_;
  int rows_;
  SeriesTable* series_;
  Recording* recording_;
  const Day last_ = kFirstBenchDay + (kDaysOfBenchMonth - 1);
  const UtcSeconds from_ = kFirstBenchDay.start();
  const UtcSeconds to_ = last_.end();
};

struct Access {
  std::string nodes;
  std::string faults;
};

// Partitions of a table count as the table.
std::string WithoutMonth(const std::string& name) {
  static const std::regex month("_[0-9]{4}_[0-9]{2}");
  return std::regex_replace(name, month, "");
}

Access OfPostgres(const std::vector<std::string>& plan) {
  static const std::regex node(
      R"(((?:Seq|Index|Index Only|Bitmap Index|Bitmap Heap|Tid|Sample) Scan)(?: Backward)?)"
      R"((?: using (\S+))?(?: on (\S+))?.*\(actual rows=(\d+) loops=(\d+)\))");
  static const std::regex removed(R"(Rows Removed by Filter: (\d+))");
  static const std::regex buffers(R"(Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?)");
  std::map<std::string, std::int64_t> read;
  std::vector<std::string> order;
  std::string last;
  std::int64_t loops = 1;
  std::optional<std::int64_t> pages;  // Of the whole statement: its top comes first.
  for (const std::string& line : plan) {
    std::smatch found;
    if (std::regex_search(line, found, node)) {
      const std::string by = found[2].matched ? found[2].str() : found[3].str();
      last = found[1].str() + " " + WithoutMonth(by);
      loops = std::stoll(found[5]);
      if (!read.contains(last)) order.push_back(last);
      read[last] += std::stoll(found[4]) * loops;
    } else if (std::regex_search(line, found, removed) && !last.empty()) {
      read[last] += std::stoll(found[1]) * loops;
    } else if (!pages && std::regex_search(line, found, buffers)) {
      pages = (found[1].matched ? std::stoll(found[1]) : 0) +
              (found[2].matched ? std::stoll(found[2]) : 0);
    }
  }
  Access access;
  for (const std::string& name : order) {
    access.nodes +=
        (access.nodes.empty() ? "" : ", ") + name + " (" + std::to_string(read[name]) + ")";
    if (name.rfind("Seq Scan", 0) == 0 && read[name] >= kLarge) access.faults += name + " ";
  }
  if (pages && !order.empty()) access.nodes += ", " + std::to_string(*pages) + " pages";
  return access;
}

// SQLite names a table by its alias in the statement.
std::string TableOf(const std::string& alias, const std::string& sql) {
  std::smatch found;
  const std::regex named("(\\w+) AS " + alias + "\\b");
  return std::regex_search(sql, found, named) ? found[1].str() : alias;
}

Access OfSqlite(const RecordedStatement& statement, const std::set<std::string>& large) {
  static const std::regex node(R"((SCAN|SEARCH) (\w+)(?: USING (.*))?)");
  Access access;
  for (const std::string& line : statement.plan) {
    std::smatch found;
    if (!std::regex_search(line, found, node)) continue;
    const std::string table = TableOf(found[2], statement.sql);
    const std::string text =
        found[1].str() + " " + table + (found[3].matched ? " " + found[3].str() : "");
    access.nodes += (access.nodes.empty() ? "" : ", ") + text;
    if (found[1] == "SCAN" && large.contains(table)) access.faults += text + " ";
  }
  return access;
}

Result<std::set<std::string>> LargeTables(SqlSession& session) {
  std::set<std::string> large;
  TRY(const auto tables, TablesOf(LedgerMigrations(), LedgerMigrations().back().version));
  for (const SchemaTable& table : tables) {
    TRY(const auto count, session.Prepare("SELECT COUNT(*) FROM " + table.name));
    TRY(const bool row, count->Step());
    if (row && count->Integer(0) >= kLarge) large.insert(table.name);
  }
  return large;
}

void Print(const Recording& recording, bool is_sqlite, const std::set<std::string>& large) {
  for (const RecordedStatement& statement : recording.statements) {
    Access access = is_sqlite ? OfSqlite(statement, large) : OfPostgres(statement.plan);
    if (access.nodes.empty()) access.nodes = "no table is read";
    std::printf("%s\t%s\t%lld\t%.2f\t%s\t%s\n", statement.scene.c_str(),
                OneLine(statement.sql, kShownOfStatement).c_str(),
                static_cast<long long>(statement.rows), statement.milliseconds,
                access.nodes.c_str(), access.faults.c_str());
  }
  for (const std::string& failure : recording.failures) {
    std::fprintf(stderr, "no plan: %s\n", failure.c_str());
  }
}

// Opens one more session each time.
using Opener = std::function<Result<std::unique_ptr<SqlSession>>()>;

Result<Recording> Record(const Opener& open, int rows, std::set<std::string>* large,
                         const std::function<void()>& settle) {
  SystemClock clock;
  SeriesTable series;
  std::int64_t stream_id = 0;
  {
    TRY(auto session, open());
    TRY(const auto store, OpenSqlLedger(std::move(session), EmptyDatabase::kCreateSchema, clock));
    TRY(const auto source, store->EnsureSource("openai", "openai"));
    TRY(const auto stream, store->EnsureStream(source.id, StreamKey{}));
    stream_id = stream.id;
    TRY_VOID(FillMonth(*store, stream_id, rows, kDaysOfBenchMonth - 1, &series));
  }
  settle();
  {
    TRY(const auto session, open());
    TRY(*large, LargeTables(*session));
  }
  Recording recording;
  TRY(auto session, open());
  TRY(const auto store, OpenSqlLedger(MakeRecordingSession(std::move(session), &recording),
                                      EmptyDatabase::kRefuse, clock));
  TRY_VOID(Scenes(store.get(), stream_id, rows, &series, &recording).All());
  return recording;
}

int Main(bool is_sqlite, int rows) {
  const TemporaryDirectory folder;
  SystemClock clock;
  PostgresServer* const server = is_sqlite ? nullptr : &PostgresServer::Shared();
  const std::string place = is_sqlite ? folder.File("ledger.db") : server->CreateDatabase();
  const Opener open = [&] {
    return is_sqlite ? OpenSqliteSession(place, SqliteMode::kWrite)
                     : OpenPostgresSession(server->Uri(place), clock);
  };
  // The tests' server has no autovacuum, which would do this within a minute.
  const auto settle = [&] {
    if (!is_sqlite) server->Execute(place, "VACUUM ANALYZE");
  };
  std::set<std::string> large;
  const auto recording = Record(open, rows, &large, settle);
  if (!recording) {
    std::fprintf(stderr, "%s\n", recording.error().message.c_str());
    return ExitCodeOf(recording.error().code);
  }
  Print(*recording, is_sqlite, large);
  return 0;
}

}  // namespace
}  // namespace cognitrack

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  const bool is_sqlite = std::string(argv[1]) == "sqlite";
  return cognitrack::Main(is_sqlite, std::atoi(argv[2]));
}
