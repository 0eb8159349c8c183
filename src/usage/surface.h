// Surfaces: the endpoints of the provider's usage and cost reports, one description each. Requests,
// parsing, storage, reports and the provider twin all follow it, so that a surface is added here.
//
// Source: OpenAI's OpenAPI document 2.3.0 (2026-08-21), /organization/usage/* and
// /organization/costs, and npm `openai` 7.57.0 (2026-11-13),
// resources/admin/organization/usage.d.ts, which is newer: `decisions`, `api_source` and the costs'
// `line_items` filter stand there alone.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/time.h"
#include "usage/metrics.h"

namespace cognitrack {

// A query parameter that keeps only rows whose dimension has one of its values.
struct SurfaceFilter {
  std::string_view parameter;  // "project_ids".
  std::string_view dimension;  // "project_id".
};

struct Surface {
  std::string_view name;      // "completions": what the stream, the CLI and JSON call it.
  std::string_view path;      // Behind the API's base: "/organization/usage/completions".
  std::string_view row_kind;  // The `object` of a result row.
  MetricSet metrics;          // Known ones; a row may lack any but the required.
  MetricSet required;         // Those that the interface promises in every row.
  // What it can be grouped by and is asked for, sorted.
  std::span<const std::string_view> dimensions;
  // Those among them that organisations may refuse, in the order in which they are given up.
  std::span<const std::string_view> refusable;
  // Known dimensions that rows bring along without having been asked for.
  std::span<const std::string_view> unasked;
  std::span<const SurfaceFilter> filters;
  // The provider answers 400 to a query that begins before it.
  std::optional<Day> first_day;
};

// What a key and a provider make of a surface. One that is refused or not offered makes no gap.
enum class SurfaceState {
  kNotAsked,  // Nothing was asked for yet.
  kOk,
  kRefused,     // The key has no right to read it.
  kNotOffered,  // The provider does not know it.
};
// "not_asked", "ok", "refused", "unknown".
std::string_view NameOf(SurfaceState state);
inline bool IsTurnedAway(SurfaceState state) {
  return state == SurfaceState::kRefused || state == SurfaceState::kNotOffered;
}

// Completions first, the costs last.
std::span<const Surface> Surfaces();
// Null for a name that is none.
const Surface* FindSurface(std::string_view name);

// The metrics that rows of a surface may have: money and quantity of the costs, counts of all else.
// For a surface that is not known, every count.
MetricSet MetricsOf(std::string_view surface);
inline bool HoldsMoney(std::string_view surface) { return MetricsOf(surface) == kCostMetrics; }
// Whether the surface counts tokens, or something else.
inline bool CountsTokens(std::string_view surface) {
  return MetricsOf(surface).Has(Metric::kInputTokens);
}

// What is pulled where nothing else is said, and whose absence means that the address is wrong.
inline constexpr std::string_view kCompletions = "completions";
// The surface of what was billed, and of the same money split by key, never summed with it.
inline constexpr std::string_view kCosts = "costs";
inline constexpr std::string_view kCostsByKey = "costs_by_key";
// Counts bytes that were stored for a day, and is priced by the GiB.
inline constexpr std::string_view kVectorStores = "vector_stores";

}  // namespace cognitrack
