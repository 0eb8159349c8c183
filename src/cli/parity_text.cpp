#include <algorithm>

#include "cli/display_text.h"
#include "cli/ledger_view.h"
#include "cli/month_calendar.h"
#include "cli/number_text.h"
#include "cli/parity_view.h"
#include "cli/text_table.h"

namespace cognitrack {
namespace {

const CalendarMark kExactMark{"✓", Tone::kGood, "exact"};
const CalendarMark kExplainedMark{"≈", Tone::kNote, "explained"};
const CalendarMark kIncompleteMark{"○", Tone::kNote, "incomplete"};
const CalendarMark kVarianceMark{"✕", Tone::kBad, "variance"};

CalendarMark MarkOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kExact:
      return kExactMark;
    case Verdict::kExplained:
      return kExplainedMark;
    case Verdict::kIncomplete:
      return kIncompleteMark;
    case Verdict::kVariance:
      return kVarianceMark;
  }
  return kVarianceMark;
}

std::int64_t CountOf(const ParityDocument& document, Verdict verdict) {
  return std::count_if(document.days.begin(), document.days.end(),
                       [verdict](const ParityDay& day) { return day.verdict == verdict; });
}

std::string FilesText(const ParityDocument& document) {
  std::string text;
  for (const ParityFile& file : document.files) {
    text += "  " + Printable(file.name) + "  " + Printable(file.kind) + ", " +
            Counted(file.rows, "row") + ", sha256 " + file.sha256.substr(0, 12) + "…\n";
    if (!file.unknown_columns.empty()) {
      text += "    columns that are not known, and kept:";
      for (const std::string& name : file.unknown_columns) text += " " + Printable(name);
      text += "\n";
    }
  }
  return text;
}

std::optional<WideCount> Find(const std::optional<MetricSums>& sums, const std::string& metric) {
  if (!sums) return std::nullopt;
  const auto found = sums->find(metric);
  if (found == sums->end()) return std::nullopt;
  return found->second;
}

std::string Cell(const std::string& metric, std::optional<WideCount> units) {
  return units ? Grouped(TextOf(metric, *units)) : std::string(kUnknownText);
}

std::string SignedCell(const std::string& metric, WideCount delta) {
  return (delta > 0 ? "+" : "") + Grouped(TextOf(metric, delta));
}

struct ShownMetric {
  std::string name;
  std::string head;
};

std::vector<ShownMetric> ShownOf(const ParityDocument& document) {
  if (HoldsMoney(document.surface)) return {{"amount_value", "Amount"}};
  return {
      {"num_model_requests", "Requests"}, {"input_tokens", "Input"}, {"output_tokens", "Output"}};
}

std::string TotalsText(const ParityDocument& document, const TextStyle& style, int width) {
  std::vector<std::string> metrics;
  for (const auto& [metric, count] : document.csv_totals) metrics.push_back(metric);
  for (const auto& [metric, count] : document.ledger_totals) {
    if (document.csv_totals.count(metric) == 0) metrics.push_back(metric);
  }
  TextTable table;
  table.AddColumn("Metric", Align::kLeft);
  for (const char* head : {"Export", "Ledger", "Difference"}) table.AddColumn(head, Align::kRight);
  for (const std::string& metric : metrics) {
    const auto csv = Find(document.csv_totals, metric);
    const auto ledger = Find(document.ledger_totals, metric);
    if (csv.value_or(0) == 0 && ledger.value_or(0) == 0) continue;
    const bool compared = csv && ledger;
    table.AddRow({Printable(metric), Cell(metric, csv), Cell(metric, ledger),
                  compared ? SignedCell(metric, *csv - *ledger) : "not compared"});
  }
  return table.ToText(style, width);
}

bool HasUse(const ParityDay& day) {
  const auto any = [](const std::optional<MetricSums>& sums) {
    return sums &&
           std::any_of(sums->begin(), sums->end(), [](const auto& sum) { return sum.second != 0; });
  };
  return any(day.csv) || any(day.ledger);
}

