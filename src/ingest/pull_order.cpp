#include "ingest/pull_order.h"

#include <algorithm>

namespace cognitrack {

void OrderPlan(const std::vector<PlannedQuery>& plan, PullOrder* order) {
  int number = 0;
  std::optional<Day> last_start;
  for (const PlannedQuery& query : plan) {
    if (query.start != last_start) ++number;
    last_start = query.start;
    order->queries.push_back({query, order->run.chunks.size()});
    order->run.chunks.push_back({number, query.start, query.end, false, {}, query.surface});
  }
}

std::string SurfacesParameter(const std::vector<const Surface*>& surfaces) {
  if (surfaces.size() == Surfaces().size()) return "\"surfaces\":\"all\"";
  std::string text;
  for (const Surface* surface : surfaces) {
    text += (text.empty() ? "\"" : ",\"") + std::string(surface->name) + "\"";
  }
  return "\"surfaces\":[" + text + "]";
}

Result<std::vector<const Surface*>> ChosenSurfaces(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (FindSurface(name) != nullptr) continue;
    return Error{ErrorCode::kUsage, "there is no surface '" + name + "'; nothing was read"};
  }
  std::vector<const Surface*> chosen;
  for (const Surface& surface : Surfaces()) {
    const bool is_named = std::find(names.begin(), names.end(), surface.name) != names.end();
    if (names.empty() || is_named) chosen.push_back(&surface);
  }
  return chosen;
}

std::string PlaceIn(std::string_view surface, const std::string& text) {
  return surface == kCompletions ? text : std::string(surface) + " " + text;
}

}  // namespace cognitrack
