#include "api/run_events.h"

#include <algorithm>
#include <charconv>

#include "cli/run_report.h"
#include "cli/run_surfaces.h"
#include "ingest/run_journal.h"

namespace cognitrack {
namespace {

// How soon a browser that lost the stream asks again.
constexpr std::string_view kRetry = "retry: 2000\n\n";

std::string Event(std::string_view name, std::string_view id, const JsonObject& data) {
  std::string text = "event: " + std::string(name) + "\n";
  if (!id.empty()) text.append("id: ").append(id).append("\n");
  return text + "data: " + data.ToText() + "\n\n";
}

std::string IdOf(const RunEventsPlace& place) {
  return std::to_string(std::max<std::int64_t>(place.windows, 0)) + "." +
         std::to_string(place.issues);
}

template <typename Number>
bool TakeNumber(std::string_view text, Number* number) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return failed == std::errc() && end == text.data() + text.size();
}

std::int64_t WindowsDone(const RunCounters& counters) {
  return counters.windows_changed + counters.windows_unchanged + counters.windows_parked;
}

// Those of surfaces that were turned away are not among them.
std::int64_t WindowsOf(const RunRecord& run) {
  std::int64_t windows = 0;
  const std::vector<SurfaceOfRun> surfaces = SurfacesOfRun(run);
  for (const RunChunk& chunk : run.chunks) {
    const auto surface =
        std::find_if(surfaces.begin(), surfaces.end(),
                     [&chunk](const SurfaceOfRun& one) { return one.name == chunk.surface; });
    const bool counts = surface == surfaces.end() || !IsTurnedAway(surface->state);
    if (counts) windows += chunk.end - chunk.start + 1;
  }
  return windows;
}

JsonObject ProgressObject(const RunView& view) {
  const RunCounters& counters = view.run.counters;
  JsonObject object;
  object.Set("windows_done", WindowsDone(counters));
  object.Set("windows_total", WindowsOf(view.run));
  object.Set("windows_changed", counters.windows_changed);
  object.Set("windows_unchanged", counters.windows_unchanged);
  object.Set("windows_parked", counters.windows_parked);
  object.Set("rows_read", counters.rows_read);
  object.Set("rows_written", counters.rows_written);
  object.Set("requests", counters.requests);
  if (view.surface.empty()) {
    object.SetNull("surface");
  } else {
    object.Set("surface", view.surface);
  }
  object.SetDay("day", view.day);
  return object;
}

}  // namespace

RunEventsPlace PlaceOfEvent(std::string_view last_event_id) {
  const std::size_t dot = last_event_id.find('.');
  RunEventsPlace place;
  const bool is_place =
      dot != std::string_view::npos && TakeNumber(last_event_id.substr(0, dot), &place.windows) &&
      TakeNumber(last_event_id.substr(dot + 1), &place.issues) && place.windows >= 0;
  return is_place ? place : RunEventsPlace();
}

std::string RunEventsHead(const RunRecord& run, bool is_live) {
  JsonObject object;
  object.Set("run", run.id);
  object.Set("verb", run.verb);
  object.Set("label", run.label);
  object.Set("source", run.source);
  object.SetTime("started_at", run.started_at);
  object.Set("outcome", run.outcome);
  object.Set("live", is_live);
  return std::string(kRetry) + Event("run", "", object);
}

std::string RunEventsSince(const RunView& view, RunEventsPlace* place) {
  std::string text;
  const std::vector<RunIssue>& issues = view.run.issues;
  while (place->issues < issues.size()) {
    const RunIssue& issue = issues[place->issues++];
    text += Event("issue", IdOf(*place), RunIssueObject(issue));
  }
  if (const std::int64_t done = WindowsDone(view.run.counters); done > place->windows) {
    place->windows = done;
    text += Event("progress", IdOf(*place), ProgressObject(view));
  }
  if (HasEnded(view.run)) text += Event("end", kLastRunEvent, RunObject(view.run));
  return text;
}

bool HasEnded(const RunRecord& run) { return run.outcome != outcome::kRunning; }

}  // namespace cognitrack
