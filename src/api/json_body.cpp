#include "api/json_body.h"

#include <algorithm>
#include <boost/json.hpp>

#include "api/problem.h"
#include "server/head_check.h"

namespace cognitrack {

namespace json = boost::json;

std::variant<json::object, ServerResponse> BodyOf(const Route& route,
                                                  const ServerRequest& request) {
  if (request.body.empty()) return json::object();
  const std::string_view type = request.Header("content-type");
  if (!EqualsIgnoringCase(Trimmed(type.substr(0, type.find(';'))), "application/json")) {
    return ProblemOf(415, "usage", "the body must be application/json; nothing was done");
  }
  boost::system::error_code failed;
  const json::value value = json::parse(request.body, failed);
  if (failed || !value.is_object()) {
    return ProblemOf(400, "usage", "the body is no JSON object; nothing was done");
  }
  for (const auto& member : value.as_object()) {
    const std::string_view name = member.key();
    if (std::find(route.fields.begin(), route.fields.end(), name) != route.fields.end()) continue;
    return ProblemOf(400, "usage",
                     "there is no member '" + std::string(name) +
                         "' in the body of this route; nothing was done");
  }
  return value.as_object();
}

}  // namespace cognitrack
