// CommandLine: runs the program in this process and keeps what it said.
#pragma once

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "base/spawner.h"
#include "cli/command_line.h"
#include "providers/openai/openai_bucket_reader.h"
#include "providers/openai/openai_readings.h"
#include "store/sqlite/sqlite_ledger.h"
#include "store/sqlite/sqlite_session.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_names_provider.h"
#include "tests/support/fake_provider.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {

struct Said {
  int exit_code = -1;
  std::string out;
  std::string err;
};

class CommandLine : public ::testing::Test {
 protected:
  Said Run(std::vector<std::string> arguments) {
    std::ostringstream out, err;
    CliEnvironment environment{
        .clock = clock_,
        .spawner = spawner_,
        .random = random_,
        .out = out,
        .err = err,
        .variable =
            [this](const std::string& name) {
              const auto found = variables_.find(name);
              return found == variables_.end() ? std::nullopt
                                               : std::optional<std::string>(found->second);
            },
        .open_ledger =
            [this](const DatabaseLocation& location, DatabaseAccess access) {
              return OpenSqliteLedger(location.path, access, clock_);
            },
        .open_service_store =
            [this](const DatabaseLocation& location) {
              return OpenSqliteServiceStore(location.path, clock_);
            },
        .make_provider =
            [this](const std::string&, ProviderSettings settings) {
              return MakeProvider(std::move(settings));
            },
        .make_names_provider = [this](const std::string&,
                                      ProviderSettings) -> Result<std::unique_ptr<NamesProvider>> {
          return std::unique_ptr<NamesProvider>(std::make_unique<BorrowedNames>(&names_));
        },
        .make_page_recorder =
            [this](const std::string&, ProviderSettings settings) {
              return MakeRecorder(std::move(settings));
            },
        .make_bucket_reader = [this](const std::string&,
                                     int reading) { return MakeReader(reading); },
        .readings = readings_,
        .open_schema =
            [this](const DatabaseLocation& location, DatabaseAccess access) {
              return OpenSqliteSchema(location.path, access, clock_);
            },
    };
    environment.ask = ask_;
    if (has_service_) {
      environment.open_service_store = [this](const DatabaseLocation& location) {
        return OpenSqliteServiceStore(location.path, clock_);
      };
    }
    Said said;
    said.exit_code = RunCommandLine(arguments, environment);
    said.out = out.str();
    said.err = err.str();
    return said;
  }
  // The document that the command prints with --json; the exit code goes to `exit_code`.
  boost::json::object Json(std::vector<std::string> arguments, int exit_code = 0) {
    arguments.emplace_back("--json");
    const Said said = Run(std::move(arguments));
    EXPECT_EQ(said.exit_code, exit_code) << said.err;
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(said.out, error);
    EXPECT_FALSE(error) << said.out;
    return value.is_object() ? value.get_object() : boost::json::object();
  }
  std::string Write(const std::string& name, const std::string& text) {
    return directory_.Write(name, text);
  }
  // None, unless a suite has one.
  virtual Result<std::unique_ptr<PageRecorder>> MakeRecorder(ProviderSettings) {
    return Error{ErrorCode::kConfig, "no recorder"};
  }
  virtual Result<std::unique_ptr<BucketReader>> MakeReader(int reading) {
    return MakeOpenAiBucketReader(reading);
  }
  // Another provider than the fake one, where a suite has one.
  virtual Result<std::unique_ptr<UsageProvider>> MakeProvider(ProviderSettings) {
    return std::unique_ptr<UsageProvider>(std::make_unique<Borrowed>(&provider_));
  }

  // 2026-03-05, long before the fake clock's now.
  static constexpr UtcSeconds kDay = 1'772'668'800;
  static std::string Times(int day) {
    const UtcSeconds start = kDay + day * kSecondsPerDay;
    return std::to_string(start) + "," + std::to_string(start + kSecondsPerDay);
  }

  TemporaryDirectory directory_;
  FakeClock clock_{1'790'000'000};
  InlineSpawner spawner_;
  SeededRandom random_{1};
  FakeProvider provider_;
  FakeNamesProvider names_;
  std::vector<ReadingSpec> readings_ = OpenAiReadings();
  bool has_service_ = false;  // Whether there are accounts and an audit log.
  std::function<std::optional<std::string>(const std::string&)> ask_;  // Nobody is there.
  std::map<std::string, std::string> variables_{
      {"COGNITRACK_DB", "sqlite:" + directory_.File("ledger.db")}, {"OPENAI_ADMIN_KEY", "sk-x"}};

 private:
  class BorrowedNames : public NamesProvider {
   public:
    explicit BorrowedNames(FakeNamesProvider* lender) : lender_(lender) {}
    std::string_view name() const override { return lender_->name(); }
    Result<NamesRead> List(const NamesQuery& query) override { return lender_->List(query); }
    const FetchCounters& counters() const override { return lender_->counters(); }

   private:
    FakeNamesProvider* lender_;
  };
  class Borrowed : public UsageProvider {
   public:
    explicit Borrowed(FakeProvider* lender) : lender_(lender) {}
    std::string_view name() const override { return lender_->name(); }
    Result<PullResult> Read(const PullQuery& query, const KnownContentOf& known,
                            SeriesTable* series) override {
      return lender_->Read(query, known, series);
    }
    const FetchCounters& counters() const override { return lender_->counters(); }

   private:
    FakeProvider* lender_;
  };
};

}  // namespace cognitrack
