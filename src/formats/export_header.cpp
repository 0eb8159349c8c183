#include "formats/export_header.h"

#include <algorithm>
#include <array>
#include <span>
#include <unordered_map>

#include "formats/formula_guard.h"
#include "formats/input_error.h"
#include "reports/usage_query.h"
#include "usage/grain.h"

namespace cognitrack {
namespace {

constexpr std::array<Metric, 3> kRequiredUsage = {Metric::kInputTokens, Metric::kOutputTokens,
                                                  Metric::kNumModelRequests};
constexpr std::array<Metric, 1> kRequiredCost = {Metric::kAmountValue};

std::span<const Metric> RequiredOf(ExportKind kind) {
  if (kind == ExportKind::kOpenAiCompletions) return kRequiredUsage;
  if (kind == ExportKind::kOpenAiCost) return kRequiredCost;
  return {};
}

// Besides those that usage has, too.
constexpr std::array<std::string_view, 3> kCostDimensions = {kCurrency, "line_item", kQuantityUnit};
constexpr std::array<std::string_view, 4> kCostNames = {"organization_id", "organization_name",
                                                        "project_name", "user_email"};

template <std::size_t kCount>
bool IsIn(const std::array<std::string_view, kCount>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

ExportColumn ColumnNamed(std::string_view name, ExportKind kind) {
  ExportColumn column{std::string(name), ColumnRole::kUndecided, Metric::kNumModelRequests, true};
  const bool is_cost = kind == ExportKind::kOpenAiCost;
  const auto metric = MetricNamed(name, is_cost ? kCostMetrics : kTokenMetrics);
  if (name == "start_time") {
    column.role = ColumnRole::kStart;
  } else if (name == "end_time") {
    column.role = ColumnRole::kEnd;
  } else if (name == "start_time_iso") {
    column.role = ColumnRole::kStartIso;
  } else if (name == "end_time_iso") {
    column.role = ColumnRole::kEndIso;
  } else if (metric) {
    column.role = ColumnRole::kMetric;
    column.metric = *metric;
  } else if (IsKnownDimension(name) || (is_cost && IsIn(kCostDimensions, name))) {
    column.role = ColumnRole::kDimension;
  } else if (is_cost && IsIn(kCostNames, name)) {
    column.role = ColumnRole::kName;
  } else if (!is_cost && name == ExportHeader::kComputeUnits) {
    column.role = ColumnRole::kUnknownMetric;
  } else if (name.empty()) {
    column.role = ColumnRole::kNameless;
  } else {
    column.is_known = false;
  }
  return column;
}

// "an" before "openai", "anthropic" and "empty": every kind that is named.
std::string WrongKind(ExportKind kind) {
  std::string text = "this is an " + std::string(NameOf(kind)) + " export; ";
  return text +
         "only openai completions usage and cost exports can be read here: export the completions "
         "usage or the costs from the provider's usage page, grouped by every dimension";
}

std::string UnknownKind(const CsvRecord& record) {
  std::string names;
  for (std::size_t i = 0; i < std::min<std::size_t>(record.cells.size(), 4); ++i) {
    names += (i == 0 ? "" : ", ") + Quoted(record.cells[i]);
  }
  return "this is no export that is known here: its columns begin with " + names +
         "; an openai completions usage export has start_time, input_tokens, output_tokens and "
         "num_model_requests in its first line, a cost export start_time and amount_value";
}

bool Has(const std::vector<ExportColumn>& columns, std::string_view name) {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const ExportColumn& column) { return column.name == name; });
}

Status CheckRequired(const std::string& file, const ExportHeader& header) {
  std::vector<std::string> absent;
  if (!Has(header.columns, "start_time") && !Has(header.columns, "start_time_iso")) {
    absent.emplace_back("start_time");
  }
  for (const Metric metric : RequiredOf(header.kind)) {
    if (!Has(header.columns, NameOf(metric))) absent.emplace_back(NameOf(metric));
  }
  if (absent.empty()) return {};
  std::string names = absent.front();
  for (std::size_t i = 1; i < absent.size(); ++i) names += ", " + absent[i];
  return InputErrorAt(file, 1, static_cast<std::int64_t>(header.columns.size()) + 1,
                      "the required column " + names +
                          " is missing; export the file again without leaving columns out");
}

}  // namespace

bool ExportHeader::HasUndecided() const {
  return std::any_of(columns.begin(), columns.end(), [](const ExportColumn& column) {
    return column.role == ColumnRole::kUndecided;
  });
}

std::vector<std::string> ExportHeader::Missing() const {
  std::vector<std::string> missing;
  for (const std::string_view name : NewestExportColumns(kind)) {
    const bool tells_facts = ColumnNamed(name, kind).role != ColumnRole::kName;
    if (tells_facts && !Has(columns, name)) missing.emplace_back(name);
  }
  return missing;
}

const std::vector<std::string_view>& NewestExportColumns(ExportKind kind) {
  static const std::vector<std::string_view> kUsage = {"start_time",
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
  static const std::vector<std::string_view> kCost = {
      "start_time",      "end_time",   "start_time_iso",  "end_time_iso", "amount_value",
      "amount_currency", "quantity",   "quantity_unit",   "line_item",    "user_id",
      "api_key_id",      "project_id", "organization_id", "project_name", "organization_name",
      "user_email",      "api_source"};
  return kind == ExportKind::kOpenAiCost ? kCost : kUsage;
}

Result<ExportHeader> ReadHeader(const std::string& file, const CsvRecord& record) {
  ExportHeader header;
  std::vector<std::string_view> names;
  std::unordered_map<std::string_view, std::size_t> position_of;
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    const std::string_view name = UnguardFormula(record.cells[i]);
    const auto [at, inserted] = position_of.try_emplace(name, i);
    if (!inserted && !name.empty()) {
      return InputErrorAt(file, record.line, static_cast<std::int64_t>(i) + 1,
                          "the column " + Quoted(name) + " stands there twice, first as column " +
                              std::to_string(at->second + 1) + "; remove one of them");
    }
    names.push_back(name);
  }
  header.kind = KindOf(names);
  for (const std::string_view name : names) {
    header.columns.push_back(ColumnNamed(name, header.kind));
  }
  if (header.kind == ExportKind::kUnknown) {
    return InputErrorAt(file, record.line, 1, UnknownKind(record));
  }
  if (!IsReadable(header.kind)) {
    return InputErrorAt(file, record.line, 1, WrongKind(header.kind));
  }
  TRY_VOID(CheckRequired(file, header));
  return header;
}

}  // namespace cognitrack
