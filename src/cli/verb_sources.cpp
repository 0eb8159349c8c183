#include "cli/cursor_view.h"
#include "cli/display_text.h"
#include "cli/json_document.h"
#include "cli/ledger_view.h"
#include "cli/number_text.h"
#include "cli/text_table.h"
#include "cli/verbs.h"
#include "ingest/pull.h"

namespace cognitrack {
namespace {

struct StreamSummary {
  StreamRecord stream;
  Cursor cursor;
  UtcSeconds now = 0;
  std::int64_t windows = 0;  // With content.
  std::optional<Day> first;
  std::optional<Day> last;
};

struct SourceSummary {
  SourceRecord source;
  std::vector<StreamSummary> streams;
};

StreamSummary SummaryOf(const HeldStream& held, UtcSeconds now) {
  StreamSummary summary;
  summary.stream = held.stream;
  summary.cursor = CursorOf(held, now);
  summary.now = now;
  for (const WindowRecord& record : held.windows) {
    if (!record.has_content()) continue;
    ++summary.windows;
    if (!summary.first) summary.first = DayOf(record.start);
    summary.last = DayOf(record.start);
  }
  return summary;
}

JsonObject StreamObject(const StreamSummary& summary) {
  JsonObject object;
  object.Set("surface", summary.stream.key.surface);
  object.Set("width", summary.stream.key.width);
  object.Set("pass", summary.stream.key.pass);
  object.Set("surface_state", NameOf(summary.stream.surface_state));
  object.SetDay("history_start", summary.stream.history_start);
  object.Set("windows", summary.windows);
  object.SetDay("from", summary.first);
  object.SetDay("to", summary.last);
  object.Set("cursor", CursorObject(summary.cursor, summary.now));
  if (summary.stream.fallen_back_grain) {
    object.Set("grain_fallen_back_to", TextArray(summary.stream.fallen_back_grain->names()));
  } else {
    object.SetNull("grain_fallen_back_to");
  }
  return object;
}

std::string SourcesJson(const std::vector<SourceSummary>& sources) {
  JsonArray array;
  for (const SourceSummary& summary : sources) {
    JsonObject object;
    object.Set("name", summary.source.name);
    object.Set("provider", summary.source.provider);
    object.Set("team", summary.source.team);
    object.Set("project_ids", TextArray(summary.source.project_ids));
    JsonArray streams;
    for (const StreamSummary& stream : summary.streams) streams.Add(StreamObject(stream));
    object.Set("streams", streams);
    array.Add(object);
  }
  return JsonObject().Set("sources", array).ToText();
}

std::string RefusedLines(const std::vector<SourceSummary>& sources, const TextStyle& style) {
  std::string text;
  for (const SourceSummary& summary : sources) {
    std::string names;
    for (const StreamSummary& stream : summary.streams) {
      if (stream.stream.surface_state != SurfaceState::kRefused) continue;
      names += (names.empty() ? "" : ", ") + stream.stream.key.surface;
    }
    if (names.empty()) continue;
    text += style.Note("The key of " + Printable(summary.source.name) + " may not read: ") + names +
            ".\n";
  }
  return text;
}

std::string SourcesText(const std::vector<SourceSummary>& sources, const std::string& database,
                        const TextStyle& style, int width) {
  if (sources.empty()) {
    return "The ledger at " + database +
           " holds no sources yet. The first import or backfill makes one.\n";
  }
  TextTable table;
  for (const char* head : {"Source", "Provider", "Surface"}) table.AddColumn(head, Align::kLeft);
  table.AddColumn("Projects", Align::kRight);
  table.AddColumn("Days", Align::kRight);
  table.AddColumn("Held", Align::kLeft);
  table.AddColumn("Gaps", Align::kRight);
  for (const SourceSummary& summary : sources) {
    const std::string projects =
        CountText(static_cast<std::int64_t>(summary.source.project_ids.size()));
    bool any = false;
    for (const StreamSummary& stream : summary.streams) {
      if (stream.windows == 0 && IsTurnedAway(stream.stream.surface_state)) continue;
      any = true;
      table.AddRow(
          {Printable(summary.source.name), summary.source.provider, stream.stream.key.surface,
           projects, CountText(stream.windows),
           stream.first ? DaysText(*stream.first, *stream.last) : std::string(kUnknownText),
           CountText(stream.cursor.gaps)});
    }
    if (!any) {
      table.AddRow({Printable(summary.source.name), summary.source.provider,
                    std::string(kUnknownText), projects, "0", std::string(kUnknownText), "0"});
    }
  }
  return table.ToText(style, width) + RefusedLines(sources, style);
}

}  // namespace

Result<int> RunSources(CommandContext& context) {
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(const std::vector<SourceRecord> records, store->Sources());
  std::vector<SourceSummary> sources;
  for (const SourceRecord& record : records) {
    SourceSummary summary{record, {}};
    TRY(const std::vector<HeldStream> streams, store->HeldStreams(record.id));
    for (const HeldStream& held : streams) {
      summary.streams.push_back(SummaryOf(held, context.clock().Now()));
    }
    sources.push_back(std::move(summary));
  }
  context.Print(
      SourcesText(sources, context.settings().database_text, context.style(), context.width()));
  context.PrintJson(SourcesJson(sources));
  return 0;
}

}  // namespace cognitrack
