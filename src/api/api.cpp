#include "api/api.h"

#include "api/openapi.h"
#include "api/problem.h"
#include "api/verb_request.h"

namespace cognitrack {
namespace {

ServerResponse Json(std::string body) {
  ServerResponse response;
  response.headers = {{"Content-Type", "application/json"},
                      {"Cache-Control", "no-cache"},
                      {"X-Content-Type-Options", "nosniff"}};
  response.body = std::move(body);
  return response;
}

ServerResponse MethodNotAllowed(const RouteMatch& match) {
  std::string methods;
  for (const std::string_view method : match.methods) {
    methods.append(methods.empty() ? "" : ", ").append(method);
  }
  ServerResponse response = ProblemOf(405, "usage", "this path takes " + methods);
  response.headers.emplace_back("Allow", methods);
  return response;
}

// What is asked for in the request's query, or in its body where the route changes something.
Result<VerbBody> AskedIn(const RouteMatch& match, const ServerRequest& request) {
  if (TakesBody(*match.route)) {
    if (request.query.empty()) {
      return BodyOf(*match.route, request.Header("content-type"), request.body);
    }
    return Error{ErrorCode::kUsage, "this route takes its parameters in a JSON body"};
  }
  VerbBody asked;
  TRY(asked.parameters, ParametersOf(request.query));
  return asked;
}

ServerResponse Changed(const RouteMatch& match, const VerbAnswer& answer) {
  ServerResponse response = Json(answer.document);
  const bool makes = match.route->method == "POST" && match.segments.empty();
  response.status = makes ? 201 : 200;
  response.headers[1].second = "no-store";
  return response;
}

}  // namespace

Api::Api(const LedgerVerbs& verbs, ApiSecrets secrets, Clock& clock, Log log)
    : verbs_(verbs),
      secrets_(std::move(secrets)),
      log_(std::move(log)),
      openapi_(OpenApiDocument()),
      daily_pull_(verbs, clock) {}

ServerResponse Api::Answer(const ServerRequest& request) {
  const RouteMatch match = MatchRoute(request.method, request.path);
  if (match.methods.empty()) {
    return ProblemOf(404, "usage",
                     "there is nothing at " + request.path +
                         "; GET /openapi.json "
                         "lists what there is");
  }
  if (match.route == nullptr) return MethodNotAllowed(match);
  if (auto refusal = Refusal(*match.route, request, secrets_)) {
    log_(request.method + " " + std::string(match.route->path) + " from " + request.peer +
         " was refused with " + std::to_string(refusal->status));
    return std::move(*refusal);
  }
  ServerResponse response = AnswerOf(match, request);
  const bool is_pull = match.route->access == Access::kCron;
  if (TakesBody(*match.route)) {
    log_(request.method + " " + request.path + " from " + request.peer + ": " +
         std::to_string(response.status));
  }
  if (response.status >= 500 || is_pull) {
    log_(request.method + " " + std::string(match.route->path) + ": " +
         std::to_string(response.status) + " " +
         response.body.substr(0, response.body.find_last_not_of('\n') + 1));
  }
  // Whoever may ask nothing else is not told where the database is.
  if (match.route->access == Access::kEverybody && response.status >= 500) {
    return ProblemOf(response.status, "unavailable", "the ledger cannot be read; the log says why");
  }
  return response;
}

ServerResponse Api::AnswerOf(const RouteMatch& match, const ServerRequest& request) {
  const Route& route = *match.route;
  if (route.path == "/healthz") return Json("{\"status\":\"ok\"}\n");
  if (route.path == "/openapi.json") return Json(openapi_);
  if (route.path == "/readyz") {
    const Status readable = verbs_.CheckReadable();
    return readable ? Json("{\"status\":\"ready\"}\n")
                    : ProblemOf(503, std::string(NameOf(readable.error().code)),
                                readable.error().message);
  }
  if (route.access == Access::kCron) {
    if (request.query.empty()) return daily_pull_.Run();
    return ProblemOf(400, "usage", "this route takes no parameters");
  }
  return VerbDocument(match, request);
}

ServerResponse Api::VerbDocument(const RouteMatch& match, const ServerRequest& request) {
  const auto asked = AskedIn(match, request);
  if (!asked) return ProblemOf(asked.error());
  const auto options = OptionsOf(match, asked->parameters);
  if (!options) return ProblemOf(options.error());
  const auto answer = verbs_.Run(*options, asked->secret);
  if (answer && !TakesBody(*match.route)) return Json(answer->document);
  if (answer) {
    if (!answer->remarks.empty()) {
      log_(answer->remarks.substr(0, answer->remarks.find_last_not_of('\n') + 1));
    }
    return Changed(match, *answer);
  }
  const Error& error = answer.error();
  const std::string detail = InParameters(*match.route, error.message);
  // What a path names and nobody has is not there.
  const bool is_unknown = error.code == ErrorCode::kUsage && !match.segments.empty() &&
                          (!TakesBody(*match.route) || detail.starts_with("there is no "));
  return is_unknown ? ProblemOf(404, "usage", detail) : ProblemOf({error.code, detail});
}

}  // namespace cognitrack
