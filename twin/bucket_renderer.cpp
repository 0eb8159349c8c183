#include "twin/bucket_renderer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>

#include "base/check.h"
#include "twin/json_text.h"

namespace cognitrack::twin {
namespace {

// Past this the kept buckets are dropped: enough for a million rows at every dimension, twice.
constexpr std::size_t kKeptBytesMax = std::size_t{2} << 30U;

// The order of the documented example.
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
    Metric::kNumModelRequests,
};

// The filter with values turned into numbers.
class RecordFilter {
 public:
  RecordFilter(const UsageFilter& filter, const Organisation& organisation) {
    Add(Dimension::kProjectId, filter.project_ids, organisation);
    Add(Dimension::kUserId, filter.user_ids, organisation);
    Add(Dimension::kApiKeyId, filter.api_key_ids, organisation);
    Add(Dimension::kModel, filter.models, organisation);
    if (filter.batch) Add(Dimension::kBatch, {*filter.batch ? "true" : "false"}, organisation);
  }

  bool Passes(const UsageRecord& record) const {
    return std::all_of(conditions_.begin(), conditions_.end(), [&record](const Condition& c) {
      const std::uint32_t value = record.key[c.dimension];
      return value != 0 && std::find(c.allowed.begin(), c.allowed.end(), value) != c.allowed.end();
    });
  }

 private:
  struct Condition {
    std::size_t dimension;
    std::vector<std::uint32_t> allowed;
  };

  void Add(Dimension dimension, const std::vector<std::string>& values,
           const Organisation& organisation) {
    if (values.empty()) return;
    Condition condition{static_cast<std::size_t>(dimension), {}};
    for (const std::string& value : values) {
      condition.allowed.push_back(organisation.ValuesOf(dimension).Find(value));
    }
    conditions_.push_back(std::move(condition));
  }

  std::vector<Condition> conditions_;
};

void AppendNumber(std::int64_t value, std::string* text) {
  char digits[24];
  const auto [end, failed] = std::to_chars(digits, digits + sizeof digits, value);
  text->append(digits, end);
}

}  // namespace

struct BucketRenderer::Row {
  Key key{};
  MetricValues metrics;
  std::map<std::uint32_t, std::int64_t> extras;
};

BucketRenderer::BucketRenderer(const Organisation& organisation, RowOrder order)
    : organisation_(organisation), order_(order) {
  dimension_text_.resize(kDimensionCount);
  for (std::size_t i = 0; i < kDimensionCount; ++i) {
    const ValueTable& values = organisation.values[i];
    const std::string name = ",\"" + std::string(kDimensionNames[i]) + "\":";
    dimension_text_[i].push_back(name + "null");
    for (std::uint32_t id = 1; id < values.size(); ++id) {
      const bool is_batch = i == static_cast<std::size_t>(Dimension::kBatch);
      dimension_text_[i].push_back(name + (is_batch ? values.At(id) : JsonString(values.At(id))));
    }
  }
}

std::vector<BucketRenderer::Row> BucketRenderer::Sum(const Omission& omit, UtcSeconds from,
                                                     UtcSeconds to, const UsageQuery& query) const {
  std::vector<Row> rows;
  std::unordered_map<Key, std::size_t, KeyHash> row_of;
  const RecordFilter filter(query.filter, organisation_);
  const auto [first, last] = organisation_.RecordsIn(from, to);
  const std::size_t day_first =
      omit ? organisation_.RecordsIn(DayOf(from).start(), from).first : first;
  auto extra = std::lower_bound(
      organisation_.extras.begin(), organisation_.extras.end(), first,
      [](const ExtraMetric& candidate, std::size_t record) { return candidate.record < record; });
  for (std::size_t i = first; i < last; ++i) {
    const UsageRecord& record = organisation_.records[i];
    const auto extra_first = extra;
    while (extra != organisation_.extras.end() && extra->record == i) ++extra;
    if (!filter.Passes(record) || (omit && omit(record, i - day_first))) continue;
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

void BucketRenderer::AppendRow(const Row& row, std::string* text) const {
  *text += R"({"object":"organization.usage.completions.result")";
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
    *text += JsonString(organisation_.extra_names[name]);
    *text += ':';
    AppendNumber(value, text);
  }
  for (std::size_t i = 0; i < kDimensionCount; ++i) *text += dimension_text_[i][row.key[i]];
  *text += '}';
}

std::string BucketRenderer::RenderWithout(const Omission& omit, UtcSeconds from, UtcSeconds to,
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

SharedText BucketRenderer::Render(UtcSeconds from, UtcSeconds to, const UsageQuery& query) {
  const std::string name = std::to_string(from) + ' ' + std::to_string(to) + ' ' +
                           std::to_string(query.group_by) + ' ' + query.filter_text;
  SharedText& kept = kept_[name];
  if (kept) return kept;
  auto text = std::make_shared<std::string>(RenderWithout(nullptr, from, to, query));
  if (kept_bytes_ + text->size() > kKeptBytesMax) {
    kept_.clear();
    kept_bytes_ = 0;
  }
  kept_bytes_ += text->size();
  kept_[name] = text;
  return text;
}

}  // namespace cognitrack::twin
