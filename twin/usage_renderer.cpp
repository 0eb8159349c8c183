#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>

#include "base/check.h"
#include "twin/bucket_renderer.h"
#include "twin/json_text.h"
#include "twin/record_filter.h"

namespace cognitrack::twin {
namespace {

// The order of the documented examples.
constexpr std::array kRowOrder = {
    Metric::kInputTokens,
    Metric::kInputCachedTokens,
    Metric::kInputCacheWriteTokens,
    Metric::kInputCacheWrite30mTokens,
    Metric::kInputCacheWrite12hTokens,
    Metric::kInputUncachedTokens,
    Metric::kOutputTokens,
    Metric::kInputTextTokens,
    Metric::kOutputTextTokens,
    Metric::kInputCachedTextTokens,
    Metric::kInputAudioTokens,
    Metric::kInputCachedAudioTokens,
    Metric::kOutputAudioTokens,
    Metric::kInputImageTokens,
    Metric::kInputCachedImageTokens,
    Metric::kOutputImageTokens,
    Metric::kImages,
    Metric::kCharacters,
    Metric::kSeconds,
    Metric::kUsageBytes,
    Metric::kNumSessions,
    Metric::kNumModelRequests,
    Metric::kNumRequests,
};

void AppendNumber(std::int64_t value, std::string* text) {
  char digits[24];
  const auto [end, failed] = std::to_chars(digits, digits + sizeof digits, value);
  text->append(digits, end);
}

class UsageRenderer : public BucketRenderer {
 public:
  UsageRenderer(const SurfaceRecords& records, RowOrder order);

  std::string RenderWithout(const Omission& omit, UtcSeconds from, UtcSeconds to,
                            const UsageQuery& query) const override;

  std::size_t CountIn(UtcSeconds from, UtcSeconds to) const override {
    const auto [first, last] = held_.RecordsIn(from, to);
    return last - first;
  }
  std::optional<Day> LastDay() const override {
    if (held_.records.empty()) return std::nullopt;
    return DayOf(held_.records.back().start);
  }

 private:
  struct Row {
    Key key{};
    MetricValues metrics;
    std::map<std::uint32_t, std::int64_t> extras;
  };

  std::vector<Row> Sum(const Omission& omit, UtcSeconds from, UtcSeconds to,
                       const UsageQuery& query) const;
  void AppendRow(const Row& row, std::string* text) const;

  const SurfaceRecords& held_;
  RowOrder order_;
  std::string row_start_;
  // "\"model\":\"gpt-…\"" by slot and value number.
  std::vector<std::vector<std::string>> dimension_text_;
};

UsageRenderer::UsageRenderer(const SurfaceRecords& records, RowOrder order)
    : held_(records), order_(order) {
  const Endpoint& endpoint = EndpointOf(records.surface);
  row_start_ = "{\"object\":" + JsonString(endpoint.row_kind);
  dimension_text_.resize(endpoint.dimensions.size());
  for (std::size_t i = 0; i < dimension_text_.size(); ++i) {
    const ValueTable& values = records.values[i];
    const std::string name = ",\"" + std::string(endpoint.dimensions[i]) + "\":";
    const bool is_batch = endpoint.dimensions[i] == "batch";
    dimension_text_[i].push_back(name + "null");
    for (std::uint32_t id = 1; id < values.size(); ++id) {
      dimension_text_[i].push_back(name + (is_batch ? values.At(id) : JsonString(values.At(id))));
    }
  }
}

std::vector<UsageRenderer::Row> UsageRenderer::Sum(const Omission& omit, UtcSeconds from,
                                                   UtcSeconds to, const UsageQuery& query) const {
  std::vector<Row> rows;
  std::unordered_map<Key, std::size_t, KeyHash> row_of;
  const RecordFilter filter(query.filters, held_.values);
  const auto [first, last] = held_.RecordsIn(from, to);
  const std::size_t day_first = omit ? held_.RecordsIn(DayOf(from).start(), from).first : first;
  auto extra = std::lower_bound(
      held_.extras.begin(), held_.extras.end(), first,
      [](const ExtraMetric& candidate, std::size_t record) { return candidate.record < record; });
  for (std::size_t i = first; i < last; ++i) {
    const UsageRecord& record = held_.records[i];
    const auto extra_first = extra;
    while (extra != held_.extras.end() && extra->record == i) ++extra;
    if (!filter.Passes(record.key) || (omit && omit(i - day_first))) continue;
    const auto [found, added] = row_of.try_emplace(KeyAt(record.key, query.group_by), rows.size());
    if (added) {
      rows.emplace_back();
      rows.back().key = found->first;
    }
    Row& row = rows[found->second];
    CHECK(row.metrics.Add(record.metrics), "the organisation's sums fit 64 bits");
    for (auto e = extra_first; e != extra; ++e) row.extras[e->name] += e->value;
  }
  if (order_ == RowOrder::kReversed) std::reverse(rows.begin(), rows.end());
  return rows;
}

void UsageRenderer::AppendRow(const Row& row, std::string* text) const {
  *text += row_start_;
  for (const Metric metric : kRowOrder) {
    const auto value = row.metrics.Get(metric);
    if (!value) continue;
    *text += ",\"";
    *text += NameOf(metric);
    *text += "\":";
    AppendNumber(*value, text);
  }
  for (const auto& [name, value] : row.extras) {
    *text += ',';
    *text += JsonString(held_.extra_names[name]);
    *text += ':';
    AppendNumber(value, text);
  }
  for (std::size_t i = 0; i < dimension_text_.size(); ++i) {
    *text += dimension_text_[i][row.key[i]];
  }
  *text += '}';
}

std::string UsageRenderer::RenderWithout(const Omission& omit, UtcSeconds from, UtcSeconds to,
                                         const UsageQuery& query) const {
  const std::vector<Row> rows = Sum(omit, from, to, query);
  std::string text = R"({"object":"bucket","start_time":)";
  AppendNumber(from, &text);
  text += R"(,"end_time":)";
  AppendNumber(to, &text);
  text += R"(,"results":[)";
  for (const Row& row : rows) {
    if (&row != rows.data()) text += ',';
    const std::size_t before = text.size();
    AppendRow(row, &text);
    // Rows are about as long as the first; growing step by step would touch the pages twice.
    if (&row == rows.data()) text.reserve((text.size() - before + 64) * rows.size() + 256);
  }
  text += "]}";
  return text;
}

}  // namespace

std::unique_ptr<BucketRenderer> MakeUsageRenderer(const SurfaceRecords& records, RowOrder order) {
  return std::make_unique<UsageRenderer>(records, order);
}

}  // namespace cognitrack::twin
