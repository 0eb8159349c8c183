#include <algorithm>

#include "cli/display_text.h"
#include "cli/month_calendar.h"
#include "cli/number_text.h"
#include "cli/text_table.h"
#include "cli/windows_report.h"

namespace cognitrack {
namespace {

const CalendarMark kSettled{"●", Tone::kGood, "settled"};
const CalendarMark kProvisional{"◐", Tone::kGood, "provisional"};
const CalendarMark kOpen{"◔", Tone::kQuiet, "open"};
const CalendarMark kPruned{"▪", Tone::kQuiet, "pruned"};
const CalendarMark kUnconfirmed{"?", Tone::kNote, "empty, unconfirmed"};
const CalendarMark kParked{"✕", Tone::kBad, "parked"};
const CalendarMark kMissing{"○", Tone::kNote, "missing"};

CalendarMark MarkOf(const DayView& day) {
  if (day.record) {
    if (day.record->attempt.outcome == AttemptOutcome::kParked) return kParked;
    if (day.record->attempt.outcome == AttemptOutcome::kEmptyUnconfirmed) return kUnconfirmed;
  }
  switch (day.state) {
    case WindowState::kMissing:
      return kMissing;
    case WindowState::kOpen:
      return kOpen;
    case WindowState::kProvisional:
      return kProvisional;
    case WindowState::kSettled:
      return kSettled;
    case WindowState::kPruned:
      return kPruned;
  }
  return kMissing;
}

std::optional<WideCount> Wide(std::optional<std::int64_t> count) {
  if (!count) return std::nullopt;
  return WideCount{*count};
}

// Input and output together; unknown where either is.
std::optional<WideCount> TokensOf(const MetricValues& totals) {
  const auto input = totals.Get(Metric::kInputTokens);
  const auto output = totals.Get(Metric::kOutputTokens);
  if (!input || !output) return std::nullopt;
  return WideCount{*input} + *output;
}

// A window that holds no rows is a confirmed zero, whatever its header reported.
std::vector<std::optional<WideCount>> NumbersOf(const DayView& day, bool holds_money) {
  if (holds_money) {
    const bool is_held = day.record && day.record->has_content();
    return {is_held ? std::optional<WideCount>(day.record->row_count) : std::nullopt};
  }
  if (!day.record || !day.record->has_content()) return {std::nullopt, std::nullopt};
  if (day.record->row_count == 0 && !day.record->pruned) return {WideCount{0}, WideCount{0}};
  return {Wide(day.record->totals.Get(Metric::kNumModelRequests)), TokensOf(day.record->totals)};
}

std::string GapLines(const DaysView& days, const TextStyle& style) {
  const std::int64_t all = static_cast<std::int64_t>(days.days.size());
  std::int64_t rows = 0;
  for (const DayView& day : days.days) {
    if (day.record && day.record->has_content()) rows += day.record->row_count;
  }
  const std::string held =
      CountText(days.held) + " of " + Counted(all, "day") + " held, " + Counted(rows, "row") + ".";
  if (days.gaps.empty()) return "No gaps: " + held + "\n";
  std::int64_t missing = 0;
  for (const auto& [first, last] : days.gaps) missing += last - first + 1;
  return style.Note("Gaps: " + Counted(missing, "day") + " not read: ") + GapsText(days.gaps) +
         ".\n" + held + " To read the first gap:\n  cognitrack backfill --start " +
         FormatDay(days.gaps.front().first) + " --end " + FormatDay(days.gaps.front().second) +
         "\n";
}

std::string ParkedLines(const DaysView& days, const TextStyle& style) {
  constexpr int kShown = 5;
  std::string text;
  int shown = 0;
  for (const DayView& day : days.days) {
    if (!day.record || day.record->attempt.outcome != AttemptOutcome::kParked) continue;
    if (++shown > kShown) continue;
    text +=
        style.Bad("✕ " + FormatDay(day.day)) + "  " + Printable(day.record->attempt.reason) + "\n";
  }
  if (shown > kShown) text += "  and " + CountText(std::int64_t{shown - kShown}) + " more parked\n";
  return text;
}

std::string TimeOrUnknown(UtcSeconds time) {
  return time == 0 ? std::string(kUnknownText) : FormatTime(time);
}

void AppendFact(std::string_view name, std::string_view value, std::string* text) {
  *text += PaddedRight(name, 16) + std::string(value) + "\n";
}

std::string GrainText(const Grain& grain) {
  std::string text;
  for (const std::string& name : grain.names())
    text += (text.empty() ? "" : ", ") + Printable(name);
  return text.empty() ? "no dimension" : text;
}

std::string AttemptText(const Attempt& attempt) {
  std::string text(NameOf(attempt.outcome));
  text += " at " + TimeOrUnknown(attempt.at) + ", run " + std::to_string(attempt.run_id);
  if (!attempt.reason.empty()) text += ": " + Printable(attempt.reason);
  return text;
}

std::string MetricLines(const WindowRecord& record) {
  std::string text;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    if (!record.reported.Has(metric) && !record.totals.reported().Has(metric)) continue;
    text += "  " + PaddedRight(NameOf(metric), 30) +
            PaddedLeft(CountText(record.totals.Get(metric)), 18) + "\n";
  }
  return text;
}

std::string HistoryText(const OneWindow& window, const TextStyle& style, int width) {
  if (window.history.empty()) return "No content was ever stored.\n";
  TextTable table;
  for (const char* head : {"Recorded", "Origin"}) table.AddColumn(head, Align::kLeft);
  for (const char* head : {"Rows", "Requests", "Tokens", "Revision", "Run"}) {
    table.AddColumn(head, Align::kRight);
  }
  for (const WindowRevision& revision : window.history) {
    const WindowRecord& record = revision.record;
    const std::optional<WideCount> tokens = TokensOf(record.totals);
    std::string origin = record.origin.ToText();
    if (!record.origin.from_api) origin = "export:" + record.origin.file_sha256.substr(0, 8) + "…";
    table.AddRow({FormatTime(revision.recorded_at), origin, CountText(record.row_count),
                  CountText(record.totals.Get(Metric::kNumModelRequests)),
                  tokens ? Grouped(ToText(*tokens)) : std::string(kUnknownText),
                  std::to_string(record.revision), std::to_string(revision.run_id)});
  }
  return table.ToText(style, width) + "The last line is what is held now.\n";
}

}  // namespace

