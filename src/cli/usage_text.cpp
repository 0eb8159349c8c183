#include <algorithm>
#include <set>

#include "base/wide_count.h"
#include "cli/display_text.h"
#include "cli/metric_heads.h"
#include "cli/number_text.h"
#include "cli/text_table.h"
#include "cli/usage_report_view.h"

namespace cognitrack {
namespace {

// A column of numbers: a metric, or input and output together.
struct MetricColumn {
  std::string head;
  std::optional<Metric> metric;  // Nothing: the total of input and output.
  bool always = false;           // Else only where something not 0 was reported, and it has room.
};

// Of a surface that reports a few numbers only: all of them.
std::vector<MetricColumn> PlainColumns(MetricSet metrics) {
  std::vector<MetricColumn> columns;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (metrics.Has(MetricAt(i))) columns.push_back({HeadOf(MetricAt(i)), MetricAt(i), true});
  }
  return columns;
}

std::vector<MetricColumn> ColumnsFor(std::string_view surface) {
  if (HoldsMoney(surface)) {
    return {{"Amount", Metric::kAmountValue, true}, {"Quantity", Metric::kQuantity, false}};
  }
  const MetricSet metrics = MetricsOf(surface);
  if (!metrics.Has(Metric::kOutputTokens)) return PlainColumns(metrics);
  static const std::vector<MetricColumn> kColumns = {
      {"Requests", Metric::kNumModelRequests, true},
      {"Input", Metric::kInputTokens, true},
      {"Cached", Metric::kInputCachedTokens, true},
      {"Cache writes", Metric::kInputCacheWriteTokens, false},
      {"Uncached", Metric::kInputUncachedTokens, false},
      {"Output", Metric::kOutputTokens, true},
      {"Total tokens", std::nullopt, true},
      {"Audio in", Metric::kInputAudioTokens, false},
      {"Audio out", Metric::kOutputAudioTokens, false},
      {"Images in", Metric::kInputImageTokens, false},
      {"Images out", Metric::kOutputImageTokens, false}};
  return kColumns;
}

std::string TotalText(const MetricValues& metrics) {
  const auto input = metrics.Get(Metric::kInputTokens);
  const auto output = metrics.Get(Metric::kOutputTokens);
  if (!input || !output) return std::string(kUnknownText);
  return Grouped(ToText(WideCount{*input} + *output));
}

std::string CellOf(const MetricColumn& column, const MetricValues& metrics) {
  if (!column.metric) return TotalText(metrics);
  const auto units = metrics.Units(*column.metric);
  return units ? Grouped(TextOf(*column.metric, *units)) : std::string(kUnknownText);
}

std::string HeadOf(const std::string& group) {
  if (group == kGroupByDay) return "Day";
  if (group == "model") return "Model";
  if (group == "project_id") return "Project";
  if (group == "api_key_id") return "Key";
  if (group == "user_id") return "User";
  if (group == "service_tier") return "Tier";
  if (group == "batch") return "Batch";
  if (group == "api_source") return "API source";
  if (group == "line_item") return "Line item";
  if (group == "size") return "Size";
  if (group == "source") return "Made by";
  if (group == "vector_store_id") return "Vector store";
  if (group == "context_level") return "Context";
  if (group == kCurrency) return "Currency";
  if (group == kQuantityUnit) return "Unit";
  return Printable(group);
}

std::string TextOf(const GroupValue& value) {
  switch (value.kind) {
    case GroupValue::Kind::kNotGrouped:
      return "(not grouped)";
    case GroupValue::Kind::kUnattributed:
      return "(unattributed)";
    case GroupValue::Kind::kValue:
      return value.text.empty() ? "''" : Printable(value.text);
  }
  return "";
}

// The day that a row is about, where the rows are by day; else the last one of the report.
Day DayOfRow(const UsageReport& report, const UsageReportRow& row) {
  for (std::size_t i = 0; i < row.group.size(); ++i) {
    if (report.group_by[i] != kGroupByDay) continue;
    if (const Result<Day> day = ParseDay(row.group[i].text)) return *day;
  }
  return report.to.value_or(kLastDay);
}

// With the name beside the id, where one is known.
std::string GroupText(const UsageReportView& view, const UsageReportRow& row, std::size_t i) {
  const GroupValue value = row.group[i];
  const std::string& dimension = view.report.group_by[i];
  if (value.kind != GroupValue::Kind::kValue || !NameBook::Names(dimension)) return TextOf(value);
  const std::string* name = view.names.Find(dimension, value.text, DayOfRow(view.report, row));
  return name == nullptr ? TextOf(value) : TextOf(value) + " · " + Printable(*name);
}

std::set<std::string> UnknownMetricNames(const UsageReport& report) {
  std::set<std::string> names;
  for (const UsageReportRow& row : report.rows) {
    for (const auto& [name, value] : row.unknown_metrics) names.insert(name);
  }
  return names;
}

std::string UnknownCell(const UsageReportRow& row, const std::string& name) {
  const auto found = row.unknown_metrics.find(name);
  return found == row.unknown_metrics.end() ? std::string(kUnknownText) : Grouped(found->second);
}

TextTable TableOf(const UsageReportView& view, const std::vector<MetricColumn>& columns) {
  const UsageReport& report = view.report;
  TextTable table;
  const std::set<std::string> unknown = UnknownMetricNames(report);
  for (const std::string& group : report.group_by) table.AddColumn(HeadOf(group), Align::kLeft);
  for (const MetricColumn& column : columns) table.AddColumn(column.head, Align::kRight);
  for (const std::string& name : unknown) table.AddColumn(Printable(name), Align::kRight);
  const auto numbers = [&](const UsageReportRow& row, std::vector<std::string>* cells) {
    for (const MetricColumn& column : columns) cells->push_back(CellOf(column, row.metrics));
    for (const std::string& name : unknown) cells->push_back(UnknownCell(row, name));
  };
  for (const UsageReportRow& row : report.rows) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < row.group.size(); ++i) cells.push_back(GroupText(view, row, i));
    numbers(row, &cells);
    table.AddRow(std::move(cells));
  }
  std::vector<std::string> totals(report.group_by.size());
  if (!totals.empty()) totals.front() = "Total";
  numbers(report.totals, &totals);
  table.SetTotals(std::move(totals));
  return table;
}

