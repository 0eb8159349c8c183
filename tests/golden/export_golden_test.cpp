// Reads each tests/golden/CASE/input.csv as an export and compares what comes out, rows and facts
// or the refusal, with expected.json. UPDATE_GOLDEN=1 rewrites the expected files, but never under
// CI.
#include <gmock/gmock.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "formats/export_reader.h"
#include "usage/day_coverage.h"

namespace cognitrack {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

const fs::path kGolden = "tests/golden";

std::vector<std::string> Cases() {
  std::vector<std::string> cases;
  for (const auto& entry : fs::directory_iterator(kGolden)) {
    if (fs::exists(entry.path() / "input.csv")) cases.push_back(entry.path().filename().string());
  }
  std::sort(cases.begin(), cases.end());
  return cases;
}

std::string BytesOf(const fs::path& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

json::array ToJson(const std::vector<std::string>& names) {
  return json::array(names.begin(), names.end());
}

json::object ToJson(const ExportFile& file) {
  std::vector<std::string> metrics;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (file.columns.metrics.Has(MetricAt(i))) metrics.emplace_back(kMetricNames[i]);
  }
  return {{"kind", NameOf(file.kind)},
          {"sha256", file.sha256},
          {"rows", file.rows},
          {"blank_rows", file.blank_rows},
          {"filled", ToJson(file.filled.names())},
          {"dimensions", ToJson(file.columns.dimensions)},
          {"metrics", ToJson(metrics)},
          {"unknown_metrics", ToJson(file.columns.unknown_metrics)},
          {"unknown", ToJson(file.columns.unknown)},
          {"missing", ToJson(file.columns.missing)}};
}

json::object ToJson(const CoveredDay& day) {
  return {{"date", FormatDay(day.day)},
          {"width", NameOf(day.width)},
          {"complete", day.complete},
          {"clipped", day.clipped}};
}

json::object ToJson(const ExportRow& row, const SeriesTable& table) {
  json::object object = {
      {"line", row.line}, {"start", FormatTime(row.start)}, {"end", FormatTime(row.end)}};
  if (row.blank) {
    object["blank"] = true;
    return object;
  }
  json::object dimensions;
  for (const DimensionValue& pair : table.At(row.series).values()) {
    dimensions[pair.name] = pair.value;
  }
  json::object metrics;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    if (!row.metrics.reported().Has(metric)) continue;
    if (IsDecimal(metric)) {
      metrics[NameOf(metric)] = TextOf(metric, row.metrics.UnitsOrZero(metric));
    } else {
      metrics[NameOf(metric)] = row.metrics.OrZero(metric);
    }
  }
  object["dimensions"] = std::move(dimensions);
  object["metrics"] = std::move(metrics);
  if (row.rounded) object["rounded"] = true;
  if (row.unknown_metrics.empty()) return object;
  json::object unknown;
  for (const UnknownMetric& metric : row.unknown_metrics) unknown[metric.name] = metric.value;
  object["unknown_metrics"] = std::move(unknown);
  return object;
}

// One member or array element a line, so that a difference shows what changed.
std::string Lines(const json::object& object) {
  std::string text;
  for (const auto& [name, value] : object) {
    text += (text.empty() ? "{" : ",\n ") + json::serialize(json::string(name)) + ": ";
    if (!value.is_array() || value.get_array().empty() || !value.get_array()[0].is_object()) {
      text += json::serialize(value);
      continue;
    }
    const char* separator = "[\n  ";
    for (const json::value& element : value.get_array()) {
      text += separator + json::serialize(element);
      separator = ",\n  ";
    }
    text += "]";
  }
  return text + "}\n";
}

std::string WhatComesOut(const std::string& name) {
  const std::string path = (kGolden / name / "input.csv").string();
  SeriesTable table;
  DayCoverage coverage;
  json::array rows;
  const auto file = ReadExport(path, &table, [&](const ExportRow& row) -> Status {
    TRY_VOID(coverage.Add(row.start, row.end));
    rows.push_back(ToJson(row, table));
    return {};
  });
  if (!file) {
    std::string message = file.error().message;
    if (message.rfind(path, 0) == 0) message = "input.csv" + message.substr(path.size());
    return Lines({{"error", NameOf(file.error().code)}, {"message", message}});
  }
  json::object object = ToJson(*file);
  json::array days;
  for (const CoveredDay& day : coverage.days()) days.push_back(ToJson(day));
  object["days"] = std::move(days);
  object["rows_read"] = std::move(rows);
  return Lines(object);
}

class ExportGoldenTest : public ::testing::TestWithParam<std::string> {};

TEST_P(ExportGoldenTest, ReadsAsExpected) {
  const fs::path expected = kGolden / GetParam() / "expected.json";
  const std::string actual = WhatComesOut(GetParam());
  const char* update = std::getenv("UPDATE_GOLDEN");
  if (update != nullptr && std::string(update) == "1") {
    ASSERT_EQ(std::getenv("CI"), nullptr) << "golden files are not rewritten under CI";
    std::ofstream(expected, std::ios::binary) << actual;
    return;
  }
  EXPECT_EQ(actual, BytesOf(expected));
  EXPECT_FALSE(BytesOf(kGolden / GetParam() / "NOTE.md").empty()) << "why this case is there";
}

INSTANTIATE_TEST_SUITE_P(Golden, ExportGoldenTest, ::testing::ValuesIn(Cases()),
                         [](const auto& golden) { return golden.param; });

}  // namespace
}  // namespace cognitrack
