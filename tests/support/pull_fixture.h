// A ledger, a provider and a clock for tests of pulls. Today is 2026-04-01, nine in the morning.
// Pulls ask for completions alone, unless `surfaces` says otherwise (empty: every surface).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ingest/pull.h"
#include "tests/support/fake_provider.h"
#include "tests/support/test_ledger.h"

namespace cognitrack {

class CountingProgress : public Progress {
 public:
  void Report(const ProgressReport& report) override { reports.push_back(report); }
  std::vector<ProgressReport> reports;
};

class PullFixture {
 public:
  static constexpr Day kToday{20'544};

  PullFixture() : ledger(kToday.start() + 9 * kSecondsPerHour) {}

  PullEnvironment Environment() {
    return {*ledger, provider, ledger.clock,
            spawner, progress, [this] { return stop_after-- == 0; }};
  }
  Result<PullSummary> RunIngest(IngestOptions options = {}) {
    options.source = source;
    options.surfaces = surfaces;
    return Ingest(options, Environment());
  }
  Result<PullSummary> RunBackfill(Day start, Day end, int chunk_days, bool resume = false) {
    BackfillOptions options;
    options.source = source;
    options.surfaces = surfaces;
    options.start = start;
    options.end = end;
    options.chunk_days = chunk_days;
    options.resume = resume;
    return Backfill(options, Environment());
  }
  // One row for each day of [start, end].
  void FillUse(Day start, Day end, const std::string& project = "proj_alpha") {
    for (Day day = start; day <= end; day = day + 1) {
      provider.use[day] = {{project, "gpt-a", day.number % 7 + 1, day.number % 100 + 10}};
    }
  }
  std::vector<std::string> Lines(Day day) {
    return ledger.Lines(ledger.Stream(source), FormatDay(day));
  }
  std::vector<WindowRecord> Windows() {
    auto windows = ledger->Windows(ledger.Stream(source), kFirstDay.start(), kLastDay.end());
    CHECK(windows.has_value(), "a test's windows can be read");
    return *windows;
  }

  TestLedger ledger;
  FakeProvider provider;
  InlineSpawner spawner;
  CountingProgress progress;
  std::string source = "openai";
  std::vector<std::string> surfaces = {"completions"};
  int stop_after =
      -1;  // Times that the run may ask whether to stop before it is told to; -1: never.
};

}  // namespace cognitrack
