#include "usage/surface.h"

#include <algorithm>
#include <array>

namespace cognitrack {
namespace {

using Names = std::string_view;

constexpr MetricSet kInputAndRequests = {Metric::kInputTokens, Metric::kNumModelRequests};
constexpr MetricSet kRequiredOfCompletions = {Metric::kInputTokens, Metric::kOutputTokens,
                                              Metric::kNumModelRequests};

constexpr std::array<Names, 7> kOfCompletions = {"api_key_id", "api_source",   "batch",  "model",
                                                 "project_id", "service_tier", "user_id"};
constexpr std::array<Names, 4> kOfModels = {"api_key_id", "model", "project_id", "user_id"};
constexpr std::array<Names, 6> kOfImages = {"api_key_id", "model",  "project_id",
                                            "size",       "source", "user_id"};
constexpr std::array<Names, 1> kOfProjects = {"project_id"};
constexpr std::array<Names, 4> kOfFileSearches = {"api_key_id", "project_id", "user_id",
                                                  "vector_store_id"};
constexpr std::array<Names, 6> kOfWebSearches = {"api_key_id", "api_source", "context_level",
                                                 "model",      "project_id", "user_id"};
constexpr std::array<Names, 2> kOfCosts = {"line_item", "project_id"};
constexpr std::array<Names, 3> kOfCostsByKey = {"api_key_id", "line_item", "project_id"};

constexpr std::array<Names, 2> kSourceThenTier = {"api_source", "service_tier"};
constexpr std::array<Names, 1> kSource = {"api_source"};
// Money is in a currency, a quantity in a unit, whatever was asked for.
constexpr std::array<Names, 2> kUnits = {"amount_currency", "quantity_unit"};

constexpr SurfaceFilter kProjects{"project_ids", "project_id"};
constexpr SurfaceFilter kUsers{"user_ids", "user_id"};
constexpr SurfaceFilter kKeys{"api_key_ids", "api_key_id"};
constexpr SurfaceFilter kModels{"models", "model"};

constexpr std::array<SurfaceFilter, 5> kCompletionsFilters = {
    {kProjects, kUsers, kKeys, kModels, {"batch", "batch"}}};
constexpr std::array<SurfaceFilter, 4> kModelFilters = {{kProjects, kUsers, kKeys, kModels}};
constexpr std::array<SurfaceFilter, 6> kImageFilters = {
    {kProjects, kUsers, kKeys, kModels, {"sources", "source"}, {"sizes", "size"}}};
constexpr std::array<SurfaceFilter, 1> kProjectFilters = {{kProjects}};
constexpr std::array<SurfaceFilter, 4> kFileSearchFilters = {
    {kProjects, kUsers, kKeys, {"vector_store_ids", "vector_store_id"}}};
constexpr std::array<SurfaceFilter, 5> kWebSearchFilters = {
    {kProjects, kUsers, kKeys, kModels, {"context_levels", "context_level"}}};
constexpr std::array<SurfaceFilter, 3> kCostFilters = {
    {kProjects, kKeys, {"line_items", "line_item"}}};

// Costs can be told by key from 2025-12-06 on (1764979200).
constexpr Day kFirstDayByKey{20'428};

constexpr std::array<Surface, 13> kSurfaces = {{
    {kCompletions,
     "/organization/usage/completions",
     "organization.usage.completions.result",
     kTokenMetrics,
     kRequiredOfCompletions,
     kOfCompletions,
     kSourceThenTier,
     {},
     kCompletionsFilters,
     {}},
    {"decisions",
     "/organization/usage/decisions",
     "organization.usage.decisions.result",
     kTokenMetrics,
     kRequiredOfCompletions,
     kOfCompletions,
     kSourceThenTier,
     {},
     kCompletionsFilters,
     {}},
    {"embeddings",
     "/organization/usage/embeddings",
     "organization.usage.embeddings.result",
     kInputAndRequests,
     kInputAndRequests,
     kOfModels,
     {},
     {},
     kModelFilters,
     {}},
    {"moderations",
     "/organization/usage/moderations",
     "organization.usage.moderations.result",
     kInputAndRequests,
     kInputAndRequests,
     kOfModels,
     {},
     {},
     kModelFilters,
     {}},
    {"images",
     "/organization/usage/images",
     "organization.usage.images.result",
     {Metric::kImages, Metric::kNumModelRequests},
     {Metric::kImages, Metric::kNumModelRequests},
     kOfImages,
     {},
     {},
     kImageFilters,
     {}},
    {"audio_speeches",
     "/organization/usage/audio_speeches",
     "organization.usage.audio_speeches.result",
     {Metric::kCharacters, Metric::kNumModelRequests},
     {Metric::kCharacters, Metric::kNumModelRequests},
     kOfModels,
     {},
     {},
     kModelFilters,
     {}},
    {"audio_transcriptions",
     "/organization/usage/audio_transcriptions",
     "organization.usage.audio_transcriptions.result",
     {Metric::kSeconds, Metric::kNumModelRequests},
     {Metric::kSeconds, Metric::kNumModelRequests},
     kOfModels,
     {},
     {},
     kModelFilters,
     {}},
    {"vector_stores",
     "/organization/usage/vector_stores",
     "organization.usage.vector_stores.result",
     {Metric::kUsageBytes},
     {Metric::kUsageBytes},
     kOfProjects,
     {},
     {},
     kProjectFilters,
     {}},
    {"code_interpreter_sessions",
     "/organization/usage/code_interpreter_sessions",
     "organization.usage.code_interpreter_sessions.result",
     {Metric::kNumSessions},
     {Metric::kNumSessions},
     kOfProjects,
     {},
     {},
     kProjectFilters,
     {}},
    {"file_search_calls",
     "/organization/usage/file_search_calls",
     "organization.usage.file_searches.result",
     {Metric::kNumRequests},
     {Metric::kNumRequests},
     kOfFileSearches,
     {},
     {},
     kFileSearchFilters,
     {}},
    {"web_search_calls",
     "/organization/usage/web_search_calls",
     "organization.usage.web_searches.result",
     {Metric::kNumRequests, Metric::kNumModelRequests},
     {Metric::kNumRequests, Metric::kNumModelRequests},
     kOfWebSearches,
     kSource,
     {},
     kWebSearchFilters,
     {}},
    {kCosts,
     "/organization/costs",
     "organization.costs.result",
     kCostMetrics,
     {},
     kOfCosts,
     {},
     kUnits,
     kCostFilters,
     {}},
    {kCostsByKey,
     "/organization/costs",
     "organization.costs.result",
     kCostMetrics,
     {},
     kOfCostsByKey,
     {},
     kUnits,
     kCostFilters,
     kFirstDayByKey},
}};

}  // namespace

std::string_view NameOf(SurfaceState state) {
  constexpr std::array<Names, 4> kNames = {"not_asked", "ok", "refused", "unknown"};
  return kNames[static_cast<std::size_t>(state)];
}

std::span<const Surface> Surfaces() { return kSurfaces; }

const Surface* FindSurface(std::string_view name) {
  const auto* found = std::find_if(kSurfaces.begin(), kSurfaces.end(),
                                   [name](const Surface& surface) { return surface.name == name; });
  return found == kSurfaces.end() ? nullptr : found;
}

MetricSet MetricsOf(std::string_view surface) {
  const Surface* found = FindSurface(surface);
  return found == nullptr ? kUsageMetrics : found->metrics;
}

}  // namespace cognitrack
