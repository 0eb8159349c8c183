#include "store/metric_columns.h"

#include <functional>

#include "usage/grain.h"

namespace cognitrack {
namespace {

std::string Joined(const std::function<std::string(std::size_t)>& part) {
  std::string text;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (i > 0) text.append(", ");
    text.append(part(i));
  }
  return text;
}

std::string Name(std::size_t i) { return std::string(kMetricNames[i]); }

}  // namespace

std::string MetricColumns(const std::string& table) {
  const std::string prefix = table.empty() ? "" : table + ".";
  return Joined([&prefix](std::size_t i) { return prefix + Name(i); });
}

std::string MetricParameters(int first) {
  return Joined(
      [first](std::size_t i) { return "$" + std::to_string(first + static_cast<int>(i)); });
}

std::string MetricsFromExcluded() {
  return Joined([](std::size_t i) { return Name(i) + " = excluded." + Name(i); });
}

std::string ToText(MetricSet metrics) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (metrics.Has(MetricAt(i))) names.push_back(Name(i));
  }
  return Grain(std::move(names)).ToText();
}

MetricSet MetricSetFromText(std::string_view text) {
  MetricSet metrics;
  const Grain names = Grain::FromText(text);
  for (const std::string& name : names.names()) {
    if (const auto metric = MetricNamed(name)) metrics.Add(*metric);
  }
  return metrics;
}

}  // namespace cognitrack
