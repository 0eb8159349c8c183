#include <map>

#include "cli/json_document.h"
#include "cli/usage_report_view.h"

namespace cognitrack {
namespace {

// A group value that the window's grain does not have is left out; an unattributed one is null.
JsonObject RowObject(MetricSet metrics, const std::vector<std::string>& group_by,
                     const UsageReportRow& row) {
  JsonObject object;
  for (std::size_t i = 0; i < row.group.size(); ++i) {
    const GroupValue value = row.group[i];
    if (value.kind == GroupValue::Kind::kValue) object.Set(group_by[i], value.text);
    if (value.kind == GroupValue::Kind::kUnattributed) object.SetNull(group_by[i]);
  }
  SetMetrics(metrics, row.metrics, &object);
  for (const auto& [name, value] : row.unknown_metrics) object.Set(name, value);
  return object;
}

// {dimension: {id: name}} of the ids in the rows, as they were called at the end of the report.
JsonObject NamesObject(const UsageReportView& view) {
  const UsageReport& report = view.report;
  JsonObject names;
  for (std::size_t i = 0; i < report.group_by.size(); ++i) {
    const std::string& dimension = report.group_by[i];
    if (!NameBook::Names(dimension)) continue;
    std::map<std::string, std::string> known;
    for (const UsageReportRow& row : report.rows) {
      const GroupValue value = row.group[i];
      if (value.kind != GroupValue::Kind::kValue) continue;
      const std::string* name =
          view.names.Find(dimension, value.text, report.to.value_or(kLastDay));
      if (name != nullptr) known.emplace(value.text, *name);
    }
    JsonObject object;
    for (const auto& [id, name] : known) object.Set(id, name);
    names.Set(dimension, object);
  }
  return names;
}

}  // namespace

std::string UsageJson(const UsageReportView& view) {
  const UsageReport& report = view.report;
  const MetricSet metrics = MetricsOf(view.surface);
  JsonObject document;
  document.Set("source", view.source);
  document.Set("surface", view.surface);
  document.SetDay("from", report.from);
  document.SetDay("to", report.to);
  document.Set("group_by", TextArray(report.group_by));
  document.Set("filters", TextArray(view.filters));
  if (view.as_of) {
    document.Set("as_of", *view.as_of);
  } else {
    document.SetNull("as_of");
  }
  JsonArray rows;
  for (const UsageReportRow& row : report.rows) rows.Add(RowObject(metrics, report.group_by, row));
  document.Set("rows", rows);
  document.Set("totals", RowObject(metrics, {}, report.totals));
  JsonArray partial;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (report.partial.Has(MetricAt(i))) partial.Add(kMetricNames[i]);
  }
  document.Set("partial", partial);
  document.Set("windows", report.windows);
  document.Set("windows_missing", report.windows_missing);
  document.Set("windows_pruned", report.windows_pruned);
  document.Set("pruned_metrics",
               TextArray({report.pruned_metrics.begin(), report.pruned_metrics.end()}));
  JsonObject not_grouped;
  for (const auto& [dimension, windows] : report.not_grouped) not_grouped.Set(dimension, windows);
  document.Set("not_grouped", not_grouped);
  document.Set("names", NamesObject(view));
  SetNext(view.page, &document);
  return document.ToText();
}

}  // namespace cognitrack
