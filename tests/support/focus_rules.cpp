#include "tests/support/focus_rules.h"

#include <array>
#include <functional>
#include <regex>
#include <set>

namespace cognitrack {
namespace {

using Cells = std::vector<std::string>;
using Row = std::map<std::string, std::string>;

// RFC 4180, one row a call.
Cells NextCells(std::string_view* csv) {
  Cells cells(1);
  bool quoted = false;
  while (!csv->empty()) {
    const char c = csv->front();
    csv->remove_prefix(1);
    if (quoted && c == '"' && !csv->empty() && csv->front() == '"') {
      cells.back().push_back('"');
      csv->remove_prefix(1);
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == ',') {
      cells.emplace_back();
    } else if (!quoted && c == '\n') {
      return cells;
    } else {
      cells.back().push_back(c);
    }
  }
  return cells;
}

constexpr std::array<std::string_view, 26> kFirstColumns = {
    "BilledCost",         "EffectiveCost",      "ContractedCost",  "ListCost",
    "BillingAccountId",   "BillingAccountName", "BillingCurrency", "BillingPeriodStart",
    "BillingPeriodEnd",   "ChargePeriodStart",  "ChargePeriodEnd", "ChargeCategory",
    "ChargeClass",        "ChargeDescription",  "ChargeFrequency", "ServiceCategory",
    "ServiceSubcategory", "ServiceName",        "ProviderName",    "PublisherName",
    "InvoiceIssuerName",  "PricingQuantity",    "PricingUnit",     "ConsumedQuantity",
    "ConsumedUnit",       "PricingCategory"};
const std::set<std::string> kConditional = {
    "BillingAccountType", "SubAccountId", "SubAccountName",     "SubAccountType", "ResourceId",
    "ResourceType",       "SkuId",        "SkuPriceId",         "SkuMeter",       "ListUnitPrice",
    "RegionId",           "Tags",         "ContractedUnitPrice"};

const std::regex kDecimal(R"(-?(0|[1-9]\d*)(\.\d+)?)");
const std::regex kMonthStart(R"(\d{4}-\d{2}-01T00:00:00Z)");
const std::regex kDayStart(R"(\d{4}-\d{2}-\d{2}T00:00:00Z)");
const std::regex kCurrencyCode("[A-Z]{3}");
const std::regex kText("(.|\n)+");

struct Rule {
  std::string column;
  const std::regex* form = nullptr;
  std::set<std::string> allowed;  // Empty: any value of that form.
  bool nullable = false;
};

const std::vector<Rule>& Rules() {
  static const std::vector<Rule> kRules = {
      {"BilledCost", &kDecimal, {}, false},
      {"EffectiveCost", &kDecimal, {}, false},
      {"ContractedCost", &kDecimal, {}, false},
      {"ListCost", &kDecimal, {}, false},
      {"BillingAccountId", &kText, {}, false},
      {"BillingCurrency", &kCurrencyCode, {}, false},
      {"BillingPeriodStart", &kMonthStart, {}, false},
      {"BillingPeriodEnd", &kMonthStart, {}, false},
      {"ChargePeriodStart", &kDayStart, {}, false},
      {"ChargePeriodEnd", &kDayStart, {}, false},
      {"ChargeCategory", &kText, {"Usage", "Purchase", "Tax", "Credit", "Adjustment"}, false},
      {"ChargeClass", &kText, {"Correction"}, true},
      {"ChargeFrequency", &kText, {"One-Time", "Recurring", "Usage-Based"}, false},
      {"ServiceCategory", &kText, {"AI and Machine Learning"}, false},
      {"ServiceSubcategory", &kText, {"Generative AI"}, false},
      {"ServiceName", &kText, {}, false},
      {"ProviderName", &kText, {}, false},
      {"PublisherName", &kText, {}, false},
      {"InvoiceIssuerName", &kText, {}, false},
      {"PricingQuantity", &kDecimal, {}, true},
      {"PricingUnit", &kText, {}, true},
      {"ConsumedQuantity", &kDecimal, {}, true},
      {"ConsumedUnit", &kText, {}, true},
      {"PricingCategory", &kText, {"Standard", "Dynamic", "Committed", "Other"}, false},
      {"SubAccountType", &kText, {}, true},
      {"Tags", &kText, {}, true}};
  return kRules;
}

void CheckHead(const Cells& head, std::vector<std::string>* faults) {
  bool own = false;
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (i < kFirstColumns.size()) {
      if (head[i] != kFirstColumns[i]) faults->push_back("column " + head[i] + " out of order");
      continue;
    }
    const bool is_own = head[i].rfind("x_", 0) == 0;
    if (own && !is_own) faults->push_back("column " + head[i] + " behind an own one");
    if (!is_own && kConditional.count(head[i]) == 0) faults->push_back("column " + head[i]);
    own = own || is_own;
  }
  if (head.size() < kFirstColumns.size()) faults->emplace_back("mandatory columns are missing");
  if (std::set<std::string>(head.begin(), head.end()).size() != head.size()) {
    faults->emplace_back("a column stands there twice");
  }
}

void CheckCells(const Row& row, const std::function<void(const std::string&)>& fault) {
  for (const Rule& rule : Rules()) {
    const auto at = row.find(rule.column);
    if (at == row.end()) continue;
    const std::string& cell = at->second;
    if (cell.empty()) {
      if (!rule.nullable) fault(rule.column + " is null");
    } else if (!std::regex_match(cell, *rule.form)) {
      fault(rule.column + " is '" + cell + "'");
    } else if (!rule.allowed.empty() && rule.allowed.count(cell) == 0) {
      fault(rule.column + " may not be '" + cell + "'");
    }
  }
  for (const auto& [name, cell] : row) {
    if (cell == "null" || cell == "NULL") fault(name + " spells its null");
    const bool is_number = std::regex_match(cell, kDecimal);
    if (!cell.empty() && !is_number &&
        std::string_view("=+-@").find(cell[0]) != std::string::npos) {
      fault(name + " begins a formula");
    }
  }
}

void CheckTogether(const Row& row, const std::function<void(const std::string&)>& fault) {
  for (const std::string kind : {"Pricing", "Consumed"}) {
    if (row.at(kind + "Quantity").empty() != row.at(kind + "Unit").empty()) {
      fault(kind + "Quantity and its unit go together");
    }
  }
  // Costs that are not by line item have no quantity of anything.
  if (row.at("ChargeDescription").empty() && !row.at("ConsumedQuantity").empty()) {
    fault("a quantity of nothing known");
  }
  for (const auto& [id, type] :
       {std::pair{"SubAccountId", "SubAccountType"}, std::pair{"ResourceId", "ResourceType"}}) {
    if (row.count(id) > 0 && row.at(id).empty() != row.at(type).empty()) {
      fault(std::string(id) + " and its type go together");
    }
  }
  const std::string &start = row.at("ChargePeriodStart"), &end = row.at("ChargePeriodEnd");
  if (!(start < end)) fault("the charge period is empty");
  if (start < row.at("BillingPeriodStart") || end > row.at("BillingPeriodEnd")) {
    fault("the charge period is outside the billing period");
  }
}

}  // namespace

std::vector<Row> FocusRows(std::string_view csv) {
  const Cells head = NextCells(&csv);
  std::vector<Row> rows;
  while (!csv.empty()) {
    const Cells cells = NextCells(&csv);
    Row row;
    for (std::size_t i = 0; i < head.size(); ++i) row[head[i]] = i < cells.size() ? cells[i] : "";
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<std::string> FocusFaults(std::string_view csv) {
  std::vector<std::string> faults;
  if (csv.empty() || csv.back() != '\n') faults.emplace_back("the last line has no end");
  std::string_view rest = csv;
  const Cells head = NextCells(&rest);
  CheckHead(head, &faults);
  if (!faults.empty()) return faults;
  for (int line = 2; !rest.empty(); ++line) {
    if (NextCells(&rest).size() != head.size()) {
      faults.push_back("row " + std::to_string(line) + " has another number of cells");
    }
  }
  int number = 1;
  for (const Row& row : FocusRows(csv)) {
    ++number;
    const auto fault = [&](const std::string& what) {
      faults.push_back("row " + std::to_string(number) + ": " + what);
    };
    CheckCells(row, fault);
    CheckTogether(row, fault);
  }
  return faults;
}

}  // namespace cognitrack
