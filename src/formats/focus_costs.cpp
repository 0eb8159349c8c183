#include "formats/focus_costs.h"

#include <algorithm>
#include <array>

#include "formats/json_writer.h"
#include "reports/usage_query.h"

namespace cognitrack {
namespace {

constexpr std::string_view kLineItem = "line_item";

// Dimensions that have a column of the standard.
constexpr std::array<std::string_view, 3> kStandardDimensions = {kCurrency, "project_id",
                                                                 "api_key_id"};

// Dimensions whose column of ours has another name than theirs, in the order of these columns.
struct OwnName {
  std::string_view dimension;
  std::string_view column;
};
constexpr std::array<OwnName, 4> kOwnNames = {{{kLineItem, "x_ProviderLineItem"},
                                               {kQuantityUnit, "x_ProviderQuantityUnit"},
                                               {"user_id", "x_UserId"},
                                               {"api_source", "x_ApiSource"}}};

// The provider's words for units, as FOCUS writes units (attribute "Unit Format").
struct UnitName {
  std::string_view unit;
  std::string_view focus;
};
constexpr std::array<UnitName, 8> kUnits = {{{"tokens", "Tokens"},
                                             {"1000_tokens", "1000 Tokens"},
                                             {"duration_seconds", "Seconds"},
                                             {"duration_minutes", "Minutes"},
                                             {"duration_hours", "Hours"},
                                             {"gibibyte_hours", "GiB-Hours"},
                                             {"images", "Images"},
                                             {"characters", "Characters"}}};

std::string UnitOf(const std::string& unit) {
  const auto found = std::find_if(kUnits.begin(), kUnits.end(),
                                  [&](const UnitName& name) { return name.unit == unit; });
  return found == kUnits.end() ? unit : std::string(found->focus);
}

// '' and absent are one: a null.
std::optional<std::string> ValueOf(const Series& series, std::string_view name) {
  const std::string* value = series.Find(name);
  if (value == nullptr || value->empty()) return std::nullopt;
  return *value;
}

// A quantity means something only beside what was billed and its unit.
bool HasQuantity(const Series& series, const MetricValues& metrics) {
  return metrics.reported().Has(Metric::kQuantity) && ValueOf(series, kLineItem) &&
         ValueOf(series, kQuantityUnit);
}

std::optional<std::string> TagsOf(const std::vector<AllocatedPart>& parts) {
  if (parts.size() != 1 || !parts.front().owner) return std::nullopt;
  const CostOwner& owner = *parts.front().owner;
  JsonWriter json;
  json.BeginObject();
  json.Key("business_unit");
  json.String(owner.business_unit);
  if (!owner.cost_centre.empty()) {
    json.Key("cost_centre");
    json.String(owner.cost_centre);
  }
  json.EndObject();
  return json.Take();
}

std::string PartsJson(const std::vector<AllocatedPart>& parts) {
  JsonWriter json;
  json.BeginArray();
  for (const AllocatedPart& part : parts) {
    json.BeginObject();
    json.Key("business_unit");
    if (part.owner) {
      json.String(part.owner->business_unit);
    } else {
      json.Null();
    }
    json.Key("cost_centre");
    if (part.owner && !part.owner->cost_centre.empty()) {
      json.String(part.owner->cost_centre);
    } else {
      json.Null();
    }
    json.Key("amount");
    json.String(ToText(part.amount));
    json.EndObject();
  }
  json.EndArray();
  return json.Take();
}

std::optional<FocusQuantity> QuantityOf(const Series& series, const MetricValues& metrics) {
  if (!HasQuantity(series, metrics)) return std::nullopt;
  return FocusQuantity{ToText(metrics.Decimal(Metric::kQuantity).value_or(Picos{})),
                       UnitOf(*ValueOf(series, kQuantityUnit))};
}

// The dimensions that have a column of ours, each with its column's name.
std::vector<std::pair<std::string, std::string>> OwnDimensions(const Grain& grain) {
  std::vector<std::pair<std::string, std::string>> own;
  for (const OwnName& name : kOwnNames) {
    if (grain.Has(name.dimension)) own.emplace_back(name.dimension, name.column);
  }
  for (const std::string& name : grain.names()) {
    const bool is_placed =
        std::find(kStandardDimensions.begin(), kStandardDimensions.end(), name) !=
            kStandardDimensions.end() ||
        std::any_of(kOwnNames.begin(), kOwnNames.end(),
                    [&name](const OwnName& known) { return known.dimension == name; });
    if (!is_placed) own.emplace_back(name, "x_" + name);
  }
  return own;
}

}  // namespace

Result<FocusCostsWriter> FocusCostsWriter::Make(FocusCostsContent content,
                                                std::function<void(std::string_view)> write) {
  FocusLayout layout;
  layout.provider = std::move(content.provider);
  layout.billing_account_id = std::move(content.billing_account_id);
  layout.has_projects = content.grain.Has("project_id");
  layout.has_keys = content.grain.Has("api_key_id");
  layout.has_tags = content.is_allocated;
  if (content.is_allocated) layout.own.push_back({"x_Allocation"});
  std::vector<std::string> dimensions;
  for (auto& [dimension, column] : OwnDimensions(content.grain)) {
    dimensions.push_back(std::move(dimension));
    layout.own.push_back({std::move(column)});
  }
  TRY(FocusWriter writer, FocusWriter::Make(std::move(layout), std::move(write)));
  return FocusCostsWriter(std::move(writer), std::move(dimensions), content.is_allocated);
}

bool FocusCostsWriter::Row(Day day, const Series& series, const MetricValues& metrics,
                           const std::vector<AllocatedPart>& parts) {
  const auto amount = metrics.Decimal(Metric::kAmountValue);
  const auto currency = ValueOf(series, kCurrency);
  if (!amount || !currency) return false;
  FocusRow row;
  row.day = day;
  row.currency = *currency;
  row.billed = row.effective = row.contracted = row.list = *amount;
  row.description = ValueOf(series, kLineItem);
  row.pricing = row.consumed = QuantityOf(series, metrics);
  row.project = ValueOf(series, "project_id");
  row.api_key = ValueOf(series, "api_key_id");
  if (is_allocated_) {
    row.tags = TagsOf(parts);
    row.own.emplace_back(PartsJson(parts));
  }
  for (const std::string& dimension : own_dimensions_) {
    row.own.push_back(ValueOf(series, dimension));
  }
  writer_.Row(row);
  return true;
}

}  // namespace cognitrack