bool SaysSomething(const UsageReport& report, Metric metric) {
  if (report.totals.metrics.UnitsOrZero(metric) != 0) return true;
  if (!IsDecimal(metric)) return false;
  // Quantities in several units have no total.
  return std::any_of(report.rows.begin(), report.rows.end(), [metric](const UsageReportRow& row) {
    return row.metrics.UnitsOrZero(metric) != 0;
  });
}

// The columns that say something, as many of the lesser ones as `width` has room for.
std::vector<MetricColumn> ChooseColumns(const UsageReportView& view, int width) {
  const UsageReport& report = view.report;
  std::vector<MetricColumn> columns;
  for (const MetricColumn& column : ColumnsFor(view.surface)) {
    if (column.always || SaysSomething(report, *column.metric)) {
      columns.push_back(column);
    }
  }
  while (width > 0 && TableOf(view, columns).NaturalWidth() > width) {
    const auto lesser = std::find_if(columns.rbegin(), columns.rend(),
                                     [](const MetricColumn& column) { return !column.always; });
    if (lesser == columns.rend()) break;
    columns.erase(std::next(lesser).base());
  }
  return columns;
}

std::string NotesOf(const UsageReportView& view, const TextStyle& style) {
  const UsageReport& report = view.report;
  std::string text;
  if (report.windows_missing > 0) {
    text += style.Note(Counted(report.windows_missing, "day")) +
            " of the range not held: these sums are lower bounds ('cognitrack windows' shows the "
            "gaps).\n";
  }
  if (report.windows_pruned > 0) {
    text += style.Note(Counted(report.windows_pruned, "day")) +
            " pruned and left out: their rows are gone, and what is kept of them cannot answer "
            "this, so that these sums are lower bounds" +
            (view.as_of || HoldsMoney(view.surface)
                 ? ".\n"
                 : "; by day, project, model, tier, batch, key or user alone it often can "
                   "(docs/RETENTION.md).\n");
  }
  for (const std::string& name : report.pruned_metrics) {
    text += style.Note("Without the pruned days: ") + Printable(name) +
            ", which is kept of them as a sum over each day only.\n";
  }
  std::string partial;
  for (const MetricColumn& column : ColumnsFor(view.surface)) {
    if (column.metric && report.partial.Has(*column.metric) &&
        report.totals.metrics.reported().Has(*column.metric)) {
      partial += (partial.empty() ? "" : ", ") + column.head;
    }
  }
  if (!partial.empty()) {
    text += style.Note("Not reported on every day: ") + partial +
            "; their sums cover the days that report them.\n";
  }
  for (const auto& [dimension, windows] : report.not_grouped) {
    text += style.Note("Not grouped: ") + Counted(windows, "day") + " without " +
            Printable(dimension) + ".\n";
  }
  return text;
}

