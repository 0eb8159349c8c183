#include "cli/shadow_comparison_view.h"

#include <algorithm>

#include "cli/display_text.h"
#include "cli/money_text.h"
#include "cli/number_text.h"
#include "cli/text_table.h"
#include "ingest/book_in_force.h"

namespace cognitrack {
namespace {

constexpr std::size_t kWindowsShown = 20;
constexpr std::size_t kModelsShown = 15;
constexpr std::size_t kRefusalsShown = 5;
constexpr std::size_t kMetricsShown = 3;

struct FindingName {
  WindowFinding finding;
  const char* said;
};

constexpr FindingName kFindings[] = {
    {WindowFinding::kEqual, "equal"},
    {WindowFinding::kDiffers, "read otherwise"},
    {WindowFinding::kParked, "refused by one of the two"},
    {WindowFinding::kUnreadable, "not to be read by either"},
    {WindowFinding::kNotKept, "without an archived answer"},
    {WindowFinding::kFromExport, "from a file"},
    {WindowFinding::kPruned, "pruned"},
};

std::string ScopeText(const VersionComparison& entry) {
  std::string text = entry.source ? Printable(*entry.source) : "all sources";
  if (entry.from) text += ", from " + FormatDay(*entry.from);
  if (entry.to) text += ", to " + FormatDay(*entry.to);
  return text;
}

std::string MoreText(std::size_t all, std::size_t shown, const TextStyle& style) {
  if (all <= shown) return "";
  return style.Dim("and " + CountText(static_cast<std::int64_t>(all - shown)) +
                   " more: --out FILE.json writes every one") +
         "\n";
}

// "input_tokens 12 → 24".
std::string WhatDiffers(const WindowDifference& window) {
  if (window.finding == WindowFinding::kUnreadable) return "damaged, or not to be read";
  if (window.finding == WindowFinding::kParked) {
    return window.candidate.parked.empty() ? "what is in force refuses it"
                                           : "the candidate refuses it";
  }
  std::string text;
  std::size_t count = 0;
  const auto add = [&](const std::string& what) {
    if (count++ < kMetricsShown) text += (text.empty() ? "" : ", ") + what;
  };
  const MetricValues none;
  const MetricValues& before = window.in_force.totals ? *window.in_force.totals : none;
  const MetricValues& after = window.candidate.totals ? *window.candidate.totals : none;
  const auto units = [](Metric metric, const MetricValues& values) {
    const auto value = values.Units(metric);
    return value ? Grouped(TextOf(metric, *value)) : std::string(kUnknownText);
  };
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    if (before.Units(metric) == after.Units(metric)) continue;
    add(std::string(NameOf(metric)) + " " + units(metric, before) + " → " + units(metric, after));
  }
  if (text.empty()) {
    const std::int64_t rows =
        window.rows_only_in_force + window.rows_only_candidate + window.rows_changed;
    if (rows > 0) add(Counted(rows, "row") + ", with equal totals");
    for (const std::string& what : window.also) add(what == "dimensions" ? what : "its " + what);
  }
  if (count > kMetricsShown) text += ", …";
  return text;
}

std::string WindowsText(const ReadingComparison& found, const TextStyle& style, int width) {
  TextTable table;
  table.AddColumn("Day", Align::kLeft);
  table.AddColumn("Source", Align::kLeft);
  table.AddColumn("Surface", Align::kLeft);
  table.AddColumn("Rows", Align::kRight);
  table.AddColumn("Then", Align::kRight);
  table.AddColumn("What", Align::kLeft);
  std::string refusals;
  std::size_t refused = 0;
  const std::size_t shown = std::min(kWindowsShown, found.found.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const WindowDifference& window = found.found[i];
    const auto rows = [&](const WindowSide& side) {
      return side.parked.empty() ? CountText(side.rows) : std::string(kUnknownText);
    };
    table.AddRow({FormatDay(window.day), Printable(window.source), window.surface,
                  rows(window.in_force), rows(window.candidate), WhatDiffers(window)});
    const std::string& why =
        window.candidate.parked.empty() ? window.in_force.parked : window.candidate.parked;
    if (why.empty() || refused++ >= kRefusalsShown) continue;
    refusals += "  " + window.surface + " " + FormatDay(window.day) + ": " + Printable(why) + "\n";
  }
  return table.ToText(style, width) + MoreText(found.found.size(), shown, style) +
         (refusals.empty() ? "" : "\n" + refusals);
}

std::string BodyOf(const ReadingComparison& found, const TextStyle& style, int width) {
  std::string text;
  for (const FindingName& name : kFindings) {
    const std::int64_t count = found.Count(name.finding);
    if (count > 0) text += PaddedLeft(CountText(count), 9) + "  " + name.said + "\n";
  }
  if (text.empty()) return "  No window is held there.\n";
  return found.found.empty() ? text : text + "\n" + WindowsText(found, style, width);
}

std::string ModelsText(const PricingComparison& found, const TextStyle& style, int width) {
  std::vector<std::pair<std::string, PricedTotals>> models;
  for (const auto& model : found.models) {
    if (model.second.differing > 0) models.push_back(model);
  }
  const auto size = [](const PricedTotals& totals) {
    return totals.delta().count < 0 ? -totals.delta().count : totals.delta().count;
  };
  std::stable_sort(models.begin(), models.end(),
                   [&](const auto& a, const auto& b) { return size(a.second) > size(b.second); });
  TextTable table;
  table.AddColumn("Model", Align::kLeft);
  for (const char* head : {"In force USD", "Candidate USD", "Delta", "Lines", "Differ"}) {
    table.AddColumn(head, Align::kRight);
  }
  const auto row = [](const std::string& name, const PricedTotals& totals) {
    return std::vector<std::string>{name,
                                    MoneyText(totals.in_force),
                                    MoneyText(totals.candidate),
                                    MoneyText(totals.delta()),
                                    CountText(totals.lines),
                                    CountText(totals.differing)};
  };
  const std::size_t shown = std::min(kModelsShown, models.size());
  for (std::size_t i = 0; i < shown; ++i) {
    table.AddRow(
        row(models[i].first.empty() ? "(not told)" : Printable(models[i].first), models[i].second));
  }
  table.SetTotals(row("All use", found.totals));
  return table.ToText(style, width) + MoreText(models.size(), shown, style);
}

std::string SideText(const BilledSide& side) {
  return std::string(NameOf(side.verdict)) + ", " + PercentText(side.reproduced_share) +
         " reproduced, " + PercentText(side.explained_share) + " explained";
}

std::string BillsText(const PricingComparison& found) {
  std::string text;
  for (const BilledComparison& bill : found.bills) {
    text += "\nThe bill of " + Printable(bill.source) + ", " + MoneyText(bill.billed) + " USD:\n";
    text += "  in force   " + SideText(bill.in_force) + "\n";
    text += "  candidate  " + SideText(bill.candidate) + "\n";
  }
  return text;
}

std::string BodyOf(const PricingComparison& found, const TextStyle& style, int width) {
  if (found.windows == 0) return "  No use is held there.\n";
  const PricedTotals& totals = found.totals;
  std::string text = totals.differing == 0
                         ? "  Both price it at " + MoneyText(totals.in_force) + " USD.\n"
                         : ModelsText(found, style, width);
  if (totals.newly_priced > 0) {
    text += "  Of " + Counted(totals.newly_priced, "line") + " use gets a price.\n";
  }
  if (totals.newly_unpriced > 0) {
    text += style.Note("  Of " + Counted(totals.newly_unpriced, "line") + " use loses its price.") +
            "\n";
  }
  if (found.windows_pruned > 0) {
    text += "  " + Counted(found.windows_pruned, "window") + " pruned: not to be priced.\n";
  }
  return text + BillsText(found);
}

std::string Head(const ReadingComparison& found) {
  return "reading " + std::to_string(found.candidate) + " beside reading " +
         std::to_string(found.in_force);
}

std::string Head(const PricingComparison& found) {
  const auto name = [](const ComparedBook& book) {
    if (book.version.empty()) return BookText(std::nullopt);
    return Printable(BookText(KeptPriceBook{book.version, book.name, ""}));
  };
  return name(found.candidate) + " beside " + name(found.in_force);
}

}  // namespace

std::string ComparisonText(const ShadowComparison& comparison, const TextStyle& style, int width) {
  const VersionComparison& entry = comparison.entry;
  const std::string head =
      std::visit([](const auto& found) { return Head(found); }, comparison.found);
  const std::string body =
      std::visit([&](const auto& found) { return BodyOf(found, style, width); }, comparison.found);
  const std::string summary = SummaryOf(comparison);
  return style.Bold(std::string(NameOf(entry.kind)) + " · " + head) + " · " + ScopeText(entry) +
         "\n" + (entry.differing == 0 ? style.Good(summary) : style.Note(summary)) + "\n\n" + body;
}

}  // namespace cognitrack
