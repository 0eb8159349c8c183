// The route table: every path of the HTTP interface in one place, with who may ask it and what it
// takes. Requests are answered from it, and /openapi.json is written from it, so that neither can
// say what the other does not do. A route of the ledger is a verb of the command line: both give
// the same document.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "cli/verb_table.h"

namespace cognitrack {

// Who may ask: everybody, whoever has a role at least so high, or the cron with its secret.
enum class Access {
  kEverybody,  // Says nothing about anybody's use, or is what lets somebody in.
  kViewer,
  kOperator,
  kAdmin,
  kOwner,
  kScraper,  // From this machine, else as a viewer.
  kCron,
};
// "everybody", "viewer", …, "cron".
std::string_view NameOf(Access access);

// The right of a route. There is none by default: a route that does not say who may ask it does not
// compile.
class RouteAccess {
 public:
  RouteAccess() = delete;
  constexpr RouteAccess(Access access) : access_(access) {}
  constexpr operator Access() const { return access_; }

 private:
  Access access_;
};
static_assert(!std::is_default_constructible_v<RouteAccess>);

// What a route that is no verb takes in its query.
struct RouteParameter {
  std::string_view name;
  std::string_view type;  // As a JSON schema names it.
  std::string_view text;
};

struct Route {
  std::string_view method;
  // "{ID}" stands for one segment, the verb's ID; "{run}" for its --run.
  std::string_view path;
  RouteAccess access;
  std::string_view summary;
  std::string_view verb;                  // Empty: not a verb's document.
  std::vector<std::string_view> options;  // Of the verb that may be asked for: "--from".
  // Members of its JSON body. Those of a verb are its options ("no_check" is --no-check), "value"
  // its VALUE, "secret" what a person would have typed unseen.
  std::vector<std::string_view> fields = {};
  // Of a verb that changes something: the option for who did it ("--by").
  std::string_view actor = {};
  std::vector<RouteParameter> parameters = {};
};

const std::vector<Route>& Routes();

// The name of an option as a parameter: "--group-by" is "group_by".
std::string ParameterOf(std::string_view option);
// The other way: of the member "no_check" of a body "--no-check".
std::string OptionOfField(std::string_view field);
// The member of a body that gets into no option.
inline constexpr std::string_view kSecretField = "secret";
// As the predecessor's clients call it.
inline constexpr std::string_view kPredecessorsSecret = "apiKey";
// Whether a verb, or the predecessor's route, makes something where it is asked for so: 201.
bool Makes(const Route& route);
// Of the route's verb, or of every verb; "run" finds "--run". Null where there is none.
const OptionSpec* OptionOf(const Route& route, std::string_view option);

struct RouteMatch {
  const Route* route = nullptr;  // Null: no route of that path and method.
  std::vector<std::pair<std::string_view, std::string>> segments;  // "{ID}" without braces → value.
  std::vector<std::string_view> methods;                           // That the path has.
};
RouteMatch MatchRoute(std::string_view method, std::string_view path);

}  // namespace cognitrack
