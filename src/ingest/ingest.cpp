#include "ingest/pull.h"
#include "ingest/pull_plan.h"
#include "ingest/pull_run.h"
#include "ingest/pull_target.h"
#include "ingest/run_journal.h"

namespace cognitrack {
namespace {

constexpr int kMostRereadDays = 3'660;

Result<std::vector<PlannedQuery>> PlanFor(const IngestOptions& options,
                                          PullEnvironment& environment) {
  TRY(const PullTarget target,
      PullTarget::Find(environment.store, options.source, environment.provider.name()));
  std::optional<Day> history_start;
  std::vector<WindowRecord> held;
  if (const StreamRecord* stream = target.stream()) {
    history_start = stream->history_start;
    TRY(held, environment.store.Windows(stream->id, kFirstDay.start(), kLastDay.end()));
  }
  return PlanIngest(history_start, held, options.reread_days, environment.clock.Now());
}

}  // namespace

Result<PullSummary> Ingest(const IngestOptions& options, PullEnvironment environment) {
  if (options.reread_days < 1 || options.reread_days > kMostRereadDays) {
    return Error{ErrorCode::kUsage, "the days to read again must be 1 to " +
                                        std::to_string(kMostRereadDays) + "; nothing was read"};
  }
  TRY(const std::vector<PlannedQuery> plan, PlanFor(options, environment));
  PullOrder order;
  order.run.verb = "ingest";
  order.run.label = options.label;
  order.run.source = options.source;
  order.run.parameters = "{\"reread_days\":" + std::to_string(options.reread_days) + "}";
  order.source_given = options.source_given;
  order.title = "ingest";
  order.advice = "the next ingest tries them again";
  order.advice_when_stopped = "the next ingest continues";
  for (std::size_t i = 0; i < plan.size(); ++i) {
    order.queries.push_back({plan[i], i});
    order.run.chunks.push_back({static_cast<int>(i) + 1, plan[i].start, plan[i].end, false, {}});
  }
  if (options.dry_run) {
    PullSummary summary;
    summary.run = order.run;
    summary.plan = plan;
    return summary;
  }
  TRY_VOID(MarkDeadRuns(environment.store));
  return RunPull(order, std::move(environment));
}

}  // namespace cognitrack