// Days that are not exact, worst first, then by day.
std::string WorstDaysText(const ParityDocument& document, const TextStyle& style, int width) {
  constexpr std::size_t kShown = 10;
  std::vector<const ParityDay*> days;
  for (const ParityDay& day : document.days) {
    if (day.verdict != Verdict::kExact) days.push_back(&day);
  }
  if (days.empty()) return "";
  // Days with use before those without, which say less.
  std::stable_sort(days.begin(), days.end(), [](const ParityDay* a, const ParityDay* b) {
    if (a->verdict != b->verdict) return a->verdict > b->verdict;
    return HasUse(*a) && !HasUse(*b);
  });
  TextTable table;
  table.AddColumn("Day", Align::kLeft);
  table.AddColumn("Verdict", Align::kLeft);
  table.AddColumn("Why", Align::kLeft);
  const std::vector<ShownMetric> metrics = ShownOf(document);
  for (const ShownMetric& metric : metrics) table.AddColumn(metric.head, Align::kRight);
  for (std::size_t i = 0; i < std::min(days.size(), kShown); ++i) {
    const ParityDay& day = *days[i];
    const CalendarMark mark = MarkOf(day.verdict);
    std::vector<std::string> cells = {
        FormatDay(day.day),
        Toned(style, mark.tone, std::string(mark.glyph) + " " + std::string(mark.meaning)),
        day.cause ? std::string(PhraseFor(*day.cause)) : "several causes"};
    for (const ShownMetric& metric : metrics) {
      const auto csv = Find(day.csv, metric.name);
      const auto ledger = Find(day.ledger, metric.name);
      cells.push_back(csv && ledger ? SignedCell(metric.name, *csv - *ledger)
                                    : std::string(kUnknownText));
    }
    table.AddRow(std::move(cells));
  }
  std::string text = "\n" + style.Bold("Days that are not exact") + " (export − ledger)\n" +
                     table.ToText(style, width);
  if (days.size() > kShown) {
    text += "and " + CountText(static_cast<std::int64_t>(days.size() - kShown)) + " more\n";
  }
  return text;
}

std::string DimensionsText(const ParityDifference& difference) {
  std::string text;
  for (const auto& [name, value] : difference.dimensions) {
    if (!value) continue;
    text += (text.empty() ? "" : ", ") + Printable(name) + " " + Printable(*value);
  }
  return text.empty() ? "(no dimension)" : text;
}

std::string DifferenceText(const ParityDifference& difference, const TextStyle& style, int width) {
  std::string text =
      style.Bold(FormatDay(difference.day)) + "  " + std::string(NameOf(difference.kind));
  if (difference.cause) text += ": " + std::string(PhraseFor(*difference.cause));
  text += "\n";
  for (const std::string& line : Wrapped(DimensionsText(difference), width == 0 ? 96 : width - 4)) {
    text += "    " + line + "\n";
  }
  for (const auto& [metric, numbers] : difference.metrics) {
    text += "    " + PaddedRight(Printable(metric), 28) + " export " +
            PaddedLeft(Cell(metric, numbers.csv), 14) + "   ledger " +
            PaddedLeft(Cell(metric, numbers.ledger), 14) + "   " +
            SignedCell(metric, numbers.delta) + "\n";
  }
  for (const DifferencePlace& place : difference.at) {
    text += "    " + Printable(place.file) + ":" + std::to_string(place.line) + "\n";
  }
  return text;
}

std::string DifferencesText(const ParityDocument& document, const TextStyle& style, int width) {
  constexpr std::size_t kShown = 5;
  if (document.differences_total == 0) return "";
  std::string text =
      "\n" + style.Bold("Differences") + " (" + CountText(document.differences_total) + ")\n";
  const std::size_t shown = std::min(document.differences.size(), kShown);
  for (std::size_t i = 0; i < shown; ++i) {
    text += DifferenceText(document.differences[i], style, width);
  }
  const std::int64_t more = document.differences_total - static_cast<std::int64_t>(shown);
  if (more > 0) {
    text += "and " + CountText(more) + " more: --out FILE.md or --out FILE.json has them all\n";
  }
  return text;
}

