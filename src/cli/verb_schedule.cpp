#include <filesystem>
#include <system_error>

#include "cli/schedule_view.h"
#include "cli/scheduled_jobs.h"
#include "cli/verbs.h"

namespace cognitrack {
namespace {

constexpr std::int64_t kSlotsShown = 20;
constexpr std::int64_t kMostSlots = 10'000;

// Null where there is no ledger yet, in which nothing was scheduled.
Result<std::unique_ptr<ServiceStore>> OpenToList(CommandContext& context) {
  const DatabaseLocation& place = context.settings().database;
  std::error_code error;
  const bool is_absent =
      place.kind == DatabaseLocation::Kind::kSqlite && !std::filesystem::exists(place.path, error);
  if (is_absent) return std::unique_ptr<ServiceStore>();
  return context.environment().open_service_store(place);
}

Result<std::vector<ScheduledJob>> JobsOf(CommandContext& context) {
  TRY(const ScheduleSettings schedule, context.settings().schedule);
  const VerbRunner run = RunnerOver(context.environment(), context.options());
  return ScheduledJobs(schedule, context.options().source, JitterSeed(context.settings()),
                       {run, run}, context.clock());
}

Result<JobView> ViewOf(const ScheduledJob& job, ServiceStore* store, UtcSeconds now) {
  JobView view{job.name, job.timing, std::nullopt, false, std::nullopt};
  if (store != nullptr) {
    TRY(view.last, store->jobs().Newest(job.name, now));
  }
  if (!job.timing) return view;
  view.next_at = NextDue(*job.timing, view.last, now);
  view.is_due = *view.next_at <= now;
  return view;
}

int ExitCodeOf(const std::vector<SlotRun>& runs) {
  for (const SlotRun& run : runs) {
    if (run.was_lost) return cognitrack::ExitCodeOf(ErrorCode::kTryLater);
    const auto exit_code = static_cast<int>(run.slot.exit_code.value_or(0));
    if (exit_code != 0) return exit_code;
  }
  return 0;
}

}  // namespace

Result<int> RunScheduleList(CommandContext& context) {
  const std::int64_t limit = context.options().limit.value_or(kSlotsShown);
  if (limit < 0 || limit > kMostSlots) {
    return Error{ErrorCode::kUsage,
                 "--limit must be from 0 to " + std::to_string(kMostSlots) + " slots"};
  }
  ScheduleView view;
  TRY(view.settings, context.settings().schedule);
  TRY(const std::vector<ScheduledJob> jobs, JobsOf(context));
  TRY(const std::unique_ptr<ServiceStore> store, OpenToList(context));
  for (const ScheduledJob& job : jobs) {
    TRY(JobView one, ViewOf(job, store.get(), context.clock().Now()));
    view.jobs.push_back(std::move(one));
  }
  if (store) {
    TRY(view.slots, store->jobs().List(limit));
  }
  context.Print(ScheduleText(view, context.style(), context.width()));
  context.PrintJson(ScheduleJson(view));
  return 0;
}

Result<int> RunScheduleRun(CommandContext& context) {
  const CommandOptions& options = context.options();
  if (options.job.has_value() == options.due) {
    return Error{ErrorCode::kUsage,
                 "'schedule run' needs the name of a job (daily_usage, reconcile) or --due"};
  }
  TRY(std::vector<ScheduledJob> jobs, JobsOf(context));
  // Makes the schema where there is none.
  TRY_VOID([&context]() -> Status {
    TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kWrite));
    return {};
  }());
  Scheduler scheduler(std::move(jobs),
                      PortsOf(context.environment(), context.settings(),
                              [&context](std::string_view line) { context.Remark(line); }));
  TRY(const std::vector<SlotRun> runs,
      options.due ? scheduler.RunDue() : scheduler.RunNow(JobNameOf(*options.job, options.source)));
  context.Print(SlotRunsText(runs, context.style()));
  context.PrintJson(SlotRunsJson(runs));
  return ExitCodeOf(runs);
}

}  // namespace cognitrack
