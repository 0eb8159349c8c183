#include "twin/endpoint.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "base/check.h"

namespace cognitrack::twin {
namespace {

constexpr std::array<std::string_view, 12> kRowOrder = {
    "size",  "source", "line_item",    "project_id",    "user_id",         "api_key_id",
    "model", "batch",  "service_tier", "context_level", "vector_store_id", "api_source"};

constexpr std::array<std::string_view, 3> kSources = {"image.generation", "image.edit",
                                                      "image.variation"};
constexpr std::array<std::string_view, 5> kSizes = {"256x256", "512x512", "1024x1024", "1792x1792",
                                                    "1024x1792"};
constexpr std::array<std::string_view, 3> kContextLevels = {"low", "medium", "high"};

std::span<const std::string_view> ValuesOf(std::string_view parameter) {
  if (parameter == "sources") return kSources;
  if (parameter == "sizes") return kSizes;
  if (parameter == "context_levels") return kContextLevels;
  return {};
}

std::size_t PlaceInRow(std::string_view dimension) {
  return static_cast<std::size_t>(std::find(kRowOrder.begin(), kRowOrder.end(), dimension) -
                                  kRowOrder.begin());
}

// Paths stand for the life of the program, as the surfaces do.
std::string_view WithVersion(std::string_view path) {
  static auto* const paths = new std::set<std::string, std::less<>>;
  return *paths->insert("/v1" + std::string(path)).first;
}

void AddDimensions(const Surface& surface, Endpoint* endpoint) {
  for (const std::string_view dimension : surface.dimensions) {
    if (!endpoint->SlotOf(dimension)) endpoint->dimensions.push_back(dimension);
  }
  std::stable_sort(
      endpoint->dimensions.begin(), endpoint->dimensions.end(),
      [](std::string_view a, std::string_view b) { return PlaceInRow(a) < PlaceInRow(b); });
}

void AddFilters(const Surface& surface, Endpoint* endpoint) {
  for (const SurfaceFilter& filter : surface.filters) {
    const auto slot = endpoint->SlotOf(filter.dimension);
    const bool known = std::any_of(
        endpoint->filters.begin(), endpoint->filters.end(),
        [&filter](const EndpointFilter& other) { return other.parameter == filter.parameter; });
    if (known || !slot) continue;
    endpoint->filters.push_back({filter.parameter, *slot, filter.parameter == filter.dimension,
                                 ValuesOf(filter.parameter)});
  }
}

std::vector<Endpoint> MakeEndpoints() {
  std::vector<Endpoint> endpoints;
  for (const Surface& surface : Surfaces()) {
    const std::string_view path = WithVersion(surface.path);
    auto found = std::find_if(endpoints.begin(), endpoints.end(),
                              [path](const Endpoint& other) { return other.path == path; });
    if (found == endpoints.end()) {
      endpoints.push_back({surface.name, path, surface.row_kind, {}, {}, false});
      found = endpoints.end() - 1;
      found->bills = HoldsMoney(surface.name);
    }
    AddDimensions(surface, &*found);
  }
  // Slots stand once every surface of a path has named its dimensions.
  for (const Surface& surface : Surfaces()) {
    const std::string_view path = WithVersion(surface.path);
    for (Endpoint& endpoint : endpoints) {
      if (endpoint.path == path) AddFilters(surface, &endpoint);
    }
  }
  return endpoints;
}

}  // namespace

std::optional<std::size_t> Endpoint::SlotOf(std::string_view dimension) const {
  const auto found = std::find(dimensions.begin(), dimensions.end(), dimension);
  if (found == dimensions.end()) return std::nullopt;
  return static_cast<std::size_t>(found - dimensions.begin());
}

const std::vector<Endpoint>& Endpoints() {
  static const auto* const kEndpoints = new std::vector<Endpoint>(MakeEndpoints());
  return *kEndpoints;
}

const Endpoint* EndpointAt(std::string_view path) {
  for (const Endpoint& endpoint : Endpoints()) {
    if (endpoint.path == path) return &endpoint;
  }
  return nullptr;
}

const Endpoint& EndpointOf(std::string_view surface) {
  const Surface* known = FindSurface(surface);
  CHECK(known != nullptr, "the twin asks for surfaces by their names");
  return *EndpointAt(WithVersion(known->path));
}

const Surface& SurfaceAsked(const Endpoint& endpoint, DimensionMask group_by) {
  const auto covers = [&](const Surface& surface) {
    for (std::size_t slot = 0; slot < endpoint.dimensions.size(); ++slot) {
      if (((group_by >> slot) & 1U) == 0) continue;
      const auto& names = surface.dimensions;
      if (std::find(names.begin(), names.end(), endpoint.dimensions[slot]) == names.end()) {
        return false;
      }
    }
    return true;
  };
  const Surface* asked = nullptr;
  for (const Surface& surface : Surfaces()) {
    if (WithVersion(surface.path) != endpoint.path) continue;
    asked = &surface;
    if (covers(surface)) break;
  }
  CHECK(asked != nullptr, "an endpoint is made from surfaces");
  return *asked;
}

}  // namespace cognitrack::twin
