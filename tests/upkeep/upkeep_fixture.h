// UpkeepTest: a ledger in a file, with two further migrations that the program does not have.
#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "store/sql_ledger.h"
#include "store/sqlite/sqlite_ledger.h"
#include "store/sqlite/sqlite_session.h"
#include "tests/support/fake_clock.h"
#include "tests/support/ledger_dump.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/window_table.h"
#include "upkeep/restore.h"
#include "upkeep/schema_change.h"

namespace cognitrack {

// The program's migrations as one, then: a table; and a column in it, and one of runs.
inline const std::vector<Migration>& LongerMigrations() {
  static const auto kScripts = [] {
    std::pair<std::string, std::string> scripts;
    for (const Migration& migration : LedgerMigrations()) {
      scripts.first += migration.sql;
      scripts.second = std::string(migration.down) + scripts.second;
    }
    return scripts;
  }();
  static const std::vector<Migration> kMigrations = [] {
    std::vector<Migration> all = {{1, "ledger", kScripts.first, kScripts.second}};
    const int next = all.back().version + 1;
    all.push_back({next, "marks",
                   "CREATE TABLE marks (\n  id {integer} PRIMARY KEY,\n  text {text} NOT NULL,\n"
                   "  source_id {integer} REFERENCES sources (id)\n) {table};\n"
                   "CREATE INDEX marks_by_source ON marks (source_id);\n",
                   "DROP TABLE marks;\n"});
    all.push_back({next + 1, "colours",
                   "ALTER TABLE marks ADD COLUMN colour {text};\n"
                   "ALTER TABLE runs ADD COLUMN mood {integer};\n",
                   "ALTER TABLE marks DROP COLUMN colour;\nALTER TABLE runs DROP COLUMN mood;\n"});
    return all;
  }();
  return kMigrations;
}

class UpkeepTest : public ::testing::Test {
 protected:
  static constexpr UtcSeconds kNow = 1'775'044'800;  // Noon of 2026-04-01.

  std::string path() const { return directory_.File("ledger.db"); }
  DatabaseLocation place() const { return {DatabaseLocation::Kind::kSqlite, path()}; }
  std::span<const Migration> migrations() const { return {LongerMigrations().data(), known_}; }
  int newest() const { return migrations().back().version; }

  Result<std::unique_ptr<LedgerStore>> OpenStore(const std::string& path) {
    TRY(auto session, OpenSqliteSession(path, SqliteMode::kWrite));
    return OpenSqlLedger(std::move(session), EmptyDatabase::kCreateSchema, clock_, migrations());
  }
  // Two days, one of them rewritten, with an unknown metric and archived bytes.
  void Fill(const std::string& path, std::int64_t tokens = 10) {
    auto store = OpenStore(path);
    ASSERT_OK(store);
    ASSERT_OK((*store)->EnsureSource("openai", "openai"));
    ASSERT_OK((*store)->EnsureStream(1, StreamKey{}));
    Commit(**store, "2026-03-05", tokens);
    Commit(**store, "2026-03-06", 20);
    Commit(**store, "2026-03-05", tokens + 1);
    RunRecord run;
    run.verb = "ingest";
    run.outcome = "ok";
    run.chunks.push_back({0, Day{20500}, Day{20501}, true, {}});
    ASSERT_OK((*store)->StartRun(run));
  }
  void Commit(LedgerStore& store, const std::string& day, std::int64_t tokens) {
    SeriesTable series;
    WindowRead read =
        WindowOf(series, day,
                 "project_id model region | input_tokens odd_units\n"
                 "proj_alpha gpt-a mars | " +
                     std::to_string(tokens) + " 1\n" + "proj_beta gpt-b mars | 7 2\n");
    read.read_at = kNow + tokens;
    GiveSource(day + std::to_string(tokens), &read);
    ASSERT_OK(store.CommitWindow(1, read, series, 1));
  }
  std::string Dump(const std::string& path) {
    auto store = OpenStore(path);
    return store ? DumpOf(**store, 1) : "error: " + store.error().message;
  }
  std::unique_ptr<LedgerSchema> Open(const std::string& path, DatabaseAccess access) {
    auto schema = OpenSqliteSchema(path, access, clock_, migrations());
    EXPECT_OK(schema);
    return schema ? std::move(*schema) : nullptr;
  }
  std::unique_ptr<LedgerSchema> Writer() { return Open(path(), DatabaseAccess::kWrite); }
  std::unique_ptr<LedgerSchema> Reader() { return Open(path(), DatabaseAccess::kRead); }
  int HeldIn(const std::string& path) {
    const auto schema = Open(path, DatabaseAccess::kRead);
    const auto state = schema->State();
    return state ? state->Held() : -1;
  }
  // The schema as SQLite keeps it.
  std::string SchemaOf(const std::string& path) {
    auto session = OpenSqliteSession(path, SqliteMode::kRead);
    EXPECT_OK(session);
    auto query = (*session)->Prepare("SELECT COALESCE(sql, name) FROM sqlite_master ORDER BY 1");
    EXPECT_OK(query);
    std::string text;
    for (auto row = (*query)->Step(); row && *row; row = (*query)->Step()) {
      text += std::string((*query)->Text(0)) + ";\n";
    }
    return text;
  }
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  TemporaryDirectory directory_;
  FakeClock clock_{kNow};
  std::size_t known_ = 1;
  SchemaOpener open_ = [this](const DatabaseLocation& location, DatabaseAccess access) {
    return OpenSqliteSchema(location.path, access, clock_, migrations());
  };
  BackupParts parts_{clock_, open_, [](const std::string&) { return std::uint64_t{1} << 40; }};
};

}  // namespace cognitrack
