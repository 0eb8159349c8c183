// SimWorld: the product's own ingest, OpenAI adapter and SQLite ledger against the twin, on virtual
// time, night after night, with faults drawn from one seed: throttling, outages, broken pages, a
// database that fails or dies between two calls, requests to stop, nights on which nothing ran.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "ingest/pull.h"
#include "tests/sim/sim_truth.h"
#include "tests/support/failing_ledger.h"
#include "tests/support/test_ledger.h"
#include "twin/faults.h"

namespace cognitrack {

class SimWorld {
 public:
  explicit SimWorld(std::uint64_t seed);

  // The nights with faults, then those without, which must mend everything.
  void Run();
  // What is wrong in the end: days of any surface that differ from the truth, gaps, a cursor that
  // is off.
  std::vector<std::string> Wrongs();
  // What happened, one line an event; the same for the same seed.
  const std::vector<std::string>& trace() const { return trace_; }

 private:
  struct Night {
    std::vector<twin::Fault> faults;
    std::int64_t failing_call = 0;  // 0: none.
    FailingLedger::Mode mode = FailingLedger::Mode::kBefore;
    bool for_ever = false;
    int stop_after = -1;  // Times that the run asks whether to stop; -1: never.
  };

  Night DrawNight();
  void PassUntilNextNight(int nights);
  void RunOnce(const Night& night, bool backfill);
  Result<PullSummary> Pull(PullEnvironment environment, bool backfill);
  void CheckCursors();
  void CheckCursor(const StreamRecord& stream);
  void CheckSurface(std::string_view surface, std::vector<std::string>* wrongs);
  void Trace(const Result<PullSummary>& summary);

  SeededRandom random_;
  SimTruth truth_;
  TestLedger ledger_;
  InlineSpawner spawner_;
  bool backfilled_ = false;
  std::map<std::int64_t, std::optional<Day>> last_cursors_;  // By stream.
  std::vector<std::string> trace_;
  std::vector<std::string> wrongs_;
};

}  // namespace cognitrack
