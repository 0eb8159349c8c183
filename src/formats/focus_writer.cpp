#include "formats/focus_writer.h"

#include <algorithm>
#include <array>

#include "base/month.h"
#include "formats/csv_text.h"
#include "formats/json_writer.h"
#include "reports/usage_query.h"

namespace cognitrack {

struct FocusWriter::Names {
  std::string_view provider;
  std::string_view name;  // Of the provider, who is publisher and invoice issuer, too.
  std::string_view service;
};

struct FocusWriter::BilledRow {
  Day day;
  const Series& series;
  const MetricValues& metrics;
  const std::vector<AllocatedPart>& parts;
  std::string amount;
};

namespace {

constexpr std::string_view kLineItem = "line_item";

// Dimensions that have a column of the standard, or one of ours under another name.
constexpr std::array<std::string_view, 7> kPlacedDimensions = {
    kCurrency, kQuantityUnit, kLineItem, "project_id", "api_key_id", "user_id", "api_source"};

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

std::string Upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
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

}  // namespace

Result<FocusWriter> FocusWriter::Make(FocusContent content,
                                      std::function<void(std::string_view)> write) {
  static constexpr std::array<Names, 1> kNames = {{{"openai", "OpenAI", "OpenAI API"}}};
  const auto names = std::find_if(kNames.begin(), kNames.end(), [&](const Names& known) {
    return known.provider == content.provider;
  });
  if (names == kNames.end()) {
    return Error{ErrorCode::kUsage, "the provider '" + content.provider +
                                        "' has no names in FOCUS yet; export with --format csv"};
  }
  FocusWriter writer(std::move(content), std::move(write));
  writer.AddCostColumns();
  writer.AddChargeColumns();
  writer.AddServiceColumns(*names);
  writer.AddQuantityColumns();
  writer.AddConditionalColumns();
  writer.AddOwnColumns();
  std::string line;
  for (const Column& column : writer.columns_) {
    line += line.empty() ? "" : ",";
    AppendCsvText(column.name, &line);
  }
  writer.write_(line + "\n");
  return writer;
}

bool FocusWriter::Row(Day day, const Series& series, const MetricValues& metrics,
                      const std::vector<AllocatedPart>& parts) {
  const auto amount = metrics.Decimal(Metric::kAmountValue);
  if (!amount || !ValueOf(series, kCurrency)) return false;
  const BilledRow row{day, series, metrics, parts, ToText(*amount)};
  std::string line;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i > 0) line += ",";
    if (const Cell cell = columns_[i].cell(row)) line += *cell;
  }
  write_(line + "\n");
  return true;
}

// Numbers go out as they are; texts are made safe.
void FocusWriter::Add(std::string name, std::function<Cell(const BilledRow&)> cell) {
  columns_.push_back({std::move(name), std::move(cell)});
}

void FocusWriter::AddConstant(std::string name, std::string value) {
  std::string cell;
  AppendCsvText(value, &cell);
  Add(std::move(name), [cell](const BilledRow&) { return Cell(cell); });
}

void FocusWriter::AddDimension(std::string name, std::string dimension) {
  Add(std::move(name), [dimension](const BilledRow& row) {
    const auto value = ValueOf(row.series, dimension);
    Cell cell;
    if (value) AppendCsvText(*value, &cell.emplace());
    return cell;
  });
}

void FocusWriter::AddCostColumns() {
  for (const char* name : {"BilledCost", "EffectiveCost", "ContractedCost", "ListCost"}) {
    Add(name, [](const BilledRow& row) { return Cell(row.amount); });
  }
  AddConstant("BillingAccountId", content_.billing_account_id);
  Add("BillingAccountName", [](const BilledRow&) { return Cell(); });
  Add("BillingCurrency", [](const BilledRow& row) {
    std::string cell;
    AppendCsvText(Upper(*ValueOf(row.series, kCurrency)), &cell);
    return Cell(cell);
  });
  Add("BillingPeriodStart",
      [](const BilledRow& row) { return Cell(FormatTime(FirstOfMonth(row.day).start())); });
  Add("BillingPeriodEnd",
      [](const BilledRow& row) { return Cell(FormatTime(FirstOfNextMonth(row.day).start())); });
}

void FocusWriter::AddChargeColumns() {
  Add("ChargePeriodStart", [](const BilledRow& row) { return Cell(FormatTime(row.day.start())); });
  Add("ChargePeriodEnd", [](const BilledRow& row) { return Cell(FormatTime(row.day.end())); });
  AddConstant("ChargeCategory", "Usage");
  Add("ChargeClass", [](const BilledRow&) { return Cell(); });
  AddDimension("ChargeDescription", std::string(kLineItem));
  AddConstant("ChargeFrequency", "Usage-Based");
}

void FocusWriter::AddServiceColumns(const Names& names) {
  AddConstant("ServiceCategory", "AI and Machine Learning");
  AddConstant("ServiceSubcategory", "Generative AI");
  AddConstant("ServiceName", std::string(names.service));
  for (const char* column : {"ProviderName", "PublisherName", "InvoiceIssuerName"}) {
    AddConstant(column, std::string(names.name));
  }
}

void FocusWriter::AddQuantityColumns() {
  for (const std::string kind : {"Pricing", "Consumed"}) {
    Add(kind + "Quantity", [](const BilledRow& row) {
      if (!HasQuantity(row.series, row.metrics)) return Cell();
      return Cell(ToText(row.metrics.Decimal(Metric::kQuantity).value_or(Picos{})));
    });
    Add(kind + "Unit", [](const BilledRow& row) {
      if (!HasQuantity(row.series, row.metrics)) return Cell();
      std::string cell;
      AppendCsvText(UnitOf(*ValueOf(row.series, kQuantityUnit)), &cell);
      return Cell(cell);
    });
  }
  AddConstant("PricingCategory", "Standard");
}

void FocusWriter::AddConditionalColumns() {
  AddConstant("BillingAccountType", "Organization");
  const auto add_with_type = [this](const std::string& dimension, const std::string& id_column,
                                    const std::string& type_column, const std::string& type) {
    if (!content_.grain.Has(dimension)) return;
    AddDimension(id_column, dimension);
    Add(type_column, [dimension, type](const BilledRow& row) {
      return ValueOf(row.series, dimension) ? Cell(type) : Cell();
    });
  };
  add_with_type("project_id", "SubAccountId", "SubAccountType", "Project");
  add_with_type("api_key_id", "ResourceId", "ResourceType", "API Key");
  if (!content_.is_allocated) return;
  Add("Tags", [](const BilledRow& row) {
    const auto tags = TagsOf(row.parts);
    Cell cell;
    if (tags) AppendCsvText(*tags, &cell.emplace());
    return cell;
  });
}

void FocusWriter::AddOwnColumns() {
  if (content_.is_allocated) {
    Add("x_Allocation", [](const BilledRow& row) {
      std::string cell;
      AppendCsvText(PartsJson(row.parts), &cell);
      return Cell(cell);
    });
  }
  const auto add = [this](std::string name, std::string_view dimension) {
    if (content_.grain.Has(dimension)) AddDimension(std::move(name), std::string(dimension));
  };
  add("x_ProviderLineItem", kLineItem);
  add("x_ProviderQuantityUnit", kQuantityUnit);
  add("x_UserId", "user_id");
  add("x_ApiSource", "api_source");
  for (const std::string& name : content_.grain.names()) {
    const bool is_placed = std::find(kPlacedDimensions.begin(), kPlacedDimensions.end(), name) !=
                           kPlacedDimensions.end();
    if (!is_placed) AddDimension("x_" + name, name);
  }
}

}  // namespace cognitrack