std::string RemarksText(const ParityDocument& document, const TextStyle& style, int width) {
  std::string text;
  const auto add = [&](const std::string& remark) {
    std::string lead = style.Note("! ");
    for (const std::string& line : Wrapped(remark, width == 0 ? 96 : width - 2)) {
      text += lead + line + "\n";
      lead = "  ";
    }
  };
  for (const auto& [dimension, why] : document.dropped) {
    add(Printable(dimension) + " is not compared: " + Printable(why));
  }
  if (!document.not_compared.empty()) {
    std::string names;
    for (const std::string& name : document.not_compared) names += " " + Printable(name);
    add("Reported by one side only, and not compared:" + names);
  }
  for (const std::string& note : document.notes) add(Printable(note));
  return text.empty() ? text : "\n" + text;
}

}  // namespace

std::string_view PhraseFor(Cause cause) {
  switch (cause) {
    case Cause::kClippedDay:
      return "the export's last day ends early, with no more than the ledger";
    case Cause::kDoubledRow:
      return "the export holds identical lines";
    case Cause::kRowAbsent:
      return "the export lacks a row of the ledger";
    case Cause::kRowAdded:
      return "the ledger lacks a row of the export";
    case Cause::kValueDiffers:
      return "a number differs";
    case Cause::kDayAbsent:
      return "the export does not list this day";
    case Cause::kSecondGrain:
      return "the export holds the month at several grains: copies, not sums";
    case Cause::kNotReported:
      return "one side did not report the number";
    case Cause::kWindowMissing:
      return "the ledger never read this day";
    case Cause::kWindowParked:
      return "the ledger's last read of this day failed";
    case Cause::kDayOpen:
      return "the day is not over";
    case Cause::kPruned:
      return "only the day's totals are kept, and they differ";
    case Cause::kHoursMissing:
      return "the export lacks hours of this day";
  }
  return "";
}

std::string VerdictLine(const ParityDocument& document) {
  const std::int64_t days = static_cast<std::int64_t>(document.days.size());
  const std::int64_t exact = CountOf(document, Verdict::kExact);
  const std::string scope = ScopeInWords(document);
  std::string line = std::string(NameOf(document.verdict)) +
                     (scope.empty() ? "" : " " + Printable(scope)) + ": " + CountText(exact) +
                     " of " + Counted(days, "day") + " equal, " +
                     Counted(RowsCompared(document), "row");
  if (document.verdict == Verdict::kExact) {
    return line + (HoldsMoney(document.surface) ? ", to the last digit" : ", to the token");
  }
  for (const Verdict verdict : {Verdict::kVariance, Verdict::kIncomplete, Verdict::kExplained}) {
    const std::int64_t count = CountOf(document, verdict);
    if (count > 0) line += ", " + CountText(count) + " " + std::string(NameOf(verdict));
  }
  return line;
}

std::string ParityText(const ParityDocument& document, const TextStyle& style, int width) {
  std::string text = style.Bold("Parity of " + Printable(document.source) + " · " +
                                document.surface + " · " + DaysText(document.from, document.to)) +
                     "\n" + FilesText(document) + "\n";
  MonthCalendar calendar({});
  for (const ParityDay& day : document.days) calendar.Add({day.day, MarkOf(day.verdict), {}});
  text += calendar.ToText(style, width);
  text += calendar.Legend({kExactMark, kExplainedMark, kIncompleteMark, kVarianceMark}, style);
  text += "\n" + TotalsText(document, style, width);
  text += WorstDaysText(document, style, width);
  text += DifferencesText(document, style, width);
  text += RemarksText(document, style, width);
  const CalendarMark mark = MarkOf(document.verdict);
  return text + "\n" +
         Toned(style, mark.tone, std::string(mark.glyph) + " " + VerdictLine(document)) + "\n";
}

}  // namespace cognitrack
