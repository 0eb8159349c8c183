#include "tests/support/window_table.h"

#include <algorithm>
#include <sstream>

#include "base/check.h"

namespace cognitrack {
namespace {

using Cells = std::vector<std::string>;

std::vector<Cells> LinesIn(std::string_view table) {
  std::vector<Cells> lines;
  std::istringstream text{std::string(table)};
  for (std::string line; std::getline(text, line);) {
    std::istringstream words(line);
    Cells cells;
    for (std::string cell; words >> cell;) cells.push_back(cell);
    if (!cells.empty()) lines.push_back(std::move(cells));
  }
  return lines;
}

void AddRow(const Cells& header, std::size_t bar, const Cells& cells, SeriesTable& series,
            WindowRead* read) {
  CHECK(cells.size() == header.size() && cells[bar] == "|", "a row has a cell for each column");
  std::vector<DimensionValue> values;
  for (std::size_t i = 0; i < bar; ++i) {
    if (cells[i] == "-") continue;
    values.push_back({header[i], cells[i] == "''" ? "" : cells[i]});
  }
  UsageRow row;
  row.series = series.Intern(Series(std::move(values)));
  for (std::size_t i = bar + 1; i < header.size(); ++i) {
    if (cells[i] == "-") continue;
    const auto metric = MetricNamed(header[i], kAllMetrics);
    if (metric && IsDecimal(*metric)) {
      const auto amount = ParsePicos(cells[i]);
      CHECK(amount && row.metrics.SetDecimal(*metric, amount->value), "an amount is a number");
    } else if (metric) {
      row.metrics.Set(*metric, std::stoll(cells[i]));
    } else {
      read->unknown_metrics.push_back({row.series, header[i], cells[i]});
    }
  }
  read->rows.push_back(row);
}

}  // namespace

WindowRead WindowOf(SeriesTable& series, std::string_view day, std::string_view table) {
  const auto parsed = ParseDay(day);
  CHECK(parsed.has_value(), "a test's day is a date");
  WindowRead read;
  read.start = parsed->start();
  read.end = parsed->end();
  read.read_at = read.end + kSecondsPerHour;
  const std::vector<Cells> lines = LinesIn(table);
  if (lines.empty()) return read;
  const Cells& header = lines.front();
  const auto bar =
      static_cast<std::size_t>(std::find(header.begin(), header.end(), "|") - header.begin());
  CHECK(bar < header.size(), "a table has a bar between dimensions and metrics");
  read.grain = Grain(
      std::vector<std::string>(header.begin(), header.begin() + static_cast<std::ptrdiff_t>(bar)));
  for (std::size_t i = bar + 1; i < header.size(); ++i) {
    if (const auto metric = MetricNamed(header[i], kAllMetrics)) read.reported.Add(*metric);
  }
  for (std::size_t i = 1; i < lines.size(); ++i) AddRow(header, bar, lines[i], series, &read);
  return read;
}

std::string LineOf(const Series& series, const MetricValues& metrics) {
  std::string line;
  for (const DimensionValue& pair : series.values()) line += pair.name + "=" + pair.value + " ";
  line += "|";
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    const auto units = metrics.Units(metric);
    if (units) line += " " + std::string(NameOf(metric)) + "=" + TextOf(metric, *units);
  }
  return line;
}

void GiveSource(std::string_view bytes, WindowRead* read) {
  read->source_bytes = PackedBytes(bytes);
  read->source_hash = Sha256(bytes);
}

std::vector<std::string> LinesOf(const std::vector<UsageRow>& rows, const SeriesTable& series) {
  std::vector<std::string> lines;
  for (const UsageRow& row : rows) lines.push_back(LineOf(series.At(row.series), row.metrics));
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace cognitrack
