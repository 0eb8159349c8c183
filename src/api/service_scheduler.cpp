#include "api/service_scheduler.h"

#include <algorithm>

#include "cli/argument_parser.h"
#include "cli/scheduled_jobs.h"

namespace cognitrack {
namespace {

// A clock that was set, or a machine that slept, is noticed within this.
constexpr std::chrono::seconds kLongestWait{30};
// A database that is away is not asked more often.
constexpr std::chrono::seconds kShortestWait{1};

// Empty: it pulls.
std::string WhyNothingIsPulled(const Settings& settings, const ScheduleSettings& schedule) {
  if (!schedule.when) return "COGNITRACK_SCHEDULE is off";
  if (settings.pull_fault) return settings.pull_fault->message;
  if (settings.provider.admin_key.empty()) {
    return "no admin key of a provider is set (OPENAI_ADMIN_KEY)";
  }
  return "";
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

void Loop(Scheduler& scheduler, Clock& clock, Log& log) {
  std::string told;
  std::chrono::seconds wait{0};
  while (clock.Sleep(wait)) {
    wait = kLongestWait;
    const auto runs = scheduler.RunDue();
    const auto next = runs ? scheduler.NextLook() : Result<UtcSeconds>(runs.error());
    // An outage is told once, not twice a minute.
    const std::string error = next ? "" : next.error().message;
    if (!error.empty() && error != told) Tell(log, LogLevel::kWarning, error);
    if (error.empty() && !told.empty()) Tell(log, LogLevel::kInfo, "the database answers again");
    told = error;
    if (next) {
      wait = std::clamp(std::chrono::seconds(*next - clock.Now()), kShortestWait, kLongestWait);
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
  return context.environment().spawner.Spawn(
      [scheduler, &clock = context.clock(), &log] { Loop(*scheduler, clock, log); });
}

}  // namespace cognitrack
