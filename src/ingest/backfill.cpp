#include <algorithm>

#include "ingest/pull.h"
#include "ingest/pull_plan.h"
#include "ingest/pull_run.h"
#include "ingest/pull_target.h"
#include "ingest/run_journal.h"

namespace cognitrack {
namespace {

bool Matches(const RunRecord& run, const BackfillOptions& options) {
  if (run.chunks.empty()) return false;
  if (!options.label.empty() && run.label != options.label) return false;
  if (options.start && run.chunks.front().start != *options.start) return false;
  if (options.end && run.chunks.back().end != *options.end) return false;
  return true;
}

// The newest backfill like the one asked for, unless it is complete.
Result<std::optional<RunRecord>> FindCutShort(const BackfillOptions& options, LedgerStore& store) {
  TRY(std::vector<RunRecord> runs, store.Runs(options.source, "backfill", 0));
  for (RunRecord& run : runs) {
    if (!Matches(run, options)) continue;
    if (run.outcome == outcome::kOk) break;
    return std::optional<RunRecord>(std::move(run));
  }
  return std::optional<RunRecord>();
}

// The part of an unfinished chunk that the run before did not store: between its first and its last
// such day. Nothing where it stored all of it.
Result<std::optional<PlannedQuery>> RestOf(const RunChunk& chunk, std::int64_t run_id,
                                           LedgerStore& store, const StreamRecord* stream) {
  PlannedQuery rest{chunk.start, chunk.end, "backfill"};
  if (stream == nullptr) return std::optional<PlannedQuery>(rest);
  TRY(const std::vector<WindowRecord> records,
      store.Windows(stream->id, chunk.start.start(), chunk.end.end()));
  std::vector<bool> stored(static_cast<std::size_t>(chunk.end - chunk.start) + 1);
  for (const WindowRecord& record : records) {
    stored[static_cast<std::size_t>(DayOf(record.start) - chunk.start)] =
        record.attempt.run_id == run_id && record.attempt.outcome == AttemptOutcome::kOk;
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
  for (RunChunk chunk : before.chunks) {
    chunk.counters = {};
    if (!chunk.done) {
      TRY(const std::optional<PlannedQuery> rest,
          RestOf(chunk, before.id, environment.store, target.stream()));
      chunk.done = !rest.has_value();
      if (rest) order->queries.push_back({*rest, order->run.chunks.size()});
    }
    order->run.chunks.push_back(std::move(chunk));
  }
  return {};
}

void OrderAll(const BackfillOptions& options, PullOrder* order) {
  const auto plan = PlanBackfill(*options.start, *options.end, options.chunk_days);
  for (std::size_t i = 0; i < plan.size(); ++i) {
    order->queries.push_back({plan[i], i});
    order->run.chunks.push_back({static_cast<int>(i) + 1, plan[i].start, plan[i].end, false, {}});
  }
  order->run.label = options.label;
  order->run.parameters = "{\"start\":\"" + FormatDay(*options.start) + "\",\"end\":\"" +
                          FormatDay(*options.end) +
                          "\",\"chunk_days\":" + std::to_string(options.chunk_days) + "}";
}

Result<PullOrder> OrderOf(const BackfillOptions& options, PullEnvironment& environment) {
  PullOrder order;
  order.run.verb = "backfill";
  order.run.source = options.source;
  order.source_given = options.source_given;
  order.advice = "run it again with --resume";
  order.advice_when_stopped = "continue with --resume";
  std::optional<RunRecord> cut_short;
  if (options.resume) {
    TRY(cut_short, FindCutShort(options, environment.store));
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
    OrderAll(options, &order);
  }
  const Day start = order.run.chunks.front().start;
  order.history_start = start;
  order.title = "backfill " + FormatDay(start) + " – " + FormatDay(order.run.chunks.back().end);
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
  TRY(const PullOrder order, OrderOf(options, environment));
  if (options.dry_run) {
    PullSummary summary;
    summary.run = order.run;
    for (const OrderedQuery& ordered : order.queries) summary.plan.push_back(ordered.query);
    return summary;
  }
  TRY_VOID(MarkDeadRuns(environment.store));
  return RunPull(order, std::move(environment));
}

}  // namespace cognitrack
