#include "api/api.h"

#include <boost/json.hpp>

#include "api/openapi.h"
#include "api/problem.h"
#include "api/readiness.h"
#include "api/verb_request.h"
#include "cli/json_members.h"

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

ServerResponse Metrics(const MetricsPage& page) {
  ServerResponse response;
  response.headers = {{"Content-Type", std::string(kInstrumentsContentType)},
                      {"Cache-Control", "no-store"},
                      {"X-Content-Type-Options", "nosniff"}};
  response.body = page.ToText();
  return response;
}

// Why a document says that something failed.
std::string ReasonIn(const std::string& document) {
  const auto object = ObjectIn(document);
  for (const char* member : {"error", "detail", "message"}) {
    if (std::string reason = TextIn(object, member); !reason.empty()) return reason;
  }
  return "no reason was given";
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

}  // namespace

Api::Api(const LedgerVerbs& verbs, ApiSecrets secrets, Clock& clock, ServiceWatch watch)
    : verbs_(verbs),
      secrets_(std::move(secrets)),
      watch_(watch),
      openapi_(OpenApiDocument()),
      daily_pull_(verbs, clock) {}

ServerResponse Api::Answer(const ServerRequest& request) {
  return watch_.telemetry.Watch(request,
                                [&](RequestNotes* notes) { return Dispatch(request, notes); });
}

ServerResponse Api::Dispatch(const ServerRequest& request, RequestNotes* notes) {
  const RouteMatch match = MatchRoute(request.method, request.path);
  if (match.methods.empty()) {
    return ProblemOf(404, "usage",
                     "there is nothing at " + request.path +
                         "; GET /openapi.json "
                         "lists what there is");
  }
  if (match.route == nullptr) return MethodNotAllowed(match);
  notes->route = match.route->path;
  if (auto refusal = Refusal(*match.route, request, secrets_)) {
    notes->refused = refusal->reason;
    return std::move(refusal->response);
  }
  ServerResponse response = AnswerOf(match, request, notes);
  if (response.status >= 500 && notes->error.empty()) notes->error = ReasonIn(response.body);
  return response;
}

ServerResponse Api::AnswerOf(const RouteMatch& match, const ServerRequest& request,
                             RequestNotes* notes) {
  const Route& route = *match.route;
  if (route.path == "/healthz") return Json("{\"status\":\"ok\"}\n");
  if (route.path == "/openapi.json") return Json(openapi_);
  if (route.path == "/readyz") return Ready(notes);
  if (route.path == "/metrics") return Metrics(watch_.metrics);
  if (route.access == Access::kCron) {
    if (request.query.empty()) return daily_pull_.Run();
    return ProblemOf(400, "usage", "this route takes no parameters");
  }
  return VerbDocument(match, request);
}

ServerResponse Api::Ready(RequestNotes* notes) const {
  const ReadinessReport report = CheckReadiness(verbs_, watch_.state);
  ServerResponse response = Json(ReadinessJson(report));
  if (report.is_ready()) return response;
  notes->error = report.error.empty() ? response.body : report.error;
  response.status = 503;
  response.headers.emplace_back("Retry-After", "1");
  return response;
}

ServerResponse Api::VerbDocument(const RouteMatch& match, const ServerRequest& request) {
  const auto options = OptionsOf(match, request.query);
  if (!options) return ProblemOf(options.error());
  const auto answer = verbs_.Run(*options);
  if (answer) return Json(answer->document);
  const Error& error = answer.error();
  const std::string detail = InParameters(*match.route, error.message);
  // What a path names and nobody has is not there.
  const bool is_unknown = error.code == ErrorCode::kUsage && !match.segments.empty();
  return is_unknown ? ProblemOf(404, "usage", detail) : ProblemOf({error.code, detail});
}

}  // namespace cognitrack
