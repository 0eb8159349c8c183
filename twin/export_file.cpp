#include "twin/export_file.h"

#include <algorithm>
#include <map>
#include <ostream>
#include <unordered_map>

#include "base/check.h"
#include "twin/csv_line.h"

namespace cognitrack::twin {
namespace {

using Columns = std::vector<std::string_view>;

constexpr std::size_t kTimeColumns = 4;

// The records of one key and lot within one bucket.
struct Line {
  Key key{};
  std::uint32_t lot = 0;
  MetricValues metrics;
  std::map<std::uint32_t, std::int64_t> extras;
};

// Where a column's cells come from.
struct Source {
  enum class Kind { kTime, kDimension, kMetric, kExtra };
  Kind kind = Kind::kTime;
  std::size_t number = 0;
};

std::string DimensionCell(std::size_t dimension, const std::string& value) {
  if (dimension != static_cast<std::size_t>(Dimension::kBatch) || value.empty()) return Cell(value);
  return value == "true" ? "True" : "False";
}

// As the dashboard prints a count: "4761.0", from ten million on "1.30663583E8". Never rounded.
std::string NumberCell(std::int64_t value) {
  std::string digits = std::to_string(value);
  if (value < 10'000'000) return digits + ".0";
  const std::string exponent = std::to_string(digits.size() - 1);
  digits.resize(digits.find_last_not_of('0') + 1);
  if (digits.size() == 1) digits += '0';
  return digits.substr(0, 1) + '.' + digits.substr(1) + 'E' + exponent;
}

class Writer {
 public:
  Writer(const SurfaceRecords& records, const ExportOptions& options, std::ostream& out)
      : held_(records), options_(options), out_(out), columns_(ColumnsOf(options.version)) {
    grain_ = options.group_by;
    for (std::size_t i = 0; i < kDimensionCount; ++i) {
      const bool has_column =
          std::find(columns_.begin(), columns_.end(), kDimensionNames[i]) != columns_.end();
      if (!has_column) grain_ &= ~(1U << i);
    }
    for (const std::string_view column : columns_) sources_.push_back(SourceOf(column));
  }

  Status Write() {
    const auto [first, last] = held_.RecordsIn(options_.from, options_.to);
    if (first == last) columns_.resize(kTimeColumns);
    for (std::size_t i = 0; i < columns_.size(); ++i) out_ << (i == 0 ? "" : ",") << columns_[i];
    out_ << '\n';
    for (UtcSeconds at = options_.from; at < options_.to; at += options_.width) {
      const bool clipped = options_.clip_last && at + options_.width >= options_.to;
      WriteBucket(at, at + options_.width - (clipped ? 1 : 0));
    }
    out_.flush();
    if (!out_) return Error{ErrorCode::kDisk, "the export could not be written"};
    return {};
  }

 private:
  void WriteBucket(UtcSeconds from, UtcSeconds to) {
    const std::string times =
        std::to_string(from) + ',' + std::to_string(to) + ',' + IsoTime(from) + ',' + IsoTime(to);
    const std::vector<Line> lines = LinesOf(from, to);
    if (lines.empty()) {
      out_ << times << std::string(columns_.size() - kTimeColumns, ',') << '\n';
    }
    for (const Line& line : lines) {
      out_ << times;
      for (std::size_t i = kTimeColumns; i < columns_.size(); ++i) {
        out_ << ',' << CellOf(line, sources_[i]);
      }
      out_ << '\n';
    }
  }

  std::vector<Line> LinesOf(UtcSeconds from, UtcSeconds to) const {
    std::vector<Line> lines;
    // Lots are few: one table each.
    std::map<std::uint32_t, std::unordered_map<Key, std::size_t, KeyHash>> line_of;
    const auto [first, last] = held_.RecordsIn(from, to);
    for (std::size_t i = first; i < last; ++i) {
      const UsageRecord& record = held_.records[i];
      const Key key = KeyAt(record.key, grain_);
      const auto [found, added] = line_of[record.lot].try_emplace(key, lines.size());
      if (added) lines.push_back({key, record.lot, {}, {}});
      Line& line = lines[found->second];
      CHECK(line.metrics.Add(record.metrics), "the organisation's sums fit 64 bits");
      auto extra = std::lower_bound(
          held_.extras.begin(), held_.extras.end(), i,
          [](const ExtraMetric& before, std::size_t number) { return before.record < number; });
      for (; extra != held_.extras.end() && extra->record == i; ++extra) {
        line.extras[extra->name] += extra->value;
      }
    }
    return lines;
  }

