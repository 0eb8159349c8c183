#include "cli/scheduled_jobs.h"

#include <boost/json.hpp>
#include <sstream>

#include "cli/argument_parser.h"
#include "cli/json_members.h"
#include "ingest/run_journal.h"
#include "ingest/run_lease.h"
#include "usage/surface.h"

namespace cognitrack {
namespace {

namespace json = boost::json;

// As far back as a pull reads again.
constexpr int kDaysReconciled = 35;

JobEnd FailureOf(const Error& error) {
  JobEnd end;
  end.state = JobState::kFailed;
  end.exit_code = ExitCodeOf(error.code);
  end.message = error.message;
  return end;
}

bool StoredCosts(const json::object& pull) {
  const json::value* surfaces = pull.if_contains("surfaces");
  if (surfaces == nullptr || !surfaces->is_array()) return false;
  for (const json::value& surface : surfaces->as_array()) {
    if (!surface.is_object() || !HoldsMoney(TextIn(surface.as_object(), "surface"))) continue;
    if (IntegerIn(surface.as_object(), "windows_changed") > 0) return true;
  }
  return false;
}

JobEnd Pull(const VerbRunner& run) {
  const auto output = run({"ingest", "--scheduled", "--label", "schedule"});
  if (!output) return FailureOf(output.error());
  const json::object document = ObjectIn(output->document);
  JobEnd end;
  end.exit_code = output->exit_code;
  end.state = end.exit_code == 0 ? JobState::kDone : JobState::kFailed;
  end.message = TextIn(document, "message");
  if (const std::int64_t id = IntegerIn(document, "run"); id != 0) end.run_id = id;
  end.was_stopped = TextIn(document, "outcome") == outcome::kInterrupted;
  if (end.exit_code == 0 && StoredCosts(document)) end.then.emplace_back(kReconcileJob);
  return end;
}

std::optional<std::int64_t> NewestRun(const VerbRunner& run, const std::string& verb) {
  const auto output = run({"runs", "--limit", "1", "--verb", verb});
  if (!output) return std::nullopt;
  const json::object document = ObjectIn(output->document);
  const json::value* runs = document.if_contains("runs");
  if (runs == nullptr || !runs->is_array() || runs->as_array().empty()) return std::nullopt;
  return IntegerIn(runs->as_array().front().as_object(), "id");
}

JobEnd Reconcile(const VerbRunner& run, Clock& clock) {
  const std::string from = FormatDay(DayOf(clock.Now()) - kDaysReconciled);
  const auto output = run({"parity", "costs", "--from", from});
  if (!output) return FailureOf(output.error());
  JobEnd end;
  end.exit_code = output->exit_code;
  end.state = end.exit_code == 0 ? JobState::kDone : JobState::kVariance;
  end.message = "usage and bill: " + TextIn(ObjectIn(output->document), "verdict");
  end.run_id = NewestRun(run, "parity costs");
  return end;
}

}  // namespace

VerbRunner RunnerOver(CliEnvironment& environment, const CommandOptions& options) {
  return [&environment, database = options.database, source = options.source](
             const std::vector<std::string>& arguments) -> Result<VerbOutput> {
    TRY(ParsedCommand parsed, ParseArguments(arguments));
    parsed.options.database = database;
    parsed.options.source = source;
    parsed.options.json = true;
    parsed.options.quiet = true;
    std::ostringstream out;
    std::ostringstream err;
    CliEnvironment quiet = environment.With(out, err);
    TRY(const int exit_code, RunVerb(parsed.options, quiet));
    return VerbOutput{exit_code, out.str()};
  };
}

std::string JobNameOf(std::string_view job, const std::optional<std::string>& source) {
  return std::string(job) + (source ? " of " + *source : "");
}

std::vector<ScheduledJob> ScheduledJobs(const ScheduleSettings& settings,
                                        const std::optional<std::string>& source,
                                        std::string_view seed, JobRunners runners, Clock& clock) {
  ScheduledJob pull;
  pull.name = JobNameOf(kDailyUsageJob, source);
  if (settings.when) {
    pull.timing = JobTiming{*settings.when, JitterOf(seed, pull.name, settings.most_jitter)};
  }
  pull.work = [run = std::move(runners.pull), source] {
    JobEnd end = Pull(run);
    for (std::string& next : end.then) next = JobNameOf(next, source);
    return end;
  };
  ScheduledJob reconcile;
  reconcile.name = JobNameOf(kReconcileJob, source);
  reconcile.work = [run = std::move(runners.other), &clock] { return Reconcile(run, clock); };
  return {std::move(pull), std::move(reconcile)};
}

std::string JitterSeed(const Settings& settings) {
  const std::string process = ThisProcess();
  return process.substr(0, process.rfind(':')) + " " + settings.database_text;
}

SchedulerPorts PortsOf(CliEnvironment& environment, const Settings& settings,
                       std::function<void(std::string_view)> log) {
  return {
      [open = environment.open_service_store, place = settings.database] { return open(place); },
      environment.clock, environment.spawner, std::move(log), ThisProcess()};
}

}  // namespace cognitrack
