// The databases that the contract of LedgerStore is tested on. A new adapter joins with one entry.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "store/ledger_store.h"
#include "store/service_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/result_matchers.h"
#include "tests/support/window_table.h"

namespace cognitrack {

// One fresh, empty database, and as many stores on it, one after the other, as a test opens; stores
// of the service beside them.
class LedgerDatabase {
 public:
  virtual ~LedgerDatabase() = default;
  Result<std::unique_ptr<LedgerStore>> Open(Clock& clock) { return OpenFor(clock, {}); }
  virtual Result<std::unique_ptr<LedgerStore>> OpenFor(Clock& clock, TeamId team) = 0;
  virtual Result<std::unique_ptr<ServiceStore>> OpenService(Clock& clock, TeamId team) = 0;
  // SQL of both databases, as somebody who gets at the database would give it.
  virtual void Execute(const std::string& sql) = 0;
};

struct LedgerBackend {
  std::string name;
  std::unique_ptr<LedgerDatabase> (*make)();
  int cost = 1;  // How much dearer a statement is than in SQLite: tests of many rounds do fewer.
};

std::vector<LedgerBackend> LedgerBackends();
inline void PrintTo(const LedgerBackend& backend, std::ostream* out) { *out << backend.name; }

// Noon of 2026-04-01: the days of the tests are over, and not yet settled by age.
inline constexpr UtcSeconds kTestNow = 1'775'044'800;

class LedgerStoreContract : public ::testing::TestWithParam<LedgerBackend> {
 protected:
  void SetUp() override;
  void Reopen();

  Result<CommitOutcome> Commit(const WindowRead& read, std::int64_t run_id = 1) {
    return store_->CommitWindow(stream_, read, series_, run_id);
  }
  WindowRead Window(std::string_view day, std::string_view table) {
    return WindowOf(series_, day, table);
  }
  // The rows held of a day, as at a revision.
  std::vector<std::string> Lines(std::string_view day,
                                 std::optional<std::int64_t> as_of = std::nullopt);
  WindowRecord Record(std::string_view day);
  static UtcSeconds Start(std::string_view day) { return ParseDay(day)->start(); }

  FakeClock clock_{kTestNow};
  std::unique_ptr<LedgerDatabase> database_;
  std::unique_ptr<LedgerStore> store_;
  SeriesTable series_;
  std::int64_t source_ = 0;
  std::int64_t stream_ = 0;
};

#define INSTANTIATE_LEDGER_CONTRACT(suite)                                         \
  INSTANTIATE_TEST_SUITE_P(Backends, suite, ::testing::ValuesIn(LedgerBackends()), \
                           [](const auto& backend_info) { return backend_info.param.name; })

}  // namespace cognitrack