  Source SourceOf(std::string_view column) const {
    const auto dimension = std::find(kDimensionNames.begin(), kDimensionNames.end(), column);
    if (dimension != kDimensionNames.end()) {
      return {Source::Kind::kDimension,
              static_cast<std::size_t>(dimension - kDimensionNames.begin())};
    }
    if (const auto metric = MetricNamed(column, kUsageMetrics))
      return {Source::Kind::kMetric, IndexOf(*metric)};
    const auto& extras = held_.extra_names;
    const auto extra = std::find(extras.begin(), extras.end(), column);
    return {Source::Kind::kExtra, static_cast<std::size_t>(extra - extras.begin())};
  }

  std::string CellOf(const Line& line, const Source& source) const {
    if (source.kind == Source::Kind::kDimension) {
      const ValueTable& values = held_.values[source.number];
      return DimensionCell(source.number, values.At(line.key[source.number]));
    }
    if (source.kind == Source::Kind::kMetric) {
      const auto value = line.metrics.Get(MetricAt(source.number));
      return value ? NumberCell(*value) : "";
    }
    const auto extra = line.extras.find(static_cast<std::uint32_t>(source.number));
    return extra == line.extras.end() ? "" : NumberCell(extra->second);
  }

  const SurfaceRecords& held_;
  const ExportOptions options_;
  std::ostream& out_;
  Columns columns_;
  std::vector<Source> sources_;
  DimensionMask grain_ = 0;
};

Columns Without(const Columns& columns, std::string_view name) {
  Columns rest = columns;
  rest.erase(std::find(rest.begin(), rest.end(), name));
  return rest;
}

}  // namespace

std::optional<ExportVersion> ExportVersionNamed(std::string_view name) {
  if (name == "u1") return ExportVersion::kU1;
  if (name == "u2") return ExportVersion::kU2;
  if (name == "u3") return ExportVersion::kU3;
  if (name == "u4") return ExportVersion::kU4;
  return std::nullopt;
}

const std::vector<std::string_view>& ColumnsOf(ExportVersion version) {
  static const auto* const kU1 = new Columns{"start_time",
                                             "end_time",
                                             "start_time_iso",
                                             "end_time_iso",
                                             "input_tokens",
                                             "output_tokens",
                                             "num_model_requests",
                                             "project_id",
                                             "user_id",
                                             "api_key_id",
                                             "model",
                                             "service_tier",
                                             "input_cached_tokens",
                                             "input_uncached_tokens",
                                             "input_audio_tokens",
                                             "output_audio_tokens"};
  static const auto* const kU4 = new Columns{"start_time",
                                             "end_time",
                                             "start_time_iso",
                                             "end_time_iso",
                                             "project_id",
                                             "num_model_requests",
                                             "user_id",
                                             "api_key_id",
                                             "model",
                                             "batch",
                                             "service_tier",
                                             "compute_units",
                                             "input_tokens",
                                             "output_tokens",
                                             "input_cached_tokens",
                                             "input_cache_write_tokens",
                                             "input_uncached_tokens",
                                             "input_text_tokens",
                                             "output_text_tokens",
                                             "input_cached_text_tokens",
                                             "input_audio_tokens",
                                             "input_cached_audio_tokens",
                                             "output_audio_tokens",
                                             "input_image_tokens",
                                             "input_cached_image_tokens",
                                             "output_image_tokens"};
  static const auto* const kU3 = new Columns(Without(*kU4, "compute_units"));
  static const auto* const kU2 = new Columns(Without(*kU3, "input_cache_write_tokens"));
  if (version == ExportVersion::kU1) return *kU1;
  if (version == ExportVersion::kU2) return *kU2;
  return version == ExportVersion::kU3 ? *kU3 : *kU4;
}

Status WriteExport(const Organisation& organisation, const ExportOptions& options,
                   std::ostream& out) {
  return Writer(organisation.completions(), options, out).Write();
}

}  // namespace cognitrack::twin
