// Rehearsal: scheduler, ingest and parity as they are, against a made-up provider, for some days of
// virtual time, in a database of its own. The same seed and faults give the same summary.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/spawner.h"
#include "cli/command_line.h"
#include "rehearsal/rehearsal_faults.h"
#include "rehearsal/rehearsal_world.h"
#include "rehearsal/virtual_clock.h"

namespace cognitrack {

struct RehearsalOptions {
  int hours = 48;
  std::uint64_t seed = 1;
  std::string faults;
  std::string directory;  // Exists, and is empty.
};

// What the process is wired from, but for what a rehearsal puts in its place.
struct RehearsalPorts {
  MakeWorld make_world;
  std::function<CliEnvironment(Clock&, Spawner&, Random&, HttpTransport&, std::ostream& out,
                               std::ostream& err)>
      wire;
};

struct RehearsalParity {
  std::string what;     // "usage", "costs".
  std::string verdict;  // Of the parity document.
};

struct RehearsalSummary {
  RehearsalOptions options;
  UtcSeconds started_at = 0;  // Virtual, as all times here.
  UtcSeconds ended_at = 0;
  std::string verdict;  // "exact", "variance", "not_noticed", "not_injected".
  std::vector<RehearsalParity> parity;
  std::string reconciliation;  // The last outcome of that job.
  std::int64_t days = 0;       // Whole days that must be held …
  std::int64_t sources = 0;    // … of each of the provider's surfaces.
  std::int64_t windows_seen = 0;
  std::int64_t simulated_keys = 0;  // Nothing is ever simulated.
  std::int64_t runs = 0;            // Of the verb that pulls.
  std::int64_t runs_failed = 0;
  std::int64_t requests = 0;
  std::int64_t retries = 0;
  std::int64_t throttled = 0;
  std::int64_t windows_parked = 0;
  std::int64_t revision_changes = 0;  // Of windows that were held before.
  std::int64_t slots_expected = 0;
  std::int64_t slots_run = 0;
  std::int64_t slots_missed = 0;     // For which a later one stood in.
  std::int64_t slots_caught_up = 0;  // Those that did, or that took more than one attempt.
  std::int64_t slots_repeated = 0;   // Whose work ended well twice.
  std::int64_t integrity_findings = 0;
  std::vector<std::string> kinds;  // In the order asked for.
  FaultCounts faults;
  std::string digest;  // Of the content hashes of every window that must be held.

  std::int64_t windows_expected() const { return days * sources; }
};

// kUsage for faults that are none; else an Error says what could not be done at all.
Result<RehearsalSummary> Rehearse(const RehearsalOptions& options, const RehearsalPorts& ports);

}  // namespace cognitrack
