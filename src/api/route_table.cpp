#include "api/route_table.h"

#include <algorithm>

namespace cognitrack {
namespace {

constexpr std::string_view kGet = "GET";

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

const std::vector<Route>& Routes() {
  static const std::vector<Route> kRoutes = {
      {kGet, "/healthz", Access::kEverybody, "Whether the process answers", "", {}},
      {kGet,
       "/readyz",
       Access::kEverybody,
       "Whether the service can do its work, check by check: 503 where it cannot",
       "",
       {}},
      {kGet, "/metrics", Access::kScraper, "What is measured, for Prometheus", "", {}},
      {kGet, "/openapi.json", Access::kEverybody, "This interface, as OpenAPI 3.1", "", {}},
      {kGet,
       "/api/v1/usage",
       Access::kReader,
       "Tokens and requests, by any grouping",
       "usage",
       {"--source", "--surface", "--from", "--to", "--group-by", "--filter", "--as-of"}},
      {kGet,
       "/api/v1/costs",
       Access::kReader,
       "Money as the provider billed it, by any grouping",
       "costs",
       {"--source", "--surface", "--from", "--to", "--group-by", "--filter", "--as-of"}},
      {kGet,
       "/api/v1/windows",
       Access::kReader,
       "What is held, day by day: state, gaps, the last attempt",
       "windows",
       {"--source", "--surface", "--from", "--to", "--day", "--history"}},
      {kGet,
       "/api/v1/cursors",
       Access::kReader,
       "How far each surface is read, with lag and gaps",
       "cursors",
       {"--source"}},
      {kGet,
       "/api/v1/runs",
       Access::kReader,
       "The newest runs",
       "runs",
       {"--source", "--verb", "--limit"}},
      {kGet,
       "/api/v1/runs/{ID}",
       Access::kReader,
       "One run, with its chunks and issues",
       "runs",
       {}},
      {kGet,
       "/api/v1/sources",
       Access::kReader,
       "The organisations whose facts are held",
       "sources",
       {}},
      {kGet, "/api/v1/names", Access::kReader, "What ids are called", "names list", {"--source"}},
      {kGet, "/api/v1/flags", Access::kReader, "Which flags hold where, and why", "flags", {}},
      {kGet,
       "/api/v1/parity",
       Access::kReader,
       "The parity checks that were made",
       "parity list",
       {}},
      {kGet,
       "/api/v1/parity/{ID}",
       Access::kReader,
       "The document of one parity check",
       "parity show",
       {}},
      {kGet,
       "/api/v1/allocation/statement",
       Access::kReader,
       "What a month's costs are by business unit and cost centre",
       "allocation statement",
       {"--source", "--month"}},
      {kGet,
       "/api/v1/schedule",
       Access::kReader,
       "When the jobs of the scheduler are due next, and what became of their last slots",
       "schedule list",
       {"--limit"}},
      {kGet,
       "/api/cron/daily-usage",
       Access::kCron,
       "Pulls what is missing or may have changed, as a timer does",
       "ingest",
       {}},
      {"POST",
       "/api/cron/daily-usage",
       Access::kCron,
       "Pulls what is missing or may have changed, as a timer does",
       "ingest",
       {}},
  };
  return kRoutes;
}

std::string ParameterOf(std::string_view option) {
  std::string name(option.substr(option.find_first_not_of('-')));
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

const OptionSpec* OptionOf(const Route& route, std::string_view option) {
  const auto find = [option](const std::vector<OptionSpec>& options) -> const OptionSpec* {
    const auto found = std::find_if(options.begin(), options.end(),
                                    [option](const auto& spec) { return spec.name == option; });
    return found == options.end() ? nullptr : &*found;
  };
  const VerbSpec* verb = FindVerb(route.verb);
  const OptionSpec* own = verb == nullptr ? nullptr : find(verb->options);
  return own != nullptr ? own : find(CommonOptions());
}

RouteMatch MatchRoute(std::string_view method, std::string_view path) {
  RouteMatch match;
  std::vector<std::pair<std::string_view, std::string>> segments;
  for (const Route& route : Routes()) {
    if (!Fits(route.path, path, &segments)) continue;
    match.methods.push_back(route.method);
    // A HEAD is a GET whose answer has no body; but for what a GET does more than answer.
    const bool is_head = method == "HEAD" && route.access != Access::kCron;
    const std::string_view asked = is_head ? kGet : method;
    if (route.method != asked) continue;
    match.route = &route;
    match.segments = segments;
  }
  return match;
}

}  // namespace cognitrack
