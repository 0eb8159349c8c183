#include <algorithm>

#include "cli/bill_view.h"
#include "cli/display_text.h"
#include "cli/ledger_view.h"
#include "cli/money_text.h"
#include "cli/month_calendar.h"
#include "cli/number_text.h"
#include "cli/text_table.h"
#include "formats/bill_json.h"

namespace cognitrack {
namespace {

constexpr std::size_t kModelsShown = 15;
constexpr std::size_t kLinesShown = 10;
constexpr std::size_t kUnpricedShown = 10;

const CalendarMark kExactMark{"✓", Tone::kGood, "exact"};
const CalendarMark kExplainedMark{"≈", Tone::kNote, "explained"};
const CalendarMark kIncompleteMark{"○", Tone::kNote, "incomplete"};
const CalendarMark kVarianceMark{"✕", Tone::kBad, "variance"};

CalendarMark MarkOf(BillVerdict verdict) {
  switch (verdict) {
    case BillVerdict::kExact:
      return kExactMark;
    case BillVerdict::kExplained:
      return kExplainedMark;
    case BillVerdict::kIncomplete:
      return kIncompleteMark;
    case BillVerdict::kVariance:
      return kVarianceMark;
  }
  return kVarianceMark;
}

std::string_view PhraseFor(BillCause cause) {
  switch (cause) {
    case BillCause::kUnpricedModel:
      return "the price book has no price for what was used";
    case BillCause::kSurfaceNotRead:
      return "for use of a surface that was never read";
    case BillCause::kPriceDiffers:
      return "from a day on, the bill follows another price exactly";
    case BillCause::kFreeTier:
      return "tokens of the data-sharing grant";
    case BillCause::kCostWithoutUsage:
      return "billed, and no use of it is known";
    case BillCause::kUsageWithoutCost:
      return "used, and not on that day's bill";
    case BillCause::kClippedDay:
      return "one side's day ends before its end";
    case BillCause::kNotSettled:
      return "one side may still change";
    case BillCause::kUnknown:
      return "no evidence says why";
  }
  return "";
}

bool IsCompared(const BillDay& day) { return day.usage_read && day.costs_read; }

std::string ModelsText(const BillDocument& document, const TextStyle& style, int width) {
  std::vector<std::pair<std::string, BillTotals>> ordered(document.by_name.begin(),
                                                          document.by_name.end());
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
    return a.second.billed.count > b.second.billed.count;
  });
  const auto read = [&document](bool BillDay::*side) {
    return std::any_of(document.days.begin(), document.days.end(),
                       [side](const BillDay& day) { return day.*side; });
  };
  const bool usage_read = read(&BillDay::usage_read), costs_read = read(&BillDay::costs_read);
  TextTable table;
  table.AddColumn("Billed as", Align::kLeft);
  for (const char* head : {"Billed USD", "Priced USD", "Difference"}) {
    table.AddColumn(head, Align::kRight);
  }
  for (std::size_t i = 0; i < std::min(ordered.size(), kModelsShown); ++i) {
    const auto& [name, sums] = ordered[i];
    const std::string unknown(kUnknownText);
    const std::string priced = MoneyText(sums.priced) + (sums.priced_whole ? "" : " +" + unknown);
    table.AddRow({name.empty() ? "(not told)" : Printable(name),
                  costs_read ? MoneyText(sums.billed) : unknown, usage_read ? priced : unknown,
                  costs_read && usage_read ? MoneyText(sums.difference()) : unknown});
  }
  std::string text = table.ToText(style, width);
  if (ordered.size() > kModelsShown) {
    text += style.Dim("and " + CountText(static_cast<std::int64_t>(ordered.size() - kModelsShown)) +
                      " more: --json tells every line that differs") +
            "\n";
  }
  return text;
}

std::string CausesText(const BillDocument& document, const TextStyle& style, int width) {
  if (document.totals.causes.empty()) return "";
  TextTable table;
  table.AddColumn("Cause", Align::kLeft);
  table.AddColumn("Lines", Align::kRight);
  table.AddColumn("USD", Align::kRight);
  table.AddColumn("Which is", Align::kLeft);
  for (const auto& [cause, sum] : document.totals.causes) {
    table.AddRow({std::string(NameOf(cause)), CountText(sum.lines), MoneyText(sum.absolute),
                  std::string(PhraseFor(cause))});
  }
  return "\n" + table.ToText(style, width);
}

