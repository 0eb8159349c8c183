#include "cli/run_report.h"
#include "cli/run_surfaces.h"
#include "ingest/pull_order.h"

namespace cognitrack {
namespace {

void SetCounters(const RunCounters& counters, JsonObject* object) {
  object->Set("rows_read", counters.rows_read);
  object->Set("rows_written", counters.rows_written);
  object->Set("windows_changed", counters.windows_changed);
  object->Set("windows_unchanged", counters.windows_unchanged);
  object->Set("windows_parked", counters.windows_parked);
  object->Set("requests", counters.requests);
  object->Set("waits_ms", counters.waits_ms);
  object->Set("throttled", counters.throttled);
  object->Set("retries", counters.retries);
}

JsonObject ChunkObject(const RunChunk& chunk) {
  JsonObject object;
  object.Set("number", std::int64_t{chunk.number});
  object.Set("surface", chunk.surface);
  object.SetDay("start", chunk.start);
  object.SetDay("end", chunk.end);
  object.Set("done", chunk.done);
  SetCounters(chunk.counters, &object);
  return object;
}

JsonObject SurfaceObject(const SurfaceOfRun& surface) {
  JsonObject object;
  object.Set("surface", surface.name);
  if (surface.state == SurfaceState::kNotAsked) {
    object.SetNull("state");
  } else {
    object.Set("state", NameOf(surface.state));
  }
  SetCounters(surface.counters, &object);
  return object;
}

}  // namespace

JsonObject RunIssueObject(const RunIssue& issue) {
  JsonObject object;
  object.Set("code", issue.code);
  object.Set("where", issue.where);
  object.Set("detail", issue.detail);
  object.Set("count", issue.count);
  return object;
}

JsonObject RunObject(const RunRecord& run) {
  JsonObject object;
  object.Set("id", run.id);
  object.Set("verb", run.verb);
  object.Set("label", run.label);
  object.Set("source", run.source);
  object.SetTime("started_at", run.started_at);
  object.SetTime("finished_at", run.finished_at);
  SetRunSummary(run, &object);
  return object;
}

void SetRunSummary(const RunRecord& run, JsonObject* document) {
  document->Set("outcome", run.outcome);
  document->Set("exit_code", std::int64_t{run.exit_code});
  document->Set("message", run.message);
  if (const std::string key = KeyOf(run); !key.empty()) {
    document->Set("asked_with", key);
  } else {
    document->SetNull("asked_with");
  }
  SetCounters(run.counters, document);
  JsonArray surfaces;
  for (const SurfaceOfRun& surface : SurfacesOfRun(run)) surfaces.Add(SurfaceObject(surface));
  document->Set("surfaces", surfaces);
  JsonArray chunks;
  for (const RunChunk& chunk : run.chunks) chunks.Add(ChunkObject(chunk));
  document->Set("chunks", chunks);
  JsonArray issues;
  for (const RunIssue& issue : run.issues) issues.Add(RunIssueObject(issue));
  document->Set("issues", issues);
}

std::string RunsJson(const std::vector<RunRecord>& runs, const std::optional<PageEnd>& page) {
  JsonArray array;
  for (const RunRecord& run : runs) array.Add(RunObject(run));
  JsonObject document;
  document.Set("runs", array);
  SetNext(page, &document);
  return document.ToText();
}

}  // namespace cognitrack
