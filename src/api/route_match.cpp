// Which route of the table a request asks for.
#include "api/route_table.h"

namespace cognitrack {
namespace {

bool IsVariable(std::string_view segment) { return !segment.empty() && segment.front() == '{'; }

std::string_view NextSegment(std::string_view* path) {
  path->remove_prefix(1);  // The slash.
  const std::string_view segment = path->substr(0, path->find('/'));
  path->remove_prefix(segment.size());
  return segment;
}

bool Fits(std::string_view pattern, std::string_view path,
          std::vector<std::pair<std::string_view, std::string>>* segments) {
  segments->clear();
  while (!pattern.empty() && !path.empty()) {
    const std::string_view expected = NextSegment(&pattern);
    const std::string_view given = NextSegment(&path);
    if (IsVariable(expected) && !given.empty()) {
      segments->emplace_back(expected.substr(1, expected.size() - 2), given);
    } else if (expected != given) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

}  // namespace

RouteMatch MatchRoute(std::string_view method, std::string_view path) {
  RouteMatch match;
  std::vector<std::pair<std::string_view, std::string>> segments;
  for (const Route& route : Routes()) {
    if (!Fits(route.path, path, &segments)) continue;
    match.methods.push_back(route.method);
    // A HEAD is a GET whose answer has no body; but for what a GET does more than answer.
    const bool is_head = method == "HEAD" && route.access != Access::kCron;
    const std::string_view asked = is_head ? std::string_view("GET") : method;
    if (route.method != asked) continue;
    match.route = &route;
    match.segments = segments;
  }
  return match;
}

}  // namespace cognitrack
