#include "store/metric_columns.h"

#include <array>
#include <vector>

#include "usage/grain.h"

namespace cognitrack {
namespace {

// What a decimal's two columns are called, before "_micro" and "_pico".
constexpr std::array<std::string_view, kDecimalMetrics> kDecimalStems = {"amount", "quantity"};

std::vector<std::string> ColumnsOf(MetricSet metrics) {
  std::vector<std::string> columns;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (!metrics.Has(MetricAt(i))) continue;
    if (!IsDecimal(MetricAt(i))) {
      columns.emplace_back(kMetricNames[i]);
      continue;
    }
    const std::string stem(kDecimalStems[i - kCountMetrics]);
    columns.push_back(stem + "_micro");
    columns.push_back(stem + "_pico");
  }
  return columns;
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

}  // namespace

int ColumnCountOf(MetricSet metrics) { return static_cast<int>(ColumnsOf(metrics).size()); }

std::string MetricColumns(MetricSet metrics) { return Joined(ColumnsOf(metrics)); }

std::string MetricSums(MetricSet metrics) {
  std::vector<std::string> sums;
  for (const std::string& column : ColumnsOf(metrics)) sums.push_back("SUM(" + column + ")");
  return Joined(sums);
}

std::string MetricParameters(MetricSet metrics, int first) {
  std::vector<std::string> parameters;
  for (int i = 0; i < ColumnCountOf(metrics); ++i) {
    parameters.push_back("$" + std::to_string(first + i));
  }
  return Joined(parameters);
}

std::string MetricsFromExcluded(MetricSet metrics) {
  std::vector<std::string> columns = ColumnsOf(metrics);
  for (std::string& column : columns) column = column + " = excluded." + column;
  return Joined(columns);
}

std::string ToText(MetricSet metrics) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (metrics.Has(MetricAt(i))) names.emplace_back(kMetricNames[i]);
  }
  return Grain(std::move(names)).ToText();
}

MetricSet MetricSetFromText(std::string_view text) {
  MetricSet metrics;
  const Grain names = Grain::FromText(text);
  for (const std::string& name : names.names()) {
    if (const auto metric = MetricNamed(name, kAllMetrics)) metrics.Add(*metric);
  }
  return metrics;
}

}  // namespace cognitrack
