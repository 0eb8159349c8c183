#include "tests/support/focus_rules.h"

#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <functional>
#include <regex>
#include <set>

namespace cognitrack {
namespace {

using Cells = std::vector<std::string>;
using Row = std::map<std::string, std::string>;

using Integer = boost::multiprecision::cpp_int;

// A plain decimal as a whole number of 10^-kPlaces, which is more than any of ours has.
constexpr int kPlaces = 60;
Integer ScaledOf(std::string text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) text.erase(0, 1);
  std::size_t places = 0;
  if (const std::size_t point = text.find('.'); point != std::string::npos) {
    places = text.size() - point - 1;
    text.erase(point, 1);
  }
  text.append(kPlaces - places, '0');
  text.erase(0, std::min(text.find_first_not_of('0'), text.size()));  // 0 would begin an octal.
  const Integer value = text.empty() ? Integer(0) : Integer(text);
  return negative ? Integer(-value) : value;
}
const Integer kScale = boost::multiprecision::pow(Integer(10), kPlaces);
// Costs have twelve places, and are rounded to the last.
const Integer kHalfOfTheLastPlace = kScale / Integer("2000000000000");
const Integer kMillionth = kScale / 1'000'000;

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
// Of what we measure ourselves; a bill may have units of its own.
const std::regex kUnit("Tokens|Requests|Images|Characters|Seconds|Sessions|GiB-Days|B-Days");

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
      {"ListUnitPrice", &kDecimal, {}, true},
      {"ContractedUnitPrice", &kDecimal, {}, true},
      {"x_CostBasis", &kText, {"billed", "priced_usage"}, false},
      {"x_ReconciliationVerdict", &kText, {"exact", "explained", "incomplete", "variance"}, false},
      {"x_PricedCost", &kDecimal, {}, true},
      {"x_Difference", &kDecimal, {}, true},
      {"x_DifferenceCause",
       &kText,
       {"unpriced_model", "surface_not_read", "price_differs", "free_tier", "cost_without_usage",
        "usage_without_cost", "clipped_day", "not_settled", "unknown"},
       true},
      {"x_ImpliedUsdPerMillion", &kDecimal, {}, true},
      {"x_UnpricedQuantity", &kDecimal, {}, true},
      {"x_FreeQuantity", &kDecimal, {}, true},
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
    const bool is_suspect =
        !cell.empty() && std::string_view("=+-@").find(cell[0]) != std::string::npos;
    if (is_suspect && !std::regex_match(cell, kDecimal)) {
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

std::string CellOf(const Row& row, const std::string& column) {
  const auto at = row.find(column);
  return at == row.end() ? "" : at->second;
}

// A unit price times the quantity is the cost; a price and its place in the list go together.
void CheckPrices(const Row& row, const std::function<void(const std::string&)>& fault) {
  for (const std::string kind : {"List", "Contracted"}) {
    const std::string price = CellOf(row, kind + "UnitPrice");
    if (price.empty()) continue;
    if (price[0] == '-') fault(kind + "UnitPrice is negative");
    if (row.at("PricingQuantity").empty()) {
      fault(kind + "UnitPrice without a quantity");
      continue;
    }
    const Integer product = ScaledOf(price) * ScaledOf(row.at("PricingQuantity")) / kScale -
                            ScaledOf(row.at(kind + "Cost"));
    if (abs(product) > kHalfOfTheLastPlace) fault(kind + "Cost is not unit price x quantity");
  }
  const std::string sku = CellOf(row, "SkuId"), price_id = CellOf(row, "SkuPriceId");
  if (sku.empty() != price_id.empty() || sku.empty() != CellOf(row, "SkuMeter").empty()) {
    fault("SkuId, SkuPriceId and SkuMeter go together");
  }
  if (price_id.rfind(sku, 0) != 0) fault("SkuPriceId has another parent than SkuId");
  if (CellOf(row, "ListUnitPrice").empty() != CellOf(row, "ContractedUnitPrice").empty()) {
    fault("one unit price without the other");
  }
}

// What our own columns say of the others.
void CheckBasis(const Row& row, const std::function<void(const std::string&)>& fault) {
  const std::string basis = CellOf(row, "x_CostBasis");
  for (const char* column : {"PricingUnit", "ConsumedUnit"}) {
    const std::string unit = row.at(column);
    if (!basis.empty() && !unit.empty() && !std::regex_match(unit, kUnit)) {
      fault(std::string(column) + " is '" + unit + "'");
    }
  }
  if (basis == "priced_usage") {
    if (row.at("BilledCost") != "0") fault("use that nobody billed has a BilledCost");
    if (row.at("PricingQuantity").empty() || row.at("ConsumedQuantity").empty()) {
      fault("use without a quantity");
    }
  }
  if (row.count("x_Difference") == 0) return;
  const std::string difference = row.at("x_Difference");
  const bool differs = !difference.empty() && difference != "0";
  if (differs == row.at("x_DifferenceCause").empty()) fault("a difference goes with its cause");
  if (difference.empty()) return;
  const std::string priced = row.at("x_PricedCost");
  const Integer off = ScaledOf(row.at("BilledCost")) -
                      (priced.empty() ? Integer(0) : ScaledOf(priced)) - ScaledOf(difference);
  if (abs(off) > kMillionth || (differs && off != 0)) {
    fault("x_Difference is not BilledCost - x_PricedCost");
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
    CheckPrices(row, fault);
    CheckBasis(row, fault);
  }
  return faults;
}

std::string FocusSum(std::string_view csv, const std::string& column) {
  Integer sum = 0;
  for (const Row& row : FocusRows(csv)) {
    if (const std::string cell = row.at(column); !cell.empty()) sum += ScaledOf(cell);
  }
  std::string digits = Integer(abs(sum)).str();
  if (digits.size() <= kPlaces) digits.insert(0, kPlaces + 1 - digits.size(), '0');
  digits.insert(digits.size() - kPlaces, ".");
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return (sum < 0 ? "-" : "") + digits;
}

}  // namespace cognitrack
