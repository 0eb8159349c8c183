#include "formats/export_writer.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <utility>

#include "formats/csv_text.h"
#include "formats/export_header.h"
#include "usage/surface.h"

namespace cognitrack {
namespace {

using WriteBytes = std::function<void(std::string_view)>;

constexpr std::string_view kBatch = "batch";
constexpr std::size_t kTimeColumnCount = 4;

// "2026-03-05T00:00:00+00:00".
std::string Iso(UtcSeconds time) {
  std::string text = FormatTime(time);
  text.pop_back();
  return text + "+00:00";
}

void AppendCount(std::int64_t count, std::string* text) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), count);
  text->append(digits.data(), end.ptr);
}

bool Contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const UnknownMetric* Find(const std::vector<UnknownMetric>& metrics, std::string_view name) {
  for (const UnknownMetric& metric : metrics) {
    if (metric.name == name) return &metric;
  }
  return nullptr;
}

// The columns that the provider's own export has; those of other surfaces are time, dimensions and
// metrics, as their API names them.
std::vector<std::string> OwnColumnsOf(const std::string& surface) {
  std::vector<std::string> names;
  const bool money = HoldsMoney(surface);
  const auto& newest =
      NewestExportColumns(money ? ExportKind::kOpenAiCost : ExportKind::kOpenAiCompletions);
  if (money || surface == kCompletions) return {newest.begin(), newest.end()};
  names.assign(newest.begin(), newest.begin() + kTimeColumnCount);
  const Surface* known = FindSurface(surface);
  if (known == nullptr) return names;
  names.insert(names.end(), known->dimensions.begin(), known->dimensions.end());
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (known->metrics.Has(MetricAt(i))) names.emplace_back(kMetricNames[i]);
  }
  return names;
}

std::vector<std::string> ColumnNamesFor(const ExportContent& content) {
  std::vector<std::string> names;
  const bool completions = content.surface == kCompletions;
  for (const std::string& name : OwnColumnsOf(content.surface)) {
    names.push_back(name);
    if (!completions) continue;
    if (name == "service_tier") names.emplace_back(ExportHeader::kComputeUnits);
    if (name != NameOf(Metric::kInputCacheWriteTokens)) continue;
    for (const Metric part :
         {Metric::kInputCacheWrite30mTokens, Metric::kInputCacheWrite12hTokens}) {
      if (content.metrics.Has(part)) names.emplace_back(NameOf(part));
    }
  }
  std::vector<std::string> further = content.grain.names();
  std::stable_partition(further.begin(), further.end(),
                        [](const std::string& name) { return IsKnownDimension(name); });
  further.insert(further.end(), content.unknown_metrics.begin(), content.unknown_metrics.end());
  for (const std::string& name : further) {
    if (!Contains(names, name)) names.push_back(name);
  }
  return names;
}

class CsvExportWriter : public ExportWriter {
 public:
  CsvExportWriter(const ExportContent& content, WriteBytes write);
  Status Row(const ExportBucket& bucket, const Series& series, const MetricValues& metrics,
             const std::vector<UnknownMetric>& unknown) override;
  void ConfirmedZero(const ExportBucket& bucket) override;

 private:
  enum class Filling { kDimension, kMetric, kUnknownMetric };

  struct Column {
    std::string name;
    Filling filling = Filling::kDimension;
    Metric metric = Metric::kNumModelRequests;
    std::size_t place = 0;  // Of a dimension: among the values of the series that was met last.
  };

  void BeginRow(const ExportBucket& bucket);
  // Null where the series has no such value.
  static const std::string* ValueOf(Column* column, const Series& series);
  // Whether the column's value of the row was given a cell.
  bool AppendCell(Column* column, const Series& series, const MetricValues& metrics,
                  const std::vector<UnknownMetric>& unknown);

  WriteBytes write_;
  std::vector<Column> columns_;  // Behind the four time columns.
  std::string line_;
  std::pair<UtcSeconds, UtcSeconds> bucket_;  // Of the row that was begun last …
  std::string bucket_cells_;                  // … and its time cells.
};

CsvExportWriter::CsvExportWriter(const ExportContent& content, WriteBytes write)
    : write_(std::move(write)) {
  const std::vector<std::string> names = ColumnNamesFor(content);
  for (std::size_t i = 0; i < names.size(); ++i) {
    line_ += i == 0 ? "" : ",";
    AppendCsvText(names[i], &line_);
    if (i < kTimeColumnCount) continue;
    Column column{names[i]};
    if (const auto metric = MetricNamed(names[i], MetricsOf(content.surface))) {
      column.filling = Filling::kMetric;
      column.metric = *metric;
    } else if (names[i] == ExportHeader::kComputeUnits ||
               (Contains(content.unknown_metrics, names[i]) && !content.grain.Has(names[i]))) {
      column.filling = Filling::kUnknownMetric;
    }
    columns_.push_back(std::move(column));
  }
  line_ += "\n";
  write_(line_);
}

void CsvExportWriter::BeginRow(const ExportBucket& bucket) {
  const std::pair<UtcSeconds, UtcSeconds> times(bucket.start(), bucket.end());
  if (bucket_cells_.empty() || times != bucket_) {
    bucket_ = times;
    bucket_cells_ = std::to_string(bucket.start()) + "," + std::to_string(bucket.end()) + "," +
                    Iso(bucket.start()) + "," + Iso(bucket.end());
  }
  line_ = bucket_cells_;
}

