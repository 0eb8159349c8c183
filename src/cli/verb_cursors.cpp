#include <algorithm>

#include "cli/cursor_view.h"
#include "cli/display_text.h"
#include "cli/ledger_view.h"
#include "cli/number_text.h"
#include "cli/text_table.h"
#include "cli/verbs.h"
#include "ingest/cursor_reset.h"

namespace cognitrack {
namespace {

// "3 d 09 h", "9 h": a lag to the hour.
std::string LagText(std::optional<UtcSeconds> lag) {
  if (!lag) return std::string(kUnknownText);
  const std::int64_t days = *lag / kSecondsPerDay;
  const std::int64_t hours = *lag % kSecondsPerDay / kSecondsPerHour;
  if (days == 0) return std::to_string(hours) + " h";
  return CountText(days) + " d " + (hours < 10 ? "0" : "") + std::to_string(hours) + " h";
}

std::string DayText(std::optional<Day> day) {
  return day ? FormatDay(*day) : std::string(kUnknownText);
}

bool IsNothing(const Cursor& cursor) { return cursor.held == 0 && cursor.parked == 0; }

struct CountColumn {
  const char* head;
  std::int64_t Cursor::*count;
  bool always;
};

std::string CursorsText(const std::vector<Cursor>& cursors, const std::string& source,
                        const std::string& database, UtcSeconds now, const TextStyle& style,
                        int width) {
  static constexpr CountColumn kColumns[] = {{"Gaps", &Cursor::gaps, true},
                                             {"Parked", &Cursor::parked, true},
                                             {"Reset", &Cursor::reset, false},
                                             {"Pruned", &Cursor::pruned, false}};
  if (std::all_of(cursors.begin(), cursors.end(), IsNothing)) {
    return "The ledger at " + database + " holds nothing of " + Printable(source) + " yet.\n";
  }
  const auto is_shown = [&cursors](const CountColumn& column) {
    return column.always || std::any_of(cursors.begin(), cursors.end(), [&](const Cursor& cursor) {
             return cursor.*column.count != 0;
           });
  };
  TextTable table;
  table.AddColumn("Cursor", Align::kLeft);
  table.AddColumn("Next day", Align::kLeft);
  table.AddColumn("Lag", Align::kRight);
  for (const CountColumn& column : kColumns) {
    if (is_shown(column)) table.AddColumn(column.head, Align::kRight);
  }
  std::string turned_away;
  for (const Cursor& cursor : cursors) {
    if (IsTurnedAway(cursor.state)) {
      turned_away += (turned_away.empty() ? "" : ", ") + cursor.surface;
    }
    if (IsNothing(cursor)) continue;
    std::vector<std::string> cells = {cursor.name, DayText(cursor.next),
                                      LagText(cursor.LagAt(now))};
    for (const CountColumn& column : kColumns) {
      if (is_shown(column)) cells.push_back(CountText(cursor.*column.count));
    }
    table.AddRow(std::move(cells));
  }
  std::string text = style.Bold(Printable(source)) + " · as of " + FormatTime(now) + "\n\n" +
                     table.ToText(style, width);
  if (!turned_away.empty()) {
    for (const std::string& line :
         Wrapped("Refused or unknown to the provider, and no gap: " + turned_away + ".",
                 width == 0 ? 80 : width)) {
      text += line + "\n";
    }
  }
  return text;
}

std::string CursorsJson(const std::vector<Cursor>& cursors, const std::string& source,
                        UtcSeconds now) {
  JsonObject document;
  document.Set("source", source);
  document.SetTime("as_of", now);
  JsonArray array;
  for (const Cursor& cursor : cursors) array.Add(CursorObject(cursor, now));
  document.Set("cursors", array);
  return document.ToText();
}

std::string ResetText(const CursorResetSummary& summary, const CursorResetOptions& asked,
                      const TextStyle& style) {
  std::string text = style.Bold(summary.after.name) + ": " + DayText(summary.before.next) + " → " +
                     DayText(summary.after.next) + "\n";
  text += "  " + Counted(summary.asked_for, "day") + " held from " + FormatDay(asked.to) +
          " on will be read again by the next ingest; until then they stay in force.\n";
  if (summary.after.pruned > 0) {
    text += "  Pruned days stay as they are: backfill --allow-pruned reads them again.\n";
  }
  return text + "  Run " + std::to_string(summary.run.id) +
         " keeps the reason: " + Printable(asked.reason) + "\n";
}

}  // namespace

JsonObject CursorObject(const Cursor& cursor, UtcSeconds now) {
  JsonObject object;
  object.Set("name", cursor.name);
  object.Set("surface", cursor.surface);
  object.Set("surface_state", NameOf(cursor.state));
  object.SetDay("history_start", cursor.history_start);
  object.SetDay("next", cursor.next);
  object.SetDay("last", cursor.last);
  object.Set("lag_seconds", cursor.LagAt(now));
  object.Set("held", cursor.held);
  object.Set("gaps", cursor.gaps);
  object.Set("parked", cursor.parked);
  object.Set("unsettled", cursor.unsettled);
  object.Set("pruned", cursor.pruned);
  object.Set("reset", cursor.reset);
  return object;
}

Result<int> RunCursors(CommandContext& context) {
  const UtcSeconds now = context.clock().Now();
  const std::string& name = context.settings().source;
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kRead));
  TRY(const std::optional<SourceRecord> source, HeldSource(*store, context.settings()));
  std::vector<Cursor> cursors;
  if (source) {
    TRY(cursors, CursorsOf(*store, source->id, now));
  }
  context.Print(CursorsText(cursors, name, context.settings().database_text, now, context.style(),
                            context.width()));
  context.PrintJson(CursorsJson(cursors, name, now));
  return 0;
}

Result<int> RunCursorsReset(CommandContext& context) {
  const CommandOptions& options = context.options();
  CursorResetOptions asked;
  TRY(asked.surface, SurfaceOf(options));
  asked.source = context.settings().source;
  asked.to = *options.to;
  asked.reason = *options.reason;
  TRY(const LedgerHandle store, context.OpenLedger(DatabaseAccess::kWrite));
  TRY(const CursorResetSummary summary, ResetCursor(asked, *store, context.clock()));
  const UtcSeconds now = context.clock().Now();
  context.Print(ResetText(summary, asked, context.style()));
  JsonObject document;
  document.Set("verb", "cursors reset");
  document.Set("source", asked.source);
  document.Set("surface", asked.surface);
  document.SetDay("to", asked.to);
  document.Set("reason", asked.reason);
  document.Set("run", summary.run.id);
  document.Set("days_asked_for", summary.asked_for);
  document.Set("before", CursorObject(summary.before, now));
  document.Set("after", CursorObject(summary.after, now));
  context.PrintJson(document.ToText());
  return 0;
}

}  // namespace cognitrack
