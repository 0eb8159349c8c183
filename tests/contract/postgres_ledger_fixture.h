// A ledger in a PostgreSQL database of a test's own, with two contents of one of its days.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/check.h"
#include "store/postgres/postgres_ledger.h"
#include "tests/contract/ledger_backend.h"
#include "tests/support/ledger_dump.h"
#include "tests/support/postgres_server.h"

namespace cognitrack {

inline constexpr std::string_view kDay = "2026-03-05";

inline WindowRead Held(SeriesTable& series) {
  WindowRead read = WindowOf(series, kDay, R"(
      project_id  model  region | input_tokens  thinking_units
      proj_alpha  gpt-a  mars   | 10            1
      proj_alpha  gpt-b  mars   | 20            2)");
  GiveSource("held", &read);
  return read;
}

inline WindowRead Changed(SeriesTable& series) {
  WindowRead read = WindowOf(series, kDay, R"(
      project_id  model  region | input_tokens  thinking_units
      proj_alpha  gpt-a  mars   | 11            1
      proj_beta   gpt-d  venus  | 40            4)");
  read.read_at += 100;
  GiveSource("changed", &read);
  return read;
}

class PostgresLedgerTest : public ::testing::Test {
 protected:
  PostgresLedgerTest() : database_(server_.CreateDatabase()) {}
  ~PostgresLedgerTest() override { server_.DropDatabase(database_); }

  Result<std::unique_ptr<LedgerStore>> Open(const std::string& user = "postgres",
                                            DatabaseAccess access = DatabaseAccess::kWrite) {
    return OpenPostgresLedger(server_.Uri(database_, user), access, clock_);
  }
  std::unique_ptr<LedgerStore> MustOpen() {
    auto store = Open();
    CHECK(store.has_value(), "the ledger can be opened");
    return std::move(*store);
  }
  static void MakeStream(LedgerStore& store) {
    const auto source = store.EnsureSource("openai", "openai");
    ASSERT_OK(source);
    ASSERT_OK(store.EnsureStream(source->id, StreamKey{}));
  }
  Status Commit(LedgerStore& store, const WindowRead& read) {
    const auto outcome = store.CommitWindow(1, read, series_, 2);
    return outcome ? Status() : outcome.error();
  }

  PostgresServer& server_ = PostgresServer::Shared();
  FakeClock clock_{kTestNow};
  SeriesTable series_;
  std::string database_;
};

}  // namespace cognitrack
