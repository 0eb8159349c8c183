#include "api/service_scheduler.h"

#include <algorithm>

#include "cli/argument_parser.h"
#include "cli/key_access.h"
#include "cli/scheduled_jobs.h"

namespace cognitrack {
namespace {

// A clock that was set, or a machine that slept, is noticed within this.
constexpr std::chrono::seconds kLongestWait{30};
// A database that is away is not asked more often.
constexpr std::chrono::seconds kShortestWait{1};

// For as long as the process runs; empty: it pulls.
std::string WhyNothingIsPulled(const Settings& settings, const ScheduleSettings& schedule) {
  if (!schedule.when) return "COGNITRACK_SCHEDULE is off";
  return settings.pull_fault ? settings.pull_fault->message : "";
}

// A key may be stored at any time.
bool HasKey(CommandContext& context) {
  return !context.settings().provider.admin_key.empty() || CountSealedKeys(context) > 0;
}

Result<VerbOutput> OutputOf(const Result<VerbAnswer>& answer) {
  if (!answer) return answer.error();
  return VerbOutput{answer->exit_code, answer->document};
}

JobRunners RunnersOver(const LedgerVerbs& verbs, DailyPull& daily_pull) {
  return {[&daily_pull](const std::vector<std::string>& arguments) {
            return OutputOf(daily_pull.Pull(arguments));
          },
          [&verbs](const std::vector<std::string>& arguments) -> Result<VerbOutput> {
            TRY(const ParsedCommand parsed, ParseArguments(arguments));
            return OutputOf(verbs.Run(parsed.options));
          }};
}

void Tell(Log& log, LogLevel level, std::string_view what) {
  log.Write(level, "scheduler", {{"what", std::string(what)}});
}

// Gives whether there is one.
bool TellOfKey(CommandContext& context, bool had_key, Log& log) {
  const bool has_key = HasKey(context);
  if (has_key && !had_key) Tell(log, LogLevel::kInfo, "there is a key: the schedule pulls");
  if (!has_key && had_key) {
    Tell(log, LogLevel::kWarning,
         "the schedule pulls nothing: there is no admin key of a provider ('cognitrack keys add', "
         "OPENAI_ADMIN_KEY)");
  }
  return has_key;
}

void Loop(Scheduler& scheduler, CommandContext& context, bool has_key, Log& log) {
  std::string told;
  std::chrono::seconds wait{0};
  while (context.clock().Sleep(wait)) {
    wait = kLongestWait;
    has_key = TellOfKey(context, has_key, log);
    if (!has_key) continue;
    const auto runs = scheduler.RunDue();
    const auto next = runs ? scheduler.NextLook() : Result<UtcSeconds>(runs.error());
    // An outage is told once, not twice a minute.
    const std::string error = next ? "" : next.error().message;
    if (!error.empty() && error != told) Tell(log, LogLevel::kWarning, error);
    if (error.empty() && !told.empty()) Tell(log, LogLevel::kInfo, "the database answers again");
    told = error;
    if (next) {
      wait = std::clamp(std::chrono::seconds(*next - context.clock().Now()), kShortestWait,
                        kLongestWait);
    }
  }
}

}  // namespace

Result<std::unique_ptr<Task>> StartScheduler(CommandContext& context, const LedgerVerbs& verbs,
                                             DailyPull& daily_pull, Log& log) {
  const Settings& settings = context.settings();
  TRY(const ScheduleSettings schedule, settings.schedule);
  if (const std::string why = WhyNothingIsPulled(settings, schedule); !why.empty()) {
    const LogLevel level = schedule.when ? LogLevel::kWarning : LogLevel::kInfo;
    Tell(log, level, "the schedule pulls nothing: " + why);
    return std::unique_ptr<Task>();
  }
  auto scheduler = std::make_shared<Scheduler>(
      ScheduledJobs(schedule, context.options().source, JitterSeed(settings),
                    RunnersOver(verbs, daily_pull), context.clock()),
      PortsOf(context.environment(), settings,
              [&log](std::string_view line) { Tell(log, LogLevel::kInfo, line); }));
  Tell(log, LogLevel::kInfo, "the schedule is '" + schedule.when->text() + "' in UTC");
  const bool has_key = TellOfKey(context, true, log);
  return context.environment().spawner.Spawn(
      [scheduler, &context, has_key, &log] { Loop(*scheduler, context, has_key, log); });
}

}  // namespace cognitrack
