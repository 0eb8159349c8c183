#include "api/source_limit.h"

#include <algorithm>

#include "api/problem.h"

namespace cognitrack {

std::optional<ServerResponse> LimitToSources(
    const Route& route, const Caller& caller,
    std::vector<std::pair<std::string, std::string>>* parameters) {
  if (caller.sources.empty()) return std::nullopt;
  const auto has_source = [](const auto& names) {
    return std::any_of(names.begin(), names.end(), [](std::string_view name) {
      return name == "--source" || name == "source";
    });
  };
  const bool is_own = std::any_of(route.parameters.begin(), route.parameters.end(),
                                  [](const auto& own) { return own.name == "source"; });
  if (!is_own && !has_source(route.options) && !has_source(route.fields)) {
    return ProblemOf(403, "auth", "this token is of some sources, and this route is of all");
  }
  bool is_named = false;
  for (const auto& parameter : *parameters) {
    if (parameter.first != "source") continue;
    is_named = true;
    const auto& own = caller.sources;
    if (std::find(own.begin(), own.end(), parameter.second) == own.end()) {
      return ProblemOf(404, "usage", "there is no such source");
    }
  }
  if (!is_named) parameters->emplace_back("source", caller.sources.front());
  return std::nullopt;
}

}  // namespace cognitrack
