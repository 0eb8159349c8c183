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
  JsonObject not_grouped;
  for (const auto& [dimension, windows] : report.not_grouped) not_grouped.Set(dimension, windows);
  document.Set("not_grouped", not_grouped);
  return document.ToText();
}

}  // namespace cognitrack
