#include "ingest/pull.h"
#include "ingest/pull_plan.h"
#include "ingest/pull_run.h"
#include "ingest/pull_target.h"

namespace cognitrack {
namespace {

constexpr int kMostRereadDays = 3'660;

Result<std::vector<PlannedQuery>> PlanFor(const IngestOptions& options,
                                          const std::vector<const Surface*>& surfaces,
                                          const std::optional<RunLease>& lease,
                                          PullEnvironment& environment) {
  TRY(const PullTarget target,
      PullTarget::Find(environment.store, options.source, environment.provider.name()));
  IngestRules rules;
  rules.reread_days = options.reread_days;
  rules.now = environment.clock.Now();
  if (lease) rules.fresh_since = lease->fresh_since();
  std::vector<PlannedQuery> plan;
  for (const Surface* surface : surfaces) {
    std::optional<Day> history_start;
    std::vector<WindowRecord> held;
    if (const StreamRecord* stream = target.stream(*surface)) {
      history_start = stream->history_start;
      TRY(held, environment.store.Windows(stream->id, kFirstDay.start(), kLastDay.end()));
    }
    const auto queries = PlanIngest(*surface, history_start, held, rules);
    plan.insert(plan.end(), queries.begin(), queries.end());
  }
  SortPlan(&plan);
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
  TRY(const std::vector<PlannedQuery> plan, PlanFor(options, surfaces, lease, environment));
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
  OrderPlan(plan, &order);
  if (options.dry_run) {
    PullSummary summary;
    summary.run = order.run;
    summary.plan = plan;
    return summary;
  }
  return RunPull(order, std::move(environment));
}

}  // namespace cognitrack
