// The HTTP interface over a ledger in a file, without sockets, on virtual time: what Serve() wires.
#pragma once

#include <optional>
#include <sstream>
#include <string>

#include "api/api.h"
#include "base/random.h"
#include "base/spawner.h"
#include "tests/support/test_ledger.h"

namespace cognitrack {

class ApiFixture {
 public:
  inline static const std::string kCronSecret = std::string(32, 's');
  static constexpr UtcSeconds kNow = 1'775'000'000;  // 2026-03-31T23:33:20Z.

  // With accounts and an audit log, where asked for.
  explicit ApiFixture(bool has_accounts = false) : has_accounts_(has_accounts) {
    CHECK(Open(DatabaseAccess::kWrite).has_value(), "a test's ledger can be made");
    environment_.open_ledger = [this](const DatabaseLocation& place, DatabaseAccess access) {
      return OpenSqliteLedger(place.path, access, clock_);
    };
    environment_.run_observer = &telemetry_;
  }

  std::string path() const { return directory_.File("ledger.db"); }
  std::string log() const { return log_text_.str(); }
  Result<std::unique_ptr<LedgerStore>> Open(DatabaseAccess access) {
    return OpenSqliteLedger(path(), access, clock_);
  }

  ServerRequest Request(const std::string& path, const std::string& bearer = "") const {
    ServerRequest request;
    request.method = "GET";
    request.path = path;
    request.headers = {{"host", "localhost"}};
    if (!bearer.empty()) request.headers.emplace_back("authorization", "Bearer " + bearer);
    request.peer = "127.0.0.1";
    request.from_loopback = true;
    return request;
  }
  ServerResponse Get(const std::string& path, const std::string& query = "",
                     const std::string& bearer = "") {
    ServerRequest request = Request(path, bearer);
    request.query = query;
    return api_.Answer(request);
  }
  // 42 input tokens of 2026-03-05, in two projects.
  Status FillUsage() {
    TRY(const auto store, Open(DatabaseAccess::kWrite));
    TRY(const SourceRecord source, store->EnsureSource("openai", "openai"));
    TRY(const StreamRecord stream, store->EnsureStream(source.id, StreamKey{}));
    SeriesTable series;
    TRY(const CommitOutcome stored, store->CommitWindow(stream.id,
                                                        WindowOf(series, "2026-03-05",
                                                                 "project_id model | input_tokens\n"
                                                                 "proj_a gpt-a | 10\n"
                                                                 "proj_b gpt-a | 32"),
                                                        series, 1));
    static_cast<void>(stored);
    return {};
  }

 protected:
  bool has_accounts_;
  TemporaryDirectory directory_;
  FakeClock clock_{kNow};
  SeededRandom random_{1};
  ThreadSpawner spawner_;
  std::ostringstream out_, err_, log_text_;
  CommandOptions service_ = [this] {
    CommandOptions options;
    options.database = "sqlite:" + path();
    return options;
  }();
  CliEnvironment environment_{.clock = clock_,
                              .spawner = spawner_,
                              .random = random_,
                              .out = out_,
                              .err = err_,
                              .variable = [](const std::string&) { return std::nullopt; },
                              .open_ledger = {},
                              .make_provider = {}};
  bool is_away_ = false;
  bool is_older_ = false;
  bool is_draining_ = false;
  std::optional<std::uint64_t> disk_free_ = std::uint64_t{1} << 30;
  LedgerPool pool_{[this]() -> Result<std::unique_ptr<LedgerStore>> {
                     if (is_away_) return Error{ErrorCode::kUnavailable, "the server is away"};
                     if (is_older_) return Error{ErrorCode::kConfig, "an older schema"};
                     return Open(DatabaseAccess::kRead);
                   },
                   2, std::chrono::milliseconds(0), clock_};
  Log log_{log_text_, LogFormat::kText, LogLevel::kInfo, clock_};
  ServiceTelemetry telemetry_{log_, clock_, random_};
  LedgerVerbs verbs_{
      environment_, pool_, service_,
      [this](std::string_view verb, const Error& error) { telemetry_.OnVerbFailed(verb, error); }};
  LedgerGauges gauges_{pool_, std::nullopt, clock_,
                       [this](const Error& error) { telemetry_.OnVerbFailed("", error); }};
  ServiceState state_{[this] { return pool_.occupancy(); }, [] { return std::size_t{3}; },
                      [this] { return disk_free_; }, [this] { return is_draining_; }};
  MetricsPage metrics_{telemetry_.instruments(), gauges_, state_};
  ServiceDesk::Opener open_service_ = [this]() -> ServiceDesk::Opener {
    if (!has_accounts_) return {};
    return [this] { return OpenSqliteServiceStore(path(), clock_); };
  }();
  Api api_{verbs_,
           open_service_,
           {Secret(), Secret(kCronSecret)},
           clock_,
           random_,
           {telemetry_, state_, metrics_},
           {1 << 20, directory_.path().string()}};
};

}  // namespace cognitrack
