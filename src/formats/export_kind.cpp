#include "formats/export_kind.h"

#include <algorithm>
#include <array>

#include "usage/metrics.h"

namespace cognitrack {
namespace {

constexpr std::array<std::string_view, 4> kTimeColumns = {"start_time", "end_time",
                                                          "start_time_iso", "end_time_iso"};

// Quantities of OpenAI's surfaces other than completions; the first two are in completions, too.
constexpr std::array<std::string_view, 8> kOtherQuantities = {
    "input_tokens", "num_model_requests", "images",       "characters",
    "seconds",      "usage_bytes",        "num_sessions", "num_requests"};

bool IsTimeColumn(std::string_view name) {
  return std::find(kTimeColumns.begin(), kTimeColumns.end(), name) != kTimeColumns.end();
}

// A metric that no other surface than completions reports.
bool IsCompletionsOnly(std::string_view name) {
  return name != NameOf(Metric::kInputTokens) && name != NameOf(Metric::kNumModelRequests) &&
         MetricNamed(name, kTokenMetrics).has_value();
}

}  // namespace

std::string_view NameOf(ExportKind kind) {
  switch (kind) {
    case ExportKind::kOpenAiCompletions:
      return "openai completions usage";
    case ExportKind::kEmptyGrid:
      return "empty grid";
    case ExportKind::kOpenAiCost:
      return "openai cost";
    case ExportKind::kOpenAiActivity:
      return "openai activity";
    case ExportKind::kOpenAiOtherUsage:
      return "openai non-completions usage";
    case ExportKind::kAnthropicTokens:
      return "anthropic tokens";
    case ExportKind::kAnthropicCost:
      return "anthropic cost";
    case ExportKind::kUnknown:
      return "unknown";
  }
  return "unknown";
}

bool IsReadable(ExportKind kind) {
  return kind == ExportKind::kOpenAiCompletions || kind == ExportKind::kOpenAiCost ||
         kind == ExportKind::kEmptyGrid;
}

ExportKind KindOf(const std::vector<std::string_view>& column_names) {
  const auto has = [&](std::string_view name) {
    return std::find(column_names.begin(), column_names.end(), name) != column_names.end();
  };
  if (has("usage_date_utc") && has("cost_usd")) return ExportKind::kAnthropicCost;
  if (has("usage_date_utc") && has("usage_output_tokens")) return ExportKind::kAnthropicTokens;
  if (has("n_context_tokens_total") && has("timestamp")) return ExportKind::kOpenAiActivity;
  if (has("amount_value")) return ExportKind::kOpenAiCost;
  if (std::any_of(column_names.begin(), column_names.end(), IsCompletionsOnly)) {
    return ExportKind::kOpenAiCompletions;
  }
  if (std::any_of(kOtherQuantities.begin(), kOtherQuantities.end(), has)) {
    return ExportKind::kOpenAiOtherUsage;
  }
  const bool only_times = std::all_of(column_names.begin(), column_names.end(),
                                      [](auto name) { return name.empty() || IsTimeColumn(name); });
  if (only_times && (has("start_time") || has("start_time_iso"))) return ExportKind::kEmptyGrid;
  return ExportKind::kUnknown;
}

}  // namespace cognitrack
