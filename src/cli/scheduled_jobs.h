// The jobs of the scheduler, each a verb of the command line: `daily_usage` pulls as a timer does,
// `reconcile` compares usage and bill after a pull that stored costs.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "cli/command_line.h"
#include "cli/settings.h"
#include "jobs/scheduler.h"

namespace cognitrack {

inline constexpr std::string_view kDailyUsageJob = "daily_usage";
inline constexpr std::string_view kReconcileJob = "reconcile";

struct VerbOutput {
  int exit_code = 0;
  std::string document;  // JSON.
};
// Runs one verb; an Error: it could not be done. Called from other threads than the caller's.
using VerbRunner = std::function<Result<VerbOutput>(const std::vector<std::string>& arguments)>;

// By way of RunVerb, on the database and source of `settings`. The environment must outlive it.
VerbRunner RunnerOver(CliEnvironment& environment, const CommandOptions& options);

struct JobRunners {
  VerbRunner pull;   // Of "ingest".
  VerbRunner other;  // Of everything else.
};
// As its slots are recorded: jobs of a source that was named are apart from those of another one.
std::string JobNameOf(std::string_view job, const std::optional<std::string>& source);

// Of `source`, nothing: the one without a name of its own. The jitter is drawn from `seed`.
std::vector<ScheduledJob> ScheduledJobs(const ScheduleSettings& settings,
                                        const std::optional<std::string>& source,
                                        std::string_view seed, JobRunners runners, Clock& clock);

// One of this machine and this ledger.
std::string JitterSeed(const Settings& settings);
SchedulerPorts PortsOf(CliEnvironment& environment, const Settings& settings,
                       std::function<void(std::string_view)> log);

}  // namespace cognitrack