std::string UnknownLinesText(const BillDocument& document, const TextStyle& style, int width) {
  std::vector<const BillLine*> unknown;
  for (const BillLine& line : document.lines) {
    if (line.cause == BillCause::kUnknown) unknown.push_back(&line);
  }
  if (unknown.empty()) return "";
  const auto absolute = [](const BillLine* line) {
    return line->difference.count < 0 ? -line->difference.count : line->difference.count;
  };
  std::stable_sort(unknown.begin(), unknown.end(),
                   [&](const BillLine* a, const BillLine* b) { return absolute(a) > absolute(b); });
  TextTable table;
  table.AddColumn("Largest unknown", Align::kLeft);
  table.AddColumn("Line item", Align::kLeft);
  table.AddColumn("Project", Align::kLeft);
  table.AddColumn("Billed USD", Align::kRight);
  table.AddColumn("Difference", Align::kRight);
  for (std::size_t i = 0; i < std::min(unknown.size(), kLinesShown); ++i) {
    const BillLine& line = *unknown[i];
    table.AddRow({FormatDay(line.day), Printable(line.line_item),
                  line.project.empty() ? std::string(kUnknownText) : Printable(line.project),
                  MoneyText(line.billed), MoneyText(line.difference)});
  }
  return "\n" + table.ToText(style, width);
}

std::string RemarksText(const BillDocument& document, const TextStyle& style, int width) {
  std::string text;
  const auto add = [&](const std::string& remark) {
    for (const std::string& line : Wrapped(remark, width > 0 ? width : 100)) text += line + "\n";
  };
  if (!document.batch_splits.empty()) {
    const auto exact = std::count_if(document.batch_splits.begin(), document.batch_splits.end(),
                                     [](const BatchSplit& split) { return split.exact; });
    add("Batch: the usage of " +
        Counted(static_cast<std::int64_t>(document.batch_splits.size()), "model and day") +
        " is not told by batch; its batch tokens come from the bill, " + CountText(exact) +
        " of them to the token.");
  }
  std::size_t shown = 0;
  for (const UnpricedUse& use : document.unpriced) {
    if (++shown > kUnpricedShown) break;
    add(std::string(style.Note("Unpriced: ")) + Printable(use.model) + ", " + Printable(use.tier) +
        " " + std::string(NameOf(use.meter)) + ": " + Grouped(ToText(use.units)) +
        " units; the total is incomplete.");
  }
  for (const auto& [currency, amount] : document.other_currencies) {
    add("Not compared: " + MoneyText(amount) + " " + Printable(currency) + ".");
  }
  return text.empty() ? text : "\n" + text;
}

}  // namespace

std::string BillVerdictLine(const BillDocument& document) {
  std::string line = std::string(NameOf(document.verdict)) + ": ";
  const auto explained = document.totals.ExplainedShare();
  const auto days = static_cast<std::int64_t>(document.days.size());
  if (!explained) {
    const bool any = std::any_of(document.days.begin(), document.days.end(), IsCompared);
    line += any ? MoneyText(document.totals.billed) + " USD billed, " +
                      MoneyText(document.totals.unknown()) + " of unknown cause"
                : std::string("nothing could be compared");
    return line + ", " + Counted(days, "day");
  }
  line += PercentText(explained) + " of " + MoneyText(document.totals.billed) + " USD explained, " +
          PercentText(document.totals.ReproducedShare()) + " reproduced, " + Counted(days, "day");
  const auto incomplete =
      std::count_if(document.days.begin(), document.days.end(),
                    [](const BillDay& day) { return day.verdict == BillVerdict::kIncomplete; });
  if (incomplete > 0) line += ", " + CountText(incomplete) + " of them not read on both sides";
  return line;
}

std::string BillText(const BillDocument& document, const TextStyle& style, int width) {
  std::string text =
      style.Bold("Usage and bill of " + Printable(document.source) +
                 (document.from ? " · " + DaysText(*document.from, *document.to) : "")) +
      "\n\n";
  MonthCalendar calendar({});
  for (const BillDay& day : document.days) calendar.Add({day.day, MarkOf(day.verdict), {}});
  text += calendar.ToText(style, width);
  text += calendar.Legend({kExactMark, kExplainedMark, kIncompleteMark, kVarianceMark}, style);
  if (!document.by_name.empty()) text += "\n" + ModelsText(document, style, width);
  text += CausesText(document, style, width);
  text += UnknownLinesText(document, style, width);
  text += RemarksText(document, style, width);
  const CalendarMark mark = MarkOf(document.verdict);
  return text + "\n" +
         Toned(style, mark.tone, std::string(mark.glyph) + " " + BillVerdictLine(document)) + "\n";
}

}  // namespace cognitrack
