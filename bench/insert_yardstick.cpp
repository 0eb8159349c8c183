// insert_yardstick LEDGER TARGET: the yardstick of ingestion. Reads the rows of a ledger into
// memory, then writes them with one bare prepared statement, a transaction a day, into a new SQLite
// file with the ledger's own clustering and durability, and prints "<rows> <seconds>".
#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/sqlite/sqlite_ledger.h"

namespace cognitrack {
namespace {

std::string CreateTable() {
  std::string sql =
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
      "CREATE TABLE usage(stream_id INTEGER NOT NULL, window_start INTEGER NOT NULL,"
      " series_id INTEGER NOT NULL, since INTEGER NOT NULL";
  for (const std::string_view name : kMetricNames) sql += ", " + std::string(name) + " INTEGER";
  return sql + ", PRIMARY KEY(stream_id, window_start, series_id)) STRICT, WITHOUT ROWID;";
}

std::string InsertStatement() {
  std::string sql = "INSERT INTO usage VALUES(1,?,?,1";
  for (std::size_t i = 0; i < kMetricCount; ++i) sql += ",?";
  return sql + ")";
}

void Bind(sqlite3_stmt* statement, const LedgerRow& row) {
  sqlite3_bind_int64(statement, 1, row.day.start());
  sqlite3_bind_int64(statement, 2, row.series);
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const auto value = row.metrics.Get(MetricAt(i));
    const int parameter = static_cast<int>(i) + 3;
    if (value) {
      sqlite3_bind_int64(statement, parameter, *value);
    } else {
      sqlite3_bind_null(statement, parameter);
    }
  }
}

Result<std::vector<LedgerRow>> RowsOf(LedgerStore& store) {
  std::vector<LedgerRow> rows;
  SeriesTable series;
  TRY(const std::vector<SourceRecord> sources, store.Sources());
  for (const SourceRecord& source : sources) {
    TRY(const std::vector<StreamRecord> streams, store.Streams(source.id));
    for (const StreamRecord& stream : streams) {
      TRY_VOID(store.ReadRows(stream.id, kFirstDay.start(), kLastDay.end(), std::nullopt, &series,
                              [&rows](const LedgerRow& row) {
                                rows.push_back(row);
                                return true;
                              }));
    }
  }
  return rows;
}

double InsertAll(const std::vector<LedgerRow>& rows, const char* target) {
  sqlite3* database = nullptr;
  sqlite3_open(target, &database);
  sqlite3_exec(database, CreateTable().c_str(), nullptr, nullptr, nullptr);
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(database, InsertStatement().c_str(), -1, &insert, nullptr);
  const auto begun = std::chrono::steady_clock::now();
  Day day{-1};
  for (const LedgerRow& row : rows) {
    if (row.day != day) {
      if (day.number >= 0) sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr);
      sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
      day = row.day;
    }
    Bind(insert, row);
    sqlite3_step(insert);
    sqlite3_reset(insert);
  }
  sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
  sqlite3_finalize(insert);
  sqlite3_close(database);
  return taken.count();
}

int Main(const char* ledger, const char* target) {
  SystemClock clock;
  auto store = OpenSqliteLedger(ledger, DatabaseAccess::kRead, clock);
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().message.c_str());
    return 69;
  }
  const auto rows = RowsOf(**store);
  if (!rows) {
    std::fprintf(stderr, "%s\n", rows.error().message.c_str());
    return 69;
  }
  std::printf("%zu %.3f\n", rows->size(), InsertAll(*rows, target));
  return 0;
}

}  // namespace
}  // namespace cognitrack

int main(int argc, char** argv) { return argc == 3 ? cognitrack::Main(argv[1], argv[2]) : 64; }
