// Writer: one process of several on a ledger in PostgreSQL, with a provider of its own that tells
// the same truth to all of them.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <string>

#include "base/check.h"
#include "ingest/pull.h"
#include "store/postgres/postgres_ledger.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_provider.h"
#include "tests/support/postgres_server.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {

inline constexpr Day kWritersToday{20'544};  // 2026-04-01.

class Writer {
 public:
  Writer(const std::string& uri, std::string process, UtcSeconds now)
      : clock(now), process_(std::move(process)) {
    auto opened = OpenPostgresLedger(uri, DatabaseAccess::kWrite, clock);
    CHECK(opened.has_value(), "the ledger can be opened");
    store = std::move(*opened);
    for (Day day = kWritersToday - 60; day <= kWritersToday; day = day + 1) {
      provider.use[day] = {{"proj_alpha", "gpt-a", day.number % 7 + 1, day.number % 100 + 10}};
    }
  }

  PullEnvironment Environment() {
    PullEnvironment environment{*store, provider, clock, *spawner, progress, [] { return false; }};
    environment.process = process_;
    return environment;
  }
  Result<PullSummary> RunIngest() {
    IngestOptions options;
    options.source = "openai";
    options.surfaces = {"completions"};
    options.scheduled = true;
    return Ingest(options, Environment());
  }
  Result<PullSummary> RunBackfill(Day start, Day end, bool resume = false) {
    BackfillOptions options;
    options.source = "openai";
    options.surfaces = {"completions"};
    options.start = start;
    options.end = end;
    options.chunk_days = 5;
    options.resume = resume;
    return Backfill(options, Environment());
  }

  FakeClock clock;
  FakeProvider provider;
  std::unique_ptr<LedgerStore> store;
  ThreadSpawner threads;
  InlineSpawner in_place;
  Spawner* spawner = &threads;

 private:
  class Silence : public Progress {
   public:
    void Report(const ProgressReport&) override {}
  };

  std::string process_;
  Silence progress;
};

class WritersTest : public ::testing::Test {
 protected:
  WritersTest() : database_(server_.CreateDatabase()) {}
  ~WritersTest() override { server_.DropDatabase(database_); }

  std::unique_ptr<Writer> MakeWriter(const std::string& process) {
    return std::make_unique<Writer>(server_.Uri(database_), process, kStart);
  }

  const UtcSeconds kStart = kWritersToday.start() + 9 * kSecondsPerHour;

  PostgresServer& server_ = PostgresServer::Shared();
  std::string database_;
};

}  // namespace cognitrack
