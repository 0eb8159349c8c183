#include "tests/contract/ledger_backend.h"

#include "store/postgres/postgres_ledger.h"
#include "store/sqlite/sqlite_ledger.h"
#include "store/sqlite/sqlite_session.h"
#include "tests/support/postgres_server.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

class SqliteDatabase : public LedgerDatabase {
 public:
  Result<std::unique_ptr<LedgerStore>> OpenFor(Clock& clock, TeamId team) override {
    return OpenSqliteLedger(path(), DatabaseAccess::kWrite, clock, team);
  }
  Result<std::unique_ptr<ServiceStore>> OpenService(Clock& clock, TeamId team) override {
    return OpenSqliteServiceStore(path(), clock, team);
  }
  void Execute(const std::string& sql) override {
    const auto session = OpenSqliteSession(path(), SqliteMode::kBeside);
    CHECK(session && (*session)->Execute(sql + ";"), "a test's SQL can be executed");
  }

 private:
  std::string path() const { return directory_.File("ledger.db"); }
  TemporaryDirectory directory_;
};

// Making a database takes the server longer than most tests take: one that a test is done with is
// emptied for the next. Ids begin at 1 again.
class DatabasePool {
 public:
  std::string Take() {
    if (idle_.empty()) {
      PostgresServer& server = PostgresServer::Shared();
      const std::string name = server.CreateDatabase();
      FakeClock clock(kTestNow);
      CHECK(OpenPostgresLedger(server.Uri(name), DatabaseAccess::kWrite, clock).has_value(),
            "a ledger can be made");
      return name;
    }
    std::string name = std::move(idle_.back());
    idle_.pop_back();
    return name;
  }
  void GiveBack(std::string name) {
    PostgresServer::Shared().Execute(
        name,
        "SET session_replication_role = replica; DO $$ DECLARE t TEXT; BEGIN FOR t IN SELECT "
        "relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN "
        "('r', 'p') AND NOT relispartition AND relname NOT IN ('schema_migrations', 'teams') LOOP "
        "EXECUTE 'DELETE FROM ' || t; END LOOP; DELETE FROM teams WHERE id <> 1; END $$");
    idle_.push_back(std::move(name));
  }

 private:
  std::vector<std::string> idle_;
};

DatabasePool& Pool() {
  static DatabasePool pool;
  return pool;
}

class PostgresDatabase : public LedgerDatabase {
 public:
  PostgresDatabase() : name_(Pool().Take()) {}
  ~PostgresDatabase() override { Pool().GiveBack(name_); }
  Result<std::unique_ptr<LedgerStore>> OpenFor(Clock& clock, TeamId team) override {
    return OpenPostgresLedger(Uri(), DatabaseAccess::kWrite, clock, {}, team);
  }
  Result<std::unique_ptr<ServiceStore>> OpenService(Clock& clock, TeamId team) override {
    return OpenPostgresServiceStore(Uri(), clock, {}, team);
  }
  void Execute(const std::string& sql) override { PostgresServer::Shared().Execute(name_, sql); }

 protected:
  virtual std::string Uri() const { return PostgresServer::Shared().Uri(name_); }
  std::string name_;
};

// Through a pooler that hands out a server's connection for one transaction at a time: two of them,
// by turns, so that nothing can be left on one for the next transaction.
class PooledDatabase : public PostgresDatabase {
  std::string Uri() const override {
    static const PgBouncer bouncer(PostgresServer::Shared());
    return bouncer.Uri(name_);
  }
};

template <typename Database>
std::unique_ptr<LedgerDatabase> Make() {
  return std::make_unique<Database>();
}

}  // namespace

std::vector<LedgerBackend> LedgerBackends() {
  return {{"Sqlite", Make<SqliteDatabase>},
          {"Postgres", Make<PostgresDatabase>, 5},
          {"PgBouncer", Make<PooledDatabase>, 25}};
}

void LedgerStoreContract::SetUp() {
  database_ = GetParam().make();
  Reopen();
  const auto source = store_->EnsureSource("openai", "openai");
  ASSERT_OK(source);
  source_ = source->id;
  const auto stream = store_->EnsureStream(source_, StreamKey{});
  ASSERT_OK(stream);
  stream_ = stream->id;
}

void LedgerStoreContract::Reopen() {
  store_.reset();
  auto opened = database_->Open(clock_);
  ASSERT_OK(opened);
  store_ = std::move(*opened);
}

std::vector<std::string> LedgerStoreContract::Lines(std::string_view day,
                                                    std::optional<std::int64_t> as_of) {
  SeriesTable series;
  std::vector<UsageRow> rows;
  EXPECT_OK(store_->ReadRows(stream_, Start(day), Start(day) + 1, as_of, &series,
                             [&rows](const LedgerRow& row) {
                               rows.push_back({row.series, row.metrics});
                               return true;
                             }));
  return LinesOf(rows, series);
}

WindowRecord LedgerStoreContract::Record(std::string_view day) {
  auto records = store_->Windows(stream_, Start(day), Start(day) + 1);
  EXPECT_THAT(records, IsOkAndHolds(::testing::SizeIs(1)));
  return records && records->size() == 1 ? records->front() : WindowRecord{};
}

}  // namespace cognitrack