std::string WindowsText(const WindowsReport& report, const TextStyle& style, int width) {
  if (report.days.days.empty()) {
    return "The ledger at " + report.database + " holds no windows of " +
           Printable(report.view.source) +
           " yet.\nFill it from an export:   cognitrack import --csv FILE\n"
           "or from the provider:     cognitrack backfill --start DAY --end DAY\n";
  }
  // Money of several currencies has no sum: 'costs' tells it by currency.
  const bool holds_money = HoldsMoney(report.view.surface);
  MonthCalendar calendar(holds_money ? std::vector<std::string>{"Rows"}
                                     : std::vector<std::string>{"Requests", "Tokens"});
  for (const DayView& day : report.days.days) {
    calendar.Add({day.day, MarkOf(day), NumbersOf(day, holds_money)});
  }
  std::string text = style.Bold(Printable(report.view.source) + " · " + report.view.surface) +
                     " · one window a UTC day · " +
                     DaysText(report.days.days.front().day, report.days.days.back().day) + "\n\n";
  text += calendar.ToText(style, width);
  text += calendar.Legend({kSettled, kProvisional, kOpen, kPruned, kUnconfirmed, kParked, kMissing},
                          style);
  text += GapLines(report.days, style);
  return text + ParkedLines(report.days, style);
}

std::string OneWindowText(const OneWindow& window, const TextStyle& style, int width) {
  const DayView& day = window.day;
  std::string text = style.Bold(FormatDay(day.day)) + " · " + Printable(window.view.source) +
                     " · " + window.view.surface + "\n\n";
  const CalendarMark mark = MarkOf(day);
  AppendFact("State", Toned(style, mark.tone, mark.glyph) + " " + std::string(NameOf(day.state)),
             &text);
  if (day.record && day.record->attempt.outcome != AttemptOutcome::kNone) {
    AppendFact("Last attempt", AttemptText(day.record->attempt), &text);
  }
  if (day.record && day.record->has_content()) {
    const WindowRecord& record = *day.record;
    AppendFact("Origin", record.origin.ToText(), &text);
    AppendFact("Last read", TimeOrUnknown(record.read_at), &text);
    AppendFact("Unchanged since", TimeOrUnknown(record.content_since), &text);
    AppendFact("Grouped by", GrainText(record.grain), &text);
    if (record.clipped) AppendFact("Clipped", "the bucket ended before the day did", &text);
    AppendFact("Rows", CountText(record.row_count), &text);
    AppendFact("Content hash", ToHex(record.content_hash), &text);
    if (HoldsMoney(window.view.surface)) {
      text += "\nIts amounts:\n  cognitrack costs --from " + FormatDay(day.day) + " --to " +
              FormatDay(day.day) + " --group-by project_id,line_item\n";
    } else {
      text += "\n" + MetricLines(record);
    }
  }
  if (window.with_history) text += "\n" + HistoryText(window, style, width);
  return text;
}

}  // namespace cognitrack
