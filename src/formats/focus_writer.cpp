#include "formats/focus_writer.h"

#include <algorithm>
#include <array>

#include "base/month.h"
#include "formats/csv_text.h"

namespace cognitrack {

struct FocusWriter::Names {
  std::string_view provider;
  std::string_view name;  // Of the provider, who is publisher and invoice issuer, too.
  std::string_view service;
};

namespace {

std::string Upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

std::optional<std::string> SafeCell(const FocusRow::Text& text) {
  if (!text || text->empty()) return std::nullopt;
  std::string cell;
  AppendCsvText(*text, &cell);
  return cell;
}

}  // namespace

Result<FocusWriter> FocusWriter::Make(FocusLayout layout,
                                      std::function<void(std::string_view)> write) {
  static constexpr std::array<Names, 1> kNames = {{{"openai", "OpenAI", "OpenAI API"}}};
  const auto names = std::find_if(kNames.begin(), kNames.end(), [&](const Names& known) {
    return known.provider == layout.provider;
  });
  if (names == kNames.end()) {
    return Error{ErrorCode::kUsage, "the provider '" + layout.provider +
                                        "' has no names in FOCUS yet; export with --format csv"};
  }
  FocusWriter writer(std::move(layout), std::move(write));
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

void FocusWriter::Row(const FocusRow& row) {
  line_.clear();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i > 0) line_ += ",";
    if (const Cell cell = columns_[i].cell(row)) line_ += *cell;
  }
  line_ += "\n";
  write_(line_);
}

void FocusWriter::Add(std::string name, std::function<Cell(const FocusRow&)> cell) {
  columns_.push_back({std::move(name), std::move(cell)});
}

void FocusWriter::AddConstant(std::string name, std::string value) {
  Add(std::move(name), [cell = SafeCell(value)](const FocusRow&) { return cell; });
}

void FocusWriter::AddText(std::string name, FocusRow::Text FocusRow::*text) {
  Add(std::move(name), [text](const FocusRow& row) { return SafeCell(row.*text); });
}

void FocusWriter::AddNumber(std::string name, FocusRow::Text FocusRow::*number) {
  Add(std::move(name), [number](const FocusRow& row) { return row.*number; });
}

void FocusWriter::AddCostColumns() {
  const auto add = [this](const char* name, Picos FocusRow::*amount) {
    Add(name, [amount](const FocusRow& row) { return Cell(ToText(row.*amount)); });
  };
  add("BilledCost", &FocusRow::billed);
  add("EffectiveCost", &FocusRow::effective);
  add("ContractedCost", &FocusRow::contracted);
  add("ListCost", &FocusRow::list);
  AddConstant("BillingAccountId", layout_.billing_account_id);
  Add("BillingAccountName", [](const FocusRow&) { return Cell(); });
  Add("BillingCurrency", [](const FocusRow& row) { return SafeCell(Upper(row.currency)); });
  Add("BillingPeriodStart",
      [](const FocusRow& row) { return Cell(FormatTime(FirstOfMonth(row.day).start())); });
  Add("BillingPeriodEnd",
      [](const FocusRow& row) { return Cell(FormatTime(FirstOfNextMonth(row.day).start())); });
}

void FocusWriter::AddChargeColumns() {
  Add("ChargePeriodStart", [](const FocusRow& row) { return Cell(FormatTime(row.day.start())); });
  Add("ChargePeriodEnd", [](const FocusRow& row) { return Cell(FormatTime(row.day.end())); });
  AddConstant("ChargeCategory", "Usage");
  Add("ChargeClass", [](const FocusRow&) { return Cell(); });
  AddText("ChargeDescription", &FocusRow::description);
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
  const auto add = [this](const std::string& kind,
                          std::optional<FocusQuantity> FocusRow::*quantity) {
    Add(kind + "Quantity", [quantity](const FocusRow& row) {
      return row.*quantity ? Cell((row.*quantity)->amount) : Cell();
    });
    Add(kind + "Unit", [quantity](const FocusRow& row) {
      return row.*quantity ? SafeCell((row.*quantity)->unit) : Cell();
    });
  };
  add("Pricing", &FocusRow::pricing);
  add("Consumed", &FocusRow::consumed);
  AddConstant("PricingCategory", "Standard");
}

void FocusWriter::AddConditionalColumns() {
  AddConstant("BillingAccountType", "Organization");
  const auto add_with_type = [this](const std::string& name, FocusRow::Text FocusRow::*id,
                                    const std::string& type) {
    AddText(name + "Id", id);
    Add(name + "Type",
        [id, type](const FocusRow& row) { return SafeCell(row.*id) ? Cell(type) : Cell(); });
  };
  if (layout_.has_projects) add_with_type("SubAccount", &FocusRow::project, "Project");
  if (layout_.has_keys) add_with_type("Resource", &FocusRow::api_key, "API Key");
  if (layout_.has_prices) AddPriceColumns();
  if (layout_.has_tags) AddText("Tags", &FocusRow::tags);
}

void FocusWriter::AddPriceColumns() {
  const auto add = [this](const char* name, std::string FocusSku::*text) {
    Add(name, [text](const FocusRow& row) { return row.sku ? SafeCell(*row.sku.*text) : Cell(); });
  };
  add("SkuId", &FocusSku::id);
  add("SkuPriceId", &FocusSku::price_id);
  add("SkuMeter", &FocusSku::meter);
  AddNumber("ListUnitPrice", &FocusRow::list_unit_price);
  AddNumber("ContractedUnitPrice", &FocusRow::contracted_unit_price);
}

void FocusWriter::AddOwnColumns() {
  for (std::size_t i = 0; i < layout_.own.size(); ++i) {
    const bool is_number = layout_.own[i].is_number;
    Add(layout_.own[i].name, [i, is_number](const FocusRow& row) {
      return is_number ? row.own[i] : SafeCell(row.own[i]);
    });
  }
}

}  // namespace cognitrack