Status CsvExportWriter::Row(const ExportBucket& bucket, const Series& series,
                            const MetricValues& metrics,
                            const std::vector<UnknownMetric>& unknown) {
  BeginRow(bucket);
  std::size_t written = 0;
  for (Column& column : columns_) {
    line_.push_back(',');
    if (AppendCell(&column, series, metrics, unknown)) ++written;
  }
  const std::size_t values =
      series.values().size() + static_cast<std::size_t>(metrics.reported().size()) + unknown.size();
  if (written != values) {
    return Error{ErrorCode::kInvariant, "a row of " + FormatDay(bucket.day) + " has " +
                                            std::to_string(values) + " values, but " +
                                            std::to_string(written) +
                                            " of them have a column in the export"};
  }
  line_ += "\n";
  write_(line_);
  return {};
}

// Most series of an export have the same dimensions.
const std::string* CsvExportWriter::ValueOf(Column* column, const Series& series) {
  const std::vector<DimensionValue>& values = series.values();
  if (column->place >= values.size() || values[column->place].name != column->name) {
    const auto found = std::find_if(values.begin(), values.end(), [column](const auto& value) {
      return value.name == column->name;
    });
    if (found == values.end()) return nullptr;
    column->place = static_cast<std::size_t>(found - values.begin());
  }
  return &values[column->place].value;
}

bool CsvExportWriter::AppendCell(Column* column, const Series& series, const MetricValues& metrics,
                                 const std::vector<UnknownMetric>& unknown) {
  switch (column->filling) {
    case Filling::kDimension: {
      const std::string* value = ValueOf(column, series);
      if (value == nullptr) return false;
      if (column->name == kBatch && *value == "true") {
        line_ += "True";
      } else if (column->name == kBatch && *value == "false") {
        line_ += "False";
      } else {
        AppendCsvText(*value, &line_);
      }
      return true;
    }
    case Filling::kMetric: {
      if (!metrics.reported().Has(column->metric)) return false;
      if (IsDecimal(column->metric)) {
        line_ += TextOf(column->metric, metrics.UnitsOrZero(column->metric));
      } else {
        AppendCount(metrics.OrZero(column->metric), &line_);
      }
      return true;
    }
    case Filling::kUnknownMetric: {
      const UnknownMetric* metric = Find(unknown, column->name);
      if (metric != nullptr) line_ += metric->value;
      return metric != nullptr;
    }
  }
  return false;
}

void CsvExportWriter::ConfirmedZero(const ExportBucket& bucket) {
  BeginRow(bucket);
  line_.append(columns_.size(), ',');
  line_ += "\n";
  write_(line_);
}

class JsonlExportWriter : public ExportWriter {
 public:
  explicit JsonlExportWriter(WriteBytes write) : write_(std::move(write)) {}
  Status Row(const ExportBucket& bucket, const Series& series, const MetricValues& metrics,
             const std::vector<UnknownMetric>& unknown) override;
  void ConfirmedZero(const ExportBucket& bucket) override;

 private:
  void BeginRow(const ExportBucket& bucket);
  void AppendName(std::string_view name);

  WriteBytes write_;
  std::string line_;
};

void JsonlExportWriter::BeginRow(const ExportBucket& bucket) {
  line_ = "{\"start_time\":" + std::to_string(bucket.start()) +
          ",\"end_time\":" + std::to_string(bucket.end()) + ",\"start_time_iso\":\"" +
          Iso(bucket.start()) + "\",\"end_time_iso\":\"" + Iso(bucket.end()) + "\"";
}

void JsonlExportWriter::AppendName(std::string_view name) {
  line_ += "," + boost::json::serialize(boost::json::string_view(name.data(), name.size())) + ":";
}

Status JsonlExportWriter::Row(const ExportBucket& bucket, const Series& series,
                              const MetricValues& metrics,
                              const std::vector<UnknownMetric>& unknown) {
  BeginRow(bucket);
  for (const DimensionValue& pair : series.values()) {
    AppendName(pair.name);
    const bool is_truth = pair.name == kBatch && (pair.value == "true" || pair.value == "false");
    line_ += is_truth ? pair.value : boost::json::serialize(boost::json::string_view(pair.value));
  }
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const auto units = metrics.Units(MetricAt(i));
    if (!units) continue;
    AppendName(kMetricNames[i]);
    const std::string text = TextOf(MetricAt(i), *units);
    line_ += IsDecimal(MetricAt(i)) ? '"' + text + '"' : text;
  }
  for (const UnknownMetric& metric : unknown) {
    AppendName(metric.name);
    line_ += metric.value;
  }
  line_ += "}\n";
  write_(line_);
  return {};
}

void JsonlExportWriter::ConfirmedZero(const ExportBucket& bucket) {
  BeginRow(bucket);
  line_ += "}\n";
  write_(line_);
}

}  // namespace

std::unique_ptr<ExportWriter> MakeCsvExportWriter(const ExportContent& content,
                                                  std::function<void(std::string_view)> write) {
  return std::make_unique<CsvExportWriter>(content, std::move(write));
}

std::unique_ptr<ExportWriter> MakeJsonlExportWriter(std::function<void(std::string_view)> write) {
  return std::make_unique<JsonlExportWriter>(std::move(write));
}

}  // namespace cognitrack
