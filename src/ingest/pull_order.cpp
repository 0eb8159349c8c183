#include "ingest/pull_order.h"

#include <algorithm>

namespace cognitrack {
namespace {

constexpr std::string_view kKeyMember = ",\"key\":\"";

}  // namespace

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

RunRecord WithKey(RunRecord run, const std::string& key) {
  std::string& parameters = run.parameters;
  if (key.empty() || !parameters.ends_with('}')) return run;
  if (const std::size_t at = parameters.find(kKeyMember); at != std::string::npos) {
    parameters.erase(at, parameters.find('"', at + kKeyMember.size()) + 1 - at);
  }
  parameters.pop_back();
  parameters.append(kKeyMember).append(key).append("\"}");
  return run;
}

std::string KeyOf(const RunRecord& run) {
  const std::size_t at = run.parameters.find(kKeyMember);
  if (at == std::string::npos) return "";
  const std::size_t begin = at + kKeyMember.size();
  return run.parameters.substr(begin, run.parameters.find('"', begin) - begin);
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
