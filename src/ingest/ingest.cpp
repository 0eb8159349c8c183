#include "ingest/issue_codes.h"
#include "ingest/pull.h"
#include "ingest/pull_plan.h"
#include "ingest/pull_run.h"
#include "ingest/pull_target.h"

namespace cognitrack {
namespace {

constexpr int kMostRereadDays = 3'660;

struct IngestPlan {
  std::vector<PlannedQuery> queries;
  std::int64_t left_out = 0;  // Days, as another process has just read them.
};

// Whether another process's pull since then ended well. A key that it could read nothing with may
// have been exchanged.
Result<bool> WasWell(const std::string& source, std::optional<UtcSeconds> since,
                     LedgerStore& store) {
  if (!since) return false;
  TRY(const std::vector<RunRecord> newest, store.Runs(source, "", 1));
  return !newest.empty() && newest.front().started_at >= *since && newest.front().exit_code == 0;
}

Result<IngestPlan> PlanFor(const IngestOptions& options,
                           const std::vector<const Surface*>& surfaces,
                           std::optional<UtcSeconds> fresh_since, PullEnvironment& environment) {
  TRY(const PullTarget target,
      PullTarget::Find(environment.store, options.source, environment.provider.name()));
  const IngestRules every_day{environment.clock.Now(), options.reread_days, std::nullopt};
  const IngestRules rules{every_day.now, options.reread_days, fresh_since};
  TRY(const bool was_well, WasWell(options.source, fresh_since, environment.store));
  IngestPlan plan;
  for (const Surface* surface : surfaces) {
    std::optional<Day> history_start;
    std::vector<WindowRecord> held;
    const StreamRecord* stream = target.stream(*surface);
    if (was_well && stream != nullptr && IsTurnedAway(stream->surface_state)) continue;
    if (stream != nullptr) {
      history_start = stream->history_start;
      TRY(held, environment.store.Windows(stream->id, kFirstDay.start(), kLastDay.end()));
    }
    const auto queries = PlanIngest(*surface, history_start, held, rules);
    plan.queries.insert(plan.queries.end(), queries.begin(), queries.end());
    plan.left_out += DaysIn(PlanIngest(*surface, history_start, held, every_day)) - DaysIn(queries);
  }
  SortPlan(&plan.queries);
  return plan;
}

}  // namespace

Result<PullSummary> Ingest(const IngestOptions& options, PullEnvironment environment) {
  if (options.reread_days < 1 || options.reread_days > kMostRereadDays) {
    return Error{ErrorCode::kUsage, "the days to read again must be 1 to " +
                                        std::to_string(kMostRereadDays) + "; nothing was read"};
  }
  TRY(const std::vector<const Surface*> surfaces, ChosenSurfaces(options.surfaces));
  std::optional<RunLease> lease;
  if (!options.dry_run) {
    TRY(RunLease taken, RunLease::Take(environment.store, environment.clock, options.source,
                                       LeaseWait::kNo, environment.process));
    lease.emplace(std::move(taken));
  }
  const auto fresh_since =
      options.scheduled && lease ? lease->fresh_since() : std::optional<UtcSeconds>();
  TRY(const IngestPlan plan, PlanFor(options, surfaces, fresh_since, environment));
  PullOrder order;
  order.run.verb = "ingest";
  order.run.label = options.label;
  order.run.source = options.source;
  order.run.parameters = "{\"reread_days\":" + std::to_string(options.reread_days) + "," +
                         SurfacesParameter(surfaces) + "}";
  order.source_given = options.source_given;
  order.title = "ingest";
  order.advice = "the next ingest tries them again";
  order.advice_when_stopped = "the next ingest continues";
  OrderPlan(plan.queries, &order);
  if (plan.left_out > 0) {
    order.run.issues.push_back({std::string(issue::kReadJustNow), "",
                                "another process read these days less than a minute ago; they "
                                "were left out",
                                plan.left_out});
  }
  if (options.dry_run) {
    PullSummary summary;
    summary.run = order.run;
    summary.plan = plan.queries;
    return summary;
  }
  return RunPull(order, std::move(environment));
}

}  // namespace cognitrack
