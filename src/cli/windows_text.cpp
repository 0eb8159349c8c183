#include <algorithm>
#include <functional>
#include <utility>

#include "cli/display_text.h"
#include "cli/metric_heads.h"
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

// A number that the calendar shows beside its days.
struct CalendarNumber {
  std::string head;
  std::function<std::optional<WideCount>(const WindowRecord&)> of;
};

// Money of several currencies has no sum: 'costs' tells it by currency.
std::vector<CalendarNumber> CalendarNumbersOf(const std::string& surface) {
  if (HoldsMoney(surface)) {
    return {{"Rows", [](const WindowRecord& record) { return WideCount{record.row_count}; }}};
  }
  const MetricSet metrics = MetricsOf(surface);
  std::vector<CalendarNumber> numbers;
  for (std::size_t i = 0; i < kCountMetrics; ++i) {
    const Metric metric = MetricAt(i);
    if (!metrics.Has(metric)) continue;
    if (metrics.Has(Metric::kOutputTokens) && metric != Metric::kNumModelRequests) continue;
    numbers.push_back({HeadOf(metric), [metric](const WindowRecord& record) {
                         return Wide(record.totals.Get(metric));
                       }});
  }
  if (metrics.Has(Metric::kOutputTokens)) {
    numbers.push_back(
        {"Tokens", [](const WindowRecord& record) { return TokensOf(record.totals); }});
  }
  return numbers;
}

// A window that holds no rows is a confirmed zero, whatever its header reported.
std::vector<std::optional<WideCount>> NumbersOf(const DayView& day,
                                                const std::vector<CalendarNumber>& numbers) {
  std::vector<std::optional<WideCount>> values(numbers.size());
  if (!day.record || !day.record->has_content()) return values;
  const bool is_zero = day.record->row_count == 0 && !day.record->pruned;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    values[i] = is_zero ? WideCount{0} : numbers[i].of(*day.record);
  }
  return values;
}

// What else the source holds, or may not read, in one line; nothing where there is nothing.
std::string OtherSurfacesLine(const LedgerView& view, const TextStyle& style) {
  std::string held;
  std::string refused;
  for (const StreamRecord& stream : view.others) {
    if (stream.surface_state == SurfaceState::kNotOffered) continue;
    std::string& names = stream.surface_state == SurfaceState::kRefused ? refused : held;
    names += (names.empty() ? "" : ", ") + stream.key.surface;
  }
  std::string text;
  if (!held.empty()) text = "Also held: " + held;
  if (!refused.empty()) {
    text += (text.empty() ? "" : "; ") + style.Note("the key may not read: ") + refused;
  }
  return text.empty() ? "" : text + " (--surface NAME).\n";
}

std::string TurnedAwayLine(const LedgerView& view, const TextStyle& style) {
  const SurfaceState state = view.stream ? view.stream->surface_state : SurfaceState::kNotAsked;
  if (!IsTurnedAway(state)) return "";
  return style.Note(std::string(NameOf(state)) + ": ") +
         (state == SurfaceState::kRefused ? "the key has no right to read " + view.surface
                                          : "the provider does not know " + view.surface) +
         "; it is asked for again by each ingest, and its days are no gaps.\n";
}

std::string GapLines(const DaysView& days, const TextStyle& style) {
  const std::int64_t all = static_cast<std::int64_t>(days.days.size());
  std::int64_t rows = 0, pruned = 0;
  for (const DayView& day : days.days) {
    if (!day.record || !day.record->has_content()) continue;
    if (day.record->pruned) {
      ++pruned;
    } else {
      rows += day.record->row_count;
    }
  }
  const std::string held =
      CountText(days.held) + " of " + Counted(all, "day") + " held, " + Counted(rows, "row") + "." +
      (pruned == 0 ? ""
                   : " Of " + Counted(pruned, "pruned day") + " totals and roll-ups are kept.");
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
    const std::string turned_away = TurnedAwayLine(report.view, style);
    if (!turned_away.empty()) return turned_away + OtherSurfacesLine(report.view, style);
    return "The ledger at " + report.database + " holds no windows of " +
           Printable(report.view.source) +
           (report.view.surface == kCompletions ? "" : " · " + report.view.surface) +
           " yet.\nFill it from an export:   cognitrack import --csv FILE\n"
           "or from the provider:     cognitrack backfill --start DAY --end DAY\n";
  }
  const std::vector<CalendarNumber> numbers = CalendarNumbersOf(report.view.surface);
  std::vector<std::string> heads;
  for (const CalendarNumber& number : numbers) heads.push_back(number.head);
  MonthCalendar calendar(std::move(heads));
  for (const DayView& day : report.days.days) {
    calendar.Add({day.day, MarkOf(day), NumbersOf(day, numbers)});
  }
  std::string text = style.Bold(Printable(report.view.source) + " · " + report.view.surface) +
                     " · one window a UTC day · " +
                     DaysText(report.days.days.front().day, report.days.days.back().day) + "\n\n";
  text += calendar.ToText(style, width);
  text += calendar.Legend({kSettled, kProvisional, kOpen, kPruned, kUnconfirmed, kParked, kMissing},
                          style);
  text += TurnedAwayLine(report.view, style);
  text += GapLines(report.days, style) + ParkedLines(report.days, style);
  return text + OtherSurfacesLine(report.view, style);
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
    AppendFact("Rows",
               CountText(record.row_count) +
                   (record.pruned ? " once, pruned: totals and roll-ups are kept" : ""),
               &text);
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
