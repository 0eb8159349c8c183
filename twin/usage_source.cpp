#include <algorithm>
#include <fstream>
#include <map>

#include "twin/csv_line.h"
#include "twin/export_source.h"

namespace cognitrack::twin {
namespace {

struct Column {
  enum class Kind { kStart, kEnd, kDimension, kMetric, kExtra, kIgnored };
  Kind kind = Kind::kIgnored;
  std::size_t number = 0;  // The dimension, the metric, or the extra's name.
  std::string name;
};

Error BadInput(std::string message) { return {ErrorCode::kBadInput, std::move(message)}; }

class Reader {
 public:
  Reader(SurfaceRecords* records, std::vector<std::string>* ignored_columns)
      : held_(*records), ignored_columns_(ignored_columns) {}

  Status ReadFile(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Error{ErrorCode::kDisk, path + ": the file cannot be opened"};
    columns_.clear();
    std::string text;
    for (std::int64_t number = 1; std::getline(file, text); ++number) {
      std::string_view line = text;
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (number == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
      const Status status = number == 1 ? ReadHeader(line) : ReadLine(line);
      if (!status) return status.error().At(path + ':' + std::to_string(number));
    }
    if (columns_.empty()) return BadInput(path + ": the file is empty");
    return {};
  }

  Status Finish() {
    DropColumnsOfText();
    held_.Sort();
    return CheckSums();
  }

 private:
  Status ReadHeader(std::string_view line) {
    const auto names = SplitLine(line);
    if (!names) return BadInput("a quote in the header does not end");
    for (const std::string& name : *names) columns_.push_back(ColumnNamed(name));
    const auto has = [&names](std::string_view name) {
      return std::find(names->begin(), names->end(), name) != names->end();
    };
    const bool empty_grid = names->size() == 4;
    if (!has("start_time") || !has("end_time") || (!empty_grid && !has("input_tokens"))) {
      return BadInput(
          "neither a completions-usage export (start_time, end_time and input_tokens are needed) "
          "nor one of costs (amount_value)");
    }
    return {};
  }

  Column ColumnNamed(const std::string& name) {
    if (name == "start_time") return {Column::Kind::kStart, 0, name};
    if (name == "end_time") return {Column::Kind::kEnd, 0, name};
    if (name == "start_time_iso" || name == "end_time_iso")
      return {Column::Kind::kIgnored, 0, name};
    const auto dimension = std::find(kDimensionNames.begin(), kDimensionNames.end(), name);
    if (dimension != kDimensionNames.end()) {
      const auto number = static_cast<std::size_t>(dimension - kDimensionNames.begin());
      return {Column::Kind::kDimension, number, name};
    }
    if (const auto metric = MetricNamed(name, kUsageMetrics))
      return {Column::Kind::kMetric, IndexOf(*metric), name};
    auto& extras = held_.extra_names;
    const auto extra = std::find(extras.begin(), extras.end(), name);
    const auto number = static_cast<std::size_t>(extra - extras.begin());
    if (extra == extras.end()) extras.push_back(name);
    return {Column::Kind::kExtra, number, name};
  }

  Status ReadLine(std::string_view line) {
    const auto cells = SplitLine(line);
    if (!cells) return BadInput("a quote does not end on its line");
    if (cells->size() != columns_.size()) {
      return BadInput(std::to_string(cells->size()) + " cells under a header of " +
                      std::to_string(columns_.size()));
    }
    UsageRecord record;
    UtcSeconds end = 0;
    const std::size_t number = held_.records.size();
    const std::size_t extras_before = held_.extras.size();
    for (std::size_t i = 0; i < cells->size(); ++i) {
      if (!(*cells)[i].empty()) TRY_VOID(Take(columns_[i], (*cells)[i], number, &record, &end));
    }
    if (record.start == 0 || end <= record.start) return BadInput("no time, or an end before it");
    Cover(record.start, end);
    if (record.metrics.reported().empty()) {
      held_.extras.resize(extras_before);
      return {};
    }
    record.lot = lots_[{record.start, record.key}]++;
    held_.records.push_back(record);
    return {};
  }

  Status Take(const Column& column, const std::string& cell, std::size_t record_number,
              UsageRecord* record, UtcSeconds* end) {
    if (column.kind == Column::Kind::kIgnored) return {};
    if (column.kind == Column::Kind::kDimension) {
      std::string value = cell;
      if (column.number == static_cast<std::size_t>(Dimension::kBatch)) {
        std::transform(value.begin(), value.end(), value.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        if (value != "true" && value != "false") {
          return BadInput("batch is neither True nor False: '" + cell + "'");
        }
      }
      record->key[column.number] = held_.values[column.number].Intern(value);
      return {};
    }
    const auto whole = ParseWhole(cell);
    if (column.kind == Column::Kind::kExtra) {
      if (!whole) {
        text_columns_[static_cast<std::uint32_t>(column.number)] = true;
      } else {
        held_.extras.push_back({record_number, static_cast<std::uint32_t>(column.number), *whole});
      }
      return {};
    }
    if (!whole) return BadInput(column.name + " is no whole number: '" + cell + "'");
    if (column.kind == Column::Kind::kStart) record->start = *whole;
    if (column.kind == Column::Kind::kEnd) *end = *whole;
    if (column.kind == Column::Kind::kMetric) record->metrics.Set(MetricAt(column.number), *whole);
    return {};
  }

  // A clipped day ends a second early; what the data covers is whole days.
  void Cover(UtcSeconds start, UtcSeconds end) {
    const UtcSeconds whole_end = (end + 59) / 60 * 60;
    if (held_.end == 0) held_.start = start;
    held_.start = std::min(held_.start, start);
    held_.end = std::max(held_.end, whole_end);
  }

  void DropColumnsOfText() {
    auto& extras = held_.extras;
    extras.erase(std::remove_if(extras.begin(), extras.end(),
                                [this](const ExtraMetric& extra) {
                                  return text_columns_.count(extra.name) != 0;
                                }),
                 extras.end());
    for (const auto& [number, is_text] : text_columns_) {
      ignored_columns_->push_back(held_.extra_names[number]);
    }
  }

  // Where the sums over everything fit 64 bits, so do all others.
  Status CheckSums() const {
    MetricValues totals;
    for (const UsageRecord& record : held_.records) {
      if (!totals.Add(record.metrics)) {
        return BadInput("the sum of a metric over all lines does not fit 64 bits");
      }
    }
    return {};
  }

  SurfaceRecords& held_;
  std::vector<std::string>* ignored_columns_;
  std::vector<Column> columns_;
  std::map<std::uint32_t, bool> text_columns_;
  std::map<std::pair<UtcSeconds, Key>, std::uint32_t> lots_;
};

}  // namespace

Status ReadUsageExports(const std::vector<std::string>& paths, SurfaceRecords* records,
                        std::vector<std::string>* ignored_columns) {
  Reader reader(records, ignored_columns);
  for (const std::string& path : paths) TRY_VOID(reader.ReadFile(path));
  return reader.Finish();
}

}  // namespace cognitrack::twin