std::string HeadLine(const UsageReportView& view, const TextStyle& style) {
  const UsageReport& report = view.report;
  std::string line = Printable(view.source) + " · " + view.surface;
  if (report.from && report.to) line += " · " + DaysText(*report.from, *report.to);
  line = style.Bold(line);
  for (const std::string& filter : view.filters) line += " · " + Printable(filter);
  if (view.as_of) line += " · as of " + Printable(*view.as_of);
  return line + "\n\n";
}

}  // namespace

std::string UsageText(const UsageReportView& view, const TextStyle& style, int width) {
  const UsageReport& report = view.report;
  if (report.windows == 0) {
    return HeadLine(view, style) + "The ledger at " + view.database +
           " holds nothing for this range: " + std::string(kUnknownText) +
           ", not 0. 'cognitrack windows' shows what is held.\n";
  }
  std::string text = HeadLine(view, style);
  text += TableOf(view, ChooseColumns(view, width)).ToText(style, width);
  return text + NotesOf(view, style);
}

std::string DashboardText(const UsageReportView& view, const DayView& day, const TextStyle& style,
                          int width) {
  const UsageReport& report = view.report;
  if (report.windows == 0) {
    return HeadLine(view, style) + FormatDay(day.day) +
           " is not held: " + std::string(kUnknownText) +
           ", not 0. 'cognitrack windows' shows what is held.\n";
  }
  std::string text = style.Bold(FormatDay(day.day)) + " (UTC) · " + Printable(view.source) + " · " +
                     view.surface + " · " + std::string(NameOf(day.state)) + "\n\n";
  MetricValues totals = report.totals.metrics;
  if (report.rows.empty() && report.windows_pruned == 0) {
    // A window that was read and holds no rows: the dashboard shows zeros.
    for (const Metric metric :
         {Metric::kInputTokens, Metric::kInputCachedTokens, Metric::kInputUncachedTokens,
          Metric::kOutputTokens, Metric::kNumModelRequests}) {
      totals.Set(metric, 0);
    }
  }
  const auto line = [&](std::string_view label, const std::string& value) {
    text += PaddedRight(label, 18) + PaddedLeft(value, 20) + "\n";
  };
  line("Total tokens", TotalText(totals));
  line("Input tokens", CountText(totals.Get(Metric::kInputTokens)));
  line("  cached", CountText(totals.Get(Metric::kInputCachedTokens)));
  if (totals.Get(Metric::kInputCacheWriteTokens)) {
    line("  cache writes", CountText(totals.Get(Metric::kInputCacheWriteTokens)));
  }
  line("  uncached", CountText(totals.Get(Metric::kInputUncachedTokens)));
  line("Output tokens", CountText(totals.Get(Metric::kOutputTokens)));
  line("Requests", CountText(totals.Get(Metric::kNumModelRequests)));
  if (!report.rows.empty()) {
    text += "\n" + TableOf(view, ChooseColumns(view, width)).ToText(style, width);
  }
  return text + NotesOf(view, style);
}

}  // namespace cognitrack
