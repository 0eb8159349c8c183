#include <algorithm>
#include <set>
#include <utility>

#include "ingest/issue_codes.h"
#include "ingest/pull.h"
#include "ingest/pull_plan.h"
#include "ingest/pull_run.h"
#include "ingest/pull_target.h"
#include "ingest/run_journal.h"

namespace cognitrack {
namespace {

// As members of a run's parameters.
std::string StartParameter(Day day) { return "\"start\":\"" + FormatDay(day) + "\""; }
std::string EndParameter(Day day) { return "\"end\":\"" + FormatDay(day) + "\""; }

// What was asked for is told by the parameters, not by the chunks: a surface that begins later has
// none of the first days.
bool Matches(const RunRecord& run, const BackfillOptions& options,
             const std::vector<const Surface*>& surfaces) {
  const auto was_asked_for = [&run](const std::string& parameter) {
    return run.parameters.find(parameter) != std::string::npos;
  };
  if (run.chunks.empty()) return false;
  if (!options.label.empty() && run.label != options.label) return false;
  if (options.start && !was_asked_for(StartParameter(*options.start))) return false;
  if (options.end && !was_asked_for(EndParameter(*options.end))) return false;
  return options.surfaces.empty() || was_asked_for(SurfacesParameter(surfaces));
}

// The newest backfill like the one asked for, unless it is complete.
Result<std::optional<RunRecord>> FindCutShort(const BackfillOptions& options,
                                              const std::vector<const Surface*>& surfaces,
                                              LedgerStore& store) {
  TRY(std::vector<RunRecord> runs, store.Runs(options.source, "backfill", 0));
  for (RunRecord& run : runs) {
    if (!Matches(run, options, surfaces)) continue;
    if (run.outcome == outcome::kOk) break;
    return std::optional<RunRecord>(std::move(run));
  }
  return std::optional<RunRecord>();
}

// A member of the parameters of a run that reads pruned days again.
constexpr std::string_view kAllowPruned = "\"allow_pruned\":true";

// The part of an unfinished chunk that the run before did not store: between its first and its last
// such day. Nothing where it stored all of it. Pruned days are left as they are, or not.
Result<std::optional<PlannedQuery>> RestOf(const RunChunk& chunk, std::int64_t run_id,
                                           LedgerStore& store, const StreamRecord* stream,
                                           bool revives_pruned) {
  PlannedQuery rest{chunk.start, chunk.end, "backfill", chunk.surface};
  if (stream == nullptr) return std::optional<PlannedQuery>(rest);
  TRY(const std::vector<WindowRecord> records,
      store.Windows(stream->id, chunk.start.start(), chunk.end.end()));
  std::vector<bool> stored(static_cast<std::size_t>(chunk.end - chunk.start) + 1);
  for (const WindowRecord& record : records) {
    const bool stays_pruned = record.pruned && !revives_pruned;
    stored[static_cast<std::size_t>(DayOf(record.start) - chunk.start)] =
        stays_pruned ||
        (record.attempt.run_id == run_id && record.attempt.outcome == AttemptOutcome::kOk);
  }
  const auto first = std::find(stored.begin(), stored.end(), false);
  if (first == stored.end()) return std::optional<PlannedQuery>();
  const auto last = std::find(stored.rbegin(), stored.rend(), false);
  rest.start = chunk.start + static_cast<int>(first - stored.begin());
  rest.end = chunk.end - static_cast<int>(last - stored.rbegin());
  return std::optional<PlannedQuery>(rest);
}

// What is left of `before`. Chunks keep their numbers and bounds; those that are done stay done,
// with nothing counted for this run.
Status OrderRest(const RunRecord& before, PullEnvironment& environment, PullOrder* order) {
  TRY(const PullTarget target,
      PullTarget::Find(environment.store, before.source, environment.provider.name()));
  order->run.label = before.label;
  order->run.parameters = before.parameters;
  order->revives_pruned = before.parameters.find(kAllowPruned) != std::string::npos;
  for (RunChunk chunk : before.chunks) {
    chunk.counters = {};
    const Surface* surface = FindSurface(chunk.surface);
    if (!chunk.done && surface != nullptr) {
      TRY(const std::optional<PlannedQuery> rest,
          RestOf(chunk, before.id, environment.store, target.stream(*surface),
                 order->revives_pruned));
      chunk.done = !rest.has_value();
      if (rest) order->queries.push_back({*rest, order->run.chunks.size()});
    }
    order->run.chunks.push_back(std::move(chunk));
  }
  return {};
}

// What was pruned on purpose comes back only where that was asked for: such days are not even read,
// and the run says so.
Status LeaveOutPruned(const BackfillOptions& options, PullEnvironment& environment,
                      std::vector<PlannedQuery>* plan, PullOrder* order) {
  TRY(const PullTarget target,
      PullTarget::Find(environment.store, options.source, environment.provider.name()));
  std::set<std::pair<std::string, Day>> pruned;
  for (const Surface& surface : Surfaces()) {
    const StreamRecord* stream = target.stream(surface);
    if (stream == nullptr) continue;
    TRY(const std::vector<WindowRecord> records,
        environment.store.Windows(stream->id, options.start->start(), options.end->end()));
    for (const WindowRecord& record : records) {
      if (record.pruned) pruned.emplace(surface.name, DayOf(record.start));
    }
  }
  if (pruned.empty()) return {};
  std::vector<PlannedQuery> left_out;
  *plan = WithoutPruned(
      *plan,
      [&pruned](const std::string& surface, Day day) {
        return pruned.count({surface, day}) > 0;
      },
      &left_out);
  for (const PlannedQuery& query : left_out) {
    const std::string first = FormatDay(query.start);
    const std::string days =
        query.start == query.end ? first : first + " – " + FormatDay(query.end);
    order->run.issues.push_back({std::string(issue::kPrunedLeftOut), PlaceIn(query.surface, days),
                                 "pruned days were not read; --allow-pruned reads them again",
                                 query.end - query.start + 1});
  }
  return {};
}

Status OrderAll(const BackfillOptions& options, const std::vector<const Surface*>& surfaces,
                PullEnvironment& environment, PullOrder* order) {
  std::vector<PlannedQuery> plan =
      PlanBackfill(surfaces, *options.start, *options.end, options.chunk_days);
  order->revives_pruned = options.allow_pruned;
  if (!options.allow_pruned) TRY_VOID(LeaveOutPruned(options, environment, &plan, order));
  SortPlan(&plan);
  OrderPlan(plan, order);
  order->run.label = options.label;
  order->run.parameters = "{" + StartParameter(*options.start) + "," + EndParameter(*options.end) +
                          ",\"chunk_days\":" + std::to_string(options.chunk_days) + "," +
                          SurfacesParameter(surfaces) +
                          (options.allow_pruned ? "," + std::string(kAllowPruned) : "") + "}";
  return {};
}

// The first and the last day of any chunk.
std::string DaysOf(const RunRecord& run) {
  const auto [first, last] =
      std::minmax_element(run.chunks.begin(), run.chunks.end(),
                          [](const RunChunk& a, const RunChunk& b) { return a.start < b.start; });
  return FormatDay(first->start) + " – " + FormatDay(last->end);
}

Result<PullOrder> OrderOf(const BackfillOptions& options, PullEnvironment& environment) {
  PullOrder order;
  order.run.verb = "backfill";
  order.run.source = options.source;
  order.source_given = options.source_given;
  order.advice = "run it again with --resume";
  order.advice_when_stopped = "continue with --resume";
  order.sets_history = true;
  TRY(const std::vector<const Surface*> surfaces, ChosenSurfaces(options.surfaces));
  std::optional<RunRecord> cut_short;
  if (options.resume) {
    TRY(cut_short, FindCutShort(options, surfaces, environment.store));
  }
  if (options.resume && !cut_short && !options.start && !options.end) {
    return Error{ErrorCode::kUsage, "no backfill of source " + options.source +
                                        " was cut short, so that there is nothing to resume; give "
                                        "--start and --end to begin one; nothing was read"};
  }
  if (cut_short) {
    TRY_VOID(OrderRest(*cut_short, environment, &order));
  } else {
    TRY_VOID(CheckBackfill(options, DayOf(environment.clock.Now())));
    TRY_VOID(OrderAll(options, surfaces, environment, &order));
  }
  if (order.run.chunks.empty() && !order.run.issues.empty()) {
    return Error{ErrorCode::kUsage,
                 "every day from " + FormatDay(*options.start) + " to " + FormatDay(*options.end) +
                     " was pruned; nothing was read: --allow-pruned reads them again"};
  }
  if (order.run.chunks.empty()) {
    return Error{ErrorCode::kUsage, "none of the surfaces asked for can be read up to --end " +
                                        FormatDay(*options.end) + ": costs are told by key from " +
                                        FormatDay(*FindSurface(kCostsByKey)->first_day) +
                                        " on; nothing was read"};
  }
  order.title = "backfill " + DaysOf(order.run);
  return order;
}

// Bounds that are wrong by themselves are refused even where a run is to be resumed.
Status CheckBounds(const BackfillOptions& options, Day today) {
  BackfillOptions bounds = options;
  if (options.resume) {
    if (!options.start && !options.end) bounds.start = bounds.end = today;
    if (!bounds.start) bounds.start = bounds.end;
    if (!bounds.end) bounds.end = bounds.start;
  }
  return CheckBackfill(bounds, today);
}

}  // namespace

Result<PullSummary> Backfill(const BackfillOptions& options, PullEnvironment environment) {
  TRY_VOID(CheckBounds(options, DayOf(environment.clock.Now())));
  std::optional<RunLease> lease;
  if (!options.dry_run) {
    TRY(RunLease taken, RunLease::Take(environment.store, environment.clock, options.source,
                                       options.resume ? LeaseWait::kUntilFree : LeaseWait::kNo,
                                       environment.process));
    lease.emplace(std::move(taken));
  }
  TRY(const PullOrder order, OrderOf(options, environment));
  if (options.dry_run) {
    PullSummary summary;
    summary.run = order.run;
    for (const OrderedQuery& ordered : order.queries) summary.plan.push_back(ordered.query);
    return summary;
  }
  return RunPull(order, std::move(environment));
}

}  // namespace cognitrack
