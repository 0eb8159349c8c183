// The route table: every path of the HTTP interface in one place, with who may ask it and what it
// takes. Requests are answered from it, and /openapi.json is written from it, so that neither can
// say what the other does not do. A route of the ledger is a verb of the command line: both give
// the same document.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/verb_table.h"

namespace cognitrack {

// Who may ask.
enum class Access {
  kEverybody,  // Says nothing about anybody's use.
  kReader,     // With the API's token; on this machine without, where none is set.
  kScraper,    // From this machine, else as a reader.
  kCron,       // With the cron's secret.
};

struct Route {
  std::string_view method;
  std::string_view path;  // "{ID}" stands for one segment, the verb's option of that name.
  Access access = Access::kReader;
  std::string_view summary;
  std::string_view verb;                  // Empty: not a verb's document.
  std::vector<std::string_view> options;  // Of the verb that may be asked for: "--from".
};

const std::vector<Route>& Routes();

// The name of an option as a parameter: "--group-by" is "group_by".
std::string ParameterOf(std::string_view option);
// Of the route's verb, or of every verb. Null where there is none.
const OptionSpec* OptionOf(const Route& route, std::string_view option);

struct RouteMatch {
  const Route* route = nullptr;  // Null: no route of that path and method.
  std::vector<std::pair<std::string_view, std::string>> segments;  // "{ID}" without braces → value.
  std::vector<std::string_view> methods;                           // That the path has.
};
RouteMatch MatchRoute(std::string_view method, std::string_view path);

}  // namespace cognitrack
