#include "formats/expected_totals.h"

#include <optional>

#include "formats/json_writer.h"
#include "money/picos.h"

namespace cognitrack {
namespace {

using Kind = ExactJson::Kind;

Metric MainMetricOf(const Surface& surface) {
  if (surface.metrics.Has(Metric::kInputTokens)) return Metric::kInputTokens;
  if (surface.metrics.Has(Metric::kAmountValue)) return Metric::kAmountValue;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    if (surface.metrics.Has(metric) && metric != Metric::kNumModelRequests) return metric;
  }
  return Metric::kNumModelRequests;
}

// The member of a row that holds the metric; null where it was not reported.
const ExactJson* ValueOf(Metric metric, const ExactJson& row) {
  const ExactJson* value = row.Find(metric == Metric::kAmountValue ? "amount" : NameOf(metric));
  if (metric == Metric::kAmountValue && value != nullptr) value = value->Find("value");
  return value == nullptr || value->kind == Kind::kNull ? nullptr : value;
}

std::optional<WideCount> UnitsIn(Metric metric, const ExactJson& value) {
  if (value.kind != Kind::kNumber && value.kind != Kind::kString) return std::nullopt;
  if (!IsDecimal(metric)) return WideCountFrom(value.text);
  const std::optional<ParsedPicos> picos = ParsePicos(value.text);
  if (!picos) return std::nullopt;
  return picos->value.count;
}

// A value as the ledger writes it: "true" for the truth value, too.
std::optional<std::string> DimensionIn(const ExactJson& row, std::string_view name) {
  const ExactJson* value = row.Find(name);
  if (value == nullptr) return std::nullopt;
  if (value->kind == Kind::kString) return value->text;
  if (value->kind == Kind::kTrue) return "true";
  if (value->kind == Kind::kFalse) return "false";
  return std::nullopt;
}

void Write(Metric metric, WideCount units, JsonWriter* writer) {
  if (IsDecimal(metric)) {
    writer->String(TextOf(metric, units));
  } else {
    writer->Integer(units);
  }
}

bool IsAskedBy(std::string_view dimension) {
  return dimension != "api_key_id" && dimension != "user_id";
}

Error CannotBeAddedUp(const std::string& what) {
  return Error{ErrorCode::kProviderContract, what + ", so that the page cannot be added up"};
}

}  // namespace

ExpectedTotals::ExpectedTotals(const Surface& surface, Day start, Day end)
    : surface_(surface), start_(start), end_(end), main_(MainMetricOf(surface)) {
  for (Day day = start; day < end; day = day + 1) days_[day.start()];
}

Status ExpectedTotals::AddPage(const ExactJson& page) {
  const ExactJson* buckets = page.Find("data");
  if (buckets == nullptr || buckets->kind != Kind::kArray) {
    return CannotBeAddedUp("there is no data");
  }
  ++pages_;
  for (const ExactJson& bucket : buckets->values) {
    const ExactJson* start = bucket.Find("start_time");
    const ExactJson* rows = bucket.Find("results");
    const auto time = start == nullptr ? std::nullopt : WideCountFrom(start->text);
    if (!time || rows == nullptr || rows->kind != Kind::kArray ||
        days_.count(static_cast<UtcSeconds>(*time)) == 0) {
      return CannotBeAddedUp("a bucket has no start within the range, or no results");
    }
    for (const ExactJson& row : rows->values) {
      TRY_VOID(AddRow(static_cast<UtcSeconds>(*time), row));
    }
  }
  return {};
}

Status ExpectedTotals::AddRow(UtcSeconds start, const ExactJson& row) {
  ++rows_;
  WideCount main = 0;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    const Metric metric = MetricAt(i);
    if (!surface_.metrics.Has(metric)) continue;
    const ExactJson* value = ValueOf(metric, row);
    if (value == nullptr) continue;
    const std::optional<WideCount> units = UnitsIn(metric, *value);
    if (!units) return CannotBeAddedUp(std::string(NameOf(metric)) + " is no plain number");
    days_[start][std::string(NameOf(metric))] += *units;
    if (metric == main_) main = *units;
  }
  AddToDimensions(row, main);
  return {};
}

void ExpectedTotals::AddToDimensions(const ExactJson& row, WideCount units) {
  for (const std::string_view name : surface_.dimensions) {
    if (!IsAskedBy(name)) continue;
    const std::optional<std::string> value = DimensionIn(row, name);
    if (value) {
      by_[std::string(name)][*value] += units;
    } else {
      incomplete_.insert(std::string(name));
    }
  }
}

std::string ExpectedTotals::ToText() const {
  JsonWriter writer;
  writer.BeginObject();
  writer.Key("surface");
  writer.String(surface_.name);
  writer.Key("start_time");
  writer.Integer(start_.start());
  writer.Key("end_time");
  writer.Integer(end_.start());
  writer.Key("pages");
  writer.Integer(pages_);
  writer.Key("days");
  writer.BeginObject();
  for (const auto& [start, sums] : days_) {
    writer.Key(std::to_string(start));
    writer.BeginObject();
    for (const auto& [name, units] : sums) {
      writer.Key(name);
      Write(*MetricNamed(name, surface_.metrics), units, &writer);
    }
    writer.EndObject();
  }
  writer.EndObject();
  writer.Key(std::string(NameOf(main_)) + "_by");
  writer.BeginObject();
  for (const auto& [dimension, sums] : by_) {
    if (incomplete_.count(dimension) > 0) continue;
    writer.Key(dimension);
    writer.BeginObject();
    for (const auto& [value, units] : sums) {
      writer.Key(value);
      Write(main_, units, &writer);
    }
    writer.EndObject();
  }
  writer.EndObject();
  writer.EndObject();
  return writer.Take() + "\n";
}

}  // namespace cognitrack
