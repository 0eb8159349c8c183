#include "ingest/cursor_reset.h"

#include <algorithm>

#include "formats/json_writer.h"
#include "ingest/run_journal.h"
#include "ingest/run_lease.h"
#include "ingest/source_identity.h"

namespace cognitrack {
namespace {

bool IsBlank(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\t'; });
}

std::string ParametersOf(const CursorResetOptions& options) {
  JsonWriter json;
  json.BeginObject();
  json.Key("surface");
  json.String(options.surface);
  json.Key("to");
  json.String(FormatDay(options.to));
  json.Key("reason");
  json.String(options.reason);
  json.EndObject();
  return json.Take();
}

Status Check(const CursorResetOptions& options, Day today) {
  const std::string at = "--to " + FormatDay(options.to);
  if (IsBlank(options.reason)) {
    return Error{ErrorCode::kUsage, "a reset needs a reason; nothing was reset"};
  }
  if (options.to > today) {
    return Error{ErrorCode::kUsage, at + " lies in the future; nothing was reset"};
  }
  const Surface* surface = FindSurface(options.surface);
  if (surface == nullptr) {
    return Error{ErrorCode::kUsage,
                 "there is no surface '" + options.surface + "'; nothing was reset"};
  }
  if (surface->first_day && options.to < *surface->first_day) {
    return Error{ErrorCode::kUsage, at + ": the provider tells " + options.surface + " from " +
                                        FormatDay(*surface->first_day) + " on; nothing was reset"};
  }
  return {};
}

Result<StreamRecord> StreamOf(const CursorResetOptions& options, LedgerStore& store) {
  TRY(const std::vector<SourceRecord> sources, store.Sources());
  const SourceRecord* source = FindSource(options.source, sources);
  if (source == nullptr) {
    return Error{ErrorCode::kConfig,
                 "the ledger holds no source '" + options.source + "'" +
                     (sources.empty() ? "" : " (it holds: " + NamesOf(sources) + ")") +
                     "; nothing was reset"};
  }
  StreamKey key;
  key.surface = options.surface;
  TRY(const std::vector<StreamRecord> streams, store.Streams(source->id));
  for (const StreamRecord& stream : streams) {
    if (stream.key == key) return stream;
  }
  return Error{ErrorCode::kUsage, "the ledger holds nothing of " + options.surface + " of " +
                                      options.source + "; nothing was reset: a backfill begins it"};
}

}  // namespace

Result<CursorResetSummary> ResetCursor(const CursorResetOptions& options, LedgerStore& store,
                                       Clock& clock) {
  TRY_VOID(Check(options, DayOf(clock.Now())));
  TRY(const StreamRecord stream, StreamOf(options, store));
  TRY(const RunLease lease, RunLease::Take(store, clock, options.source));
  CursorResetSummary summary;
  TRY(summary.before, CursorOf(store, stream, clock.Now()));
  RunJournal journal(store, clock);
  RunRecord run;
  run.verb = "cursors reset";
  run.source = options.source;
  run.label = options.reason;
  run.parameters = ParametersOf(options);
  const Day last = std::max(options.to, summary.before.last.value_or(options.to));
  run.chunks.push_back({1, options.to, last, false, {}, options.surface});
  TRY_VOID(journal.Begin(std::move(run)));
  const Attempt attempt{AttemptOutcome::kReset, options.reason, journal.run().id, clock.Now()};
  const Result<std::int64_t> asked_for = store.ResetWindows(stream.id, options.to, attempt);
  if (!asked_for) {
    TRY_VOID(journal.Finish(outcome::kFailed, ExitCodeOf(asked_for.error().code),
                            asked_for.error().message));
    return asked_for.error();
  }
  summary.asked_for = *asked_for;
  RunRecord& kept = journal.run();
  kept.chunks.front().done = true;
  kept.chunks.front().counters.windows_changed = *asked_for;
  kept.counters = kept.chunks.front().counters;
  TRY(summary.after, CursorOf(store, stream, clock.Now()));
  TRY_VOID(journal.Finish(outcome::kOk, 0, options.reason));
  summary.run = kept;
  return summary;
}

}  // namespace cognitrack
