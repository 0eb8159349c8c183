#include "cli/cursor_view.h"
#include "cli/json_document.h"
#include "cli/windows_report.h"

namespace cognitrack {
namespace {

JsonObject TotalsObject(MetricSet metrics, const MetricValues& totals) {
  JsonObject object;
  SetMetrics(metrics, totals, &object);
  return object;
}

JsonObject AttemptObject(const Attempt& attempt) {
  JsonObject object;
  object.Set("outcome", NameOf(attempt.outcome));
  object.Set("reason", attempt.reason);
  object.SetTime("at", attempt.at);
  object.Set("run", attempt.run_id);
  return object;
}

JsonArray ReportedArray(MetricSet reported) {
  JsonArray names;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (reported.Has(MetricAt(i))) names.Add(kMetricNames[i]);
  }
  return names;
}

// The content of a window: rows, totals, where it came from. Money of several currencies has no
// total; 'costs' tells it by currency.
void SetContent(const WindowRecord& record, const std::string& surface, JsonObject* object) {
  object->Set("rows", record.row_count);
  object->Set("pruned", record.pruned);
  if (HoldsMoney(surface)) {
    object->SetNull("totals");
  } else {
    object->Set("totals", TotalsObject(MetricsOf(surface), record.totals));
  }
  object->Set("origin", record.origin.ToText());
  object->Set("grain", TextArray(record.grain.names()));
  object->Set("reported", ReportedArray(record.reported));
  object->Set("clipped", record.clipped);
  object->Set("revision", record.revision);
  object->SetTime("content_since", record.content_since);
  object->SetTime("read_at", record.read_at);
  object->Set("content_hash", ToHex(record.content_hash));
}

JsonObject DayObject(const DayView& day, const std::string& surface) {
  JsonObject object;
  object.SetDay("date", day.day);
  object.Set("state", NameOf(day.state));
  if (day.record && day.record->has_content()) {
    SetContent(*day.record, surface, &object);
  } else {
    for (const char* name : {"rows", "pruned", "totals", "origin", "grain", "reported", "clipped",
                             "revision", "content_since", "read_at", "content_hash"}) {
      object.SetNull(name);
    }
  }
  if (day.record && day.record->attempt.outcome != AttemptOutcome::kNone) {
    object.Set("attempt", AttemptObject(day.record->attempt));
  } else {
    object.SetNull("attempt");
  }
  return object;
}

JsonArray SurfacesArray(const LedgerView& view) {
  JsonArray array;
  for (const StreamRecord& stream : view.others) {
    JsonObject object;
    object.Set("surface", stream.key.surface);
    object.Set("state", NameOf(stream.surface_state));
    array.Add(object);
  }
  return array;
}

void SetHead(const LedgerView& view, std::optional<Day> from, std::optional<Day> to,
             JsonObject* document) {
  document->Set("source", view.source);
  document->Set("surface", view.surface);
  document->SetDay("from", from);
  document->SetDay("to", to);
}

}  // namespace

std::string WindowsJson(const WindowsReport& report) {
  const std::vector<DayView>& shown = report.days.days;
  JsonObject document;
  SetHead(report.view, shown.empty() ? std::nullopt : std::optional<Day>(shown.front().day),
          shown.empty() ? std::nullopt : std::optional<Day>(shown.back().day), &document);
  JsonArray days;
  for (const DayView& day : shown) days.Add(DayObject(day, report.view.surface));
  document.Set("days", days);
  if (report.view.stream) {
    document.Set("surface_state", NameOf(report.view.stream->surface_state));
  } else {
    document.SetNull("surface_state");
  }
  document.Set("other_surfaces", SurfacesArray(report.view));
  if (report.cursor) {
    document.Set("cursor", CursorObject(*report.cursor, report.now));
  } else {
    document.SetNull("cursor");
  }
  SetNext(report.page, &document);
  return document.ToText();
}

std::string OneWindowJson(const OneWindow& window) {
  JsonObject document;
  SetHead(window.view, window.day.day, window.day.day, &document);
  document.Set("days", JsonArray().Add(DayObject(window.day, window.view.surface)));
  if (!window.with_history) return document.ToText();
  JsonArray history;
  for (const WindowRevision& revision : window.history) {
    JsonObject object;
    SetContent(revision.record, window.view.surface, &object);
    if (revision.until_revision != 0) {
      object.Set("until_revision", revision.until_revision);
    } else {
      object.SetNull("until_revision");
    }
    object.SetTime("recorded_at", revision.recorded_at);
    object.Set("run", revision.run_id);
    history.Add(object);
  }
  document.Set("history", history);
  return document.ToText();
}

}  // namespace cognitrack
