// A ledger in an SQLite file and exports beside it, for tests of the parity check.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "formats/parity_json.h"
#include "ingest/import_export.h"
#include "ingest/parity_check.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/test_ledger.h"

namespace cognitrack {

class LastProgress : public Progress {
 public:
  void Report(const ProgressReport& report) override {
    ++reports;
    last = report;
  }
  int reports = 0;
  ProgressReport last;
};

// Noon of 2030-01-01: every day of the tests is long over.
inline constexpr UtcSeconds kParityNow = 1'893'499'200;

class ParityLedger : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.source = "openai";
    options_.stop_requested = [] { return false; };
  }

  void Import(const std::vector<std::string>& files) {
    ImportOptions options;
    options.source = "openai";
    options.files = files;
    options.stop_requested = [] { return false; };
    ASSERT_OK(ImportExports(options, *ledger_, ledger_.clock, progress_));
  }
  // Stores a day as the API would have given it.
  void Commit(const WindowRead& read) {
    ASSERT_OK(ledger_->CommitWindow(ledger_.Stream(), read, series_, 1));
  }
  Result<ParityDocument> Check(const std::vector<std::string>& files) {
    options_.files = files;
    return CheckParity(options_, {*ledger_, ledger_.clock, *spawner_, progress_});
  }
  ParityDocument Document(const std::vector<std::string>& files) {
    Result<ParityDocument> document = Check(files);
    EXPECT_OK(document);
    return document ? *std::move(document) : ParityDocument();
  }
  std::string Write(const std::string& name, const std::string& bytes) {
    return directory_.Write(name, bytes);
  }

  TemporaryDirectory directory_;
  TestLedger ledger_{kParityNow};
  InlineSpawner inline_spawner_;
  Spawner* spawner_ = &inline_spawner_;
  LastProgress progress_;
  SeriesTable series_;
  ParityOptions options_;
};

}  // namespace cognitrack
