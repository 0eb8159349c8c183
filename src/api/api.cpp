#include "api/api.h"

#include <boost/json.hpp>

#include "api/json_body.h"
#include "api/next_page.h"
#include "api/openapi.h"
#include "api/problem.h"
#include "api/readiness.h"
#include "api/security_headers.h"
#include "api/source_limit.h"
#include "api/verb_request.h"
#include "cli/change_record.h"
#include "cli/json_members.h"
#include "page/page.h"

namespace cognitrack {
namespace {

ServerResponse Json(std::string body) {
  ServerResponse response;
  // Kept by the reader alone, and asked about each time: who may read changes.
  response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "private, no-cache"}};
  response.body = std::move(body);
  return response;
}

// What a query asks for, with the source that its sender may ask about.
std::variant<std::vector<std::pair<std::string, std::string>>, ServerResponse> AskedIn(
    const RouteMatch& match, const ServerRequest& request, const Caller& caller) {
  auto parameters = ParametersOf(request.query);
  if (!parameters) return ProblemOf(parameters.error());
  if (auto refusal = LimitToSources(*match.route, caller, &*parameters)) {
    return *std::move(refusal);
  }
  return *std::move(parameters);
}

// A body likewise.
std::variant<boost::json::object, ServerResponse> SourceLimited(const RouteMatch& match,
                                                                const Caller& caller,
                                                                const boost::json::object& body) {
  boost::json::object members = body;
  std::vector<std::pair<std::string, std::string>> named;
  for (const auto& member : body) {
    if (member.value().is_string()) named.emplace_back(member.key(), member.value().as_string());
  }
  if (auto refusal = LimitToSources(*match.route, caller, &named)) return *std::move(refusal);
  for (const auto& member : named) members[member.first] = member.second;
  return members;
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

// Has an upload counted and logged as every request is, once its body is whole.
class WatchedUpload : public Upload {
 public:
  WatchedUpload(std::unique_ptr<Upload> upload, ServerRequest head, std::string_view route,
                ServiceTelemetry& telemetry)
      : upload_(std::move(upload)), head_(std::move(head)), route_(route), telemetry_(telemetry) {}

  std::optional<ServerResponse> Take(std::string_view piece) override {
    auto refusal = upload_->Take(piece);
    if (refusal) AddSecurityHeaders(head_, &*refusal);
    return refusal;
  }
  ServerResponse Answer(const ServerRequest& request) override {
    return telemetry_.Watch(request, [&](RequestNotes* notes) {
      notes->route = route_;
      ServerResponse response = upload_->Answer(request);
      if (response.status >= 500) notes->error = ReasonIn(response.body);
      AddSecurityHeaders(request, &response);
      return response;
    });
  }

 private:
  std::unique_ptr<Upload> upload_;
  ServerRequest head_;
  std::string_view route_;
  ServiceTelemetry& telemetry_;
};

bool IsOfPredecessor(std::string_view path) {
  return path.starts_with("/api/") && !path.starts_with("/api/v1/");
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

Api::Api(const LedgerVerbs& verbs, ServiceDesk::Opener open_service, ApiSecrets secrets,
         Clock& clock, Random& random, ServiceWatch watch, UploadSettings uploads)
    : verbs_(verbs),
      watch_(watch),
      openapi_(OpenApiDocument()),
      desk_(std::move(open_service)),
      access_(std::move(secrets), desk_, clock),
      say_([this](std::string_view line) {
        watch_.telemetry.log().Write(LogLevel::kWarning, "accounts", {{"text", std::string(line)}});
      }),
      changes_(desk_, say_),
      logins_(desk_, clock, random, say_),
      accounts_(desk_, logins_, clock),
      runs_(verbs, clock),
      run_routes_(verbs, runs_, changes_, clock, watch_.state.is_draining),
      daily_pull_(runs_, clock),
      usage_(verbs, daily_pull_),
      exports_(verbs, changes_),
      uploads_(verbs, changes_, std::move(uploads)),
      keys_([this](const CommandOptions& options,
                   const Secret& secret) { return RunLogged(options, secret); },
            changes_) {}

ServerResponse Api::Answer(const ServerRequest& request) {
  return watch_.telemetry.Watch(request,
                                [&](RequestNotes* notes) { return Dispatch(request, notes); });
}

std::variant<std::unique_ptr<Upload>, ServerResponse> Api::Admit(
    const ServerRequest& head, std::optional<std::uint64_t> length) {
  const RouteMatch match = MatchRoute(head.method, head.path);
  if (match.route == nullptr) return Answer(head);
  RequestNotes why;
  auto admitted = AdmitKnown(match, head, length, &why);
  if (auto* upload = std::get_if<std::unique_ptr<Upload>>(&admitted)) {
    return std::unique_ptr<Upload>(
        new WatchedUpload(std::move(*upload), head, match.route->path, watch_.telemetry));
  }
  ServerResponse& refusal = std::get<ServerResponse>(admitted);
  return watch_.telemetry.Watch(head, [&](RequestNotes* notes) {
    notes->route = match.route->path;
    notes->refused = why.refused;
    if (refusal.status >= 500) notes->error = ReasonIn(refusal.body);
    AddSecurityHeaders(head, &refusal);
    return std::move(refusal);
  });
}

std::variant<std::unique_ptr<Upload>, ServerResponse> Api::AdmitKnown(
    const RouteMatch& match, const ServerRequest& head, std::optional<std::uint64_t> length,
    RequestNotes* notes) {
  if (auto refusal = SecretInQuery(head)) {
    notes->refused = refusal->reason;
    return std::move(refusal->response);
  }
  auto checked = access_.Check(*match.route, head);
  if (auto* refusal = std::get_if<TurnedAway>(&checked)) {
    notes->refused = refusal->reason;
    return std::move(refusal->response);
  }
  const Caller& caller = std::get<Caller>(checked);
  auto asked = AskedIn(match, head, caller);
  if (auto* refusal = std::get_if<ServerResponse>(&asked)) return std::move(*refusal);
  return uploads_.Admit(match, head, caller, std::get<0>(std::move(asked)), length);
}

ServerResponse Api::Dispatch(const ServerRequest& request, RequestNotes* notes) {
  const RouteMatch match = MatchRoute(request.method, request.path);
  ServerResponse response = [&] {
    if (match.methods.empty() && IsOfPage(request.path)) {
      notes->route = PagePattern(request.path);
      return AnswerPage(request);
    }
    if (match.methods.empty()) {
      return ProblemOf(
          404, "usage",
          "there is nothing at " + request.path + "; GET /openapi.json lists what there is");
    }
    if (match.route == nullptr) return MethodNotAllowed(match);
    notes->route = match.route->path;
    return Allowed(match, request, notes);
  }();
  if (IsOfPredecessor(request.path)) AddErrorMember(&response);
  AddSecurityHeaders(request, &response);
  return response;
}

ServerResponse Api::Allowed(const RouteMatch& match, const ServerRequest& request,
                            RequestNotes* notes) {
  if (auto refusal = SecretInQuery(request)) {
    notes->refused = refusal->reason;
    return std::move(refusal->response);
  }
  auto checked = access_.Check(*match.route, request);
  if (auto* refusal = std::get_if<TurnedAway>(&checked)) {
    notes->refused = refusal->reason;
    return std::move(refusal->response);
  }
  ServerResponse response = AnswerOf(match, request, std::get<Caller>(checked), notes);
  if (response.status >= 500 && notes->error.empty()) notes->error = ReasonIn(response.body);
  return response;
}

ServerResponse Api::AnswerOf(const RouteMatch& match, const ServerRequest& request,
                             const Caller& caller, RequestNotes* notes) {
  const Route& route = *match.route;
  if (route.path == "/healthz") return Json("{\"status\":\"ok\"}\n");
  if (route.path == "/openapi.json") return Json(openapi_);
  if (route.path == "/readyz") return Ready(notes);
  if (route.path == "/metrics") return Metrics(watch_.metrics);
  if (route.access == Access::kCron) {
    if (request.query.empty()) return daily_pull_.Run();
    return ProblemOf(400, "usage", "this route takes no parameters");
  }
  if (route.method == "GET" && UsageRoutes::Has(route)) {
    return UsageEvents(match, request, caller);
  }
  if (ExportRoutes::Has(route)) return Export(match, request, caller);
  if (RunRoutes::Has(route)) return OfRuns(match, request, caller, notes);
  if (route.method == "GET" && !route.verb.empty()) return VerbDocument(match, request, caller);
  auto body = BodyOf(route, request);
  if (auto* refusal = std::get_if<ServerResponse>(&body)) return std::move(*refusal);
  const auto& members = std::get<boost::json::object>(body);
  if (KeyRoutes::Has(route)) return Keys(match, request, caller, members);
  if (UsageRoutes::Has(route)) return UsagePull(match, request, caller, members);
  if (route.verb.empty()) return accounts_.Answer(match, request, caller, members);
  return VerbChange(match, request, caller, members);
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

ServerResponse Api::VerbDocument(const RouteMatch& match, const ServerRequest& request,
                                 const Caller& caller) {
  auto asked = AskedIn(match, request, caller);
  if (auto* refusal = std::get_if<ServerResponse>(&asked)) return std::move(*refusal);
  const auto options = OptionsOf(match, std::get<0>(asked));
  if (!options) return ProblemOf(options.error());
  ServerResponse response = RunVerbOf(match, *options);
  AddNextLink(*match.route, request, &response);
  return response;
}

ServerResponse Api::VerbChange(const RouteMatch& match, const ServerRequest& request,
                               const Caller& caller, const boost::json::object& body) {
  if (!request.query.empty()) return ProblemOf(400, "usage", "this route takes no parameters");
  auto limited = SourceLimited(match, caller, body);
  if (auto* refusal = std::get_if<ServerResponse>(&limited)) return std::move(*refusal);
  const auto options =
      OptionsOfBody(match, std::get<boost::json::object>(limited), ActorOf(caller));
  if (!options) return ProblemOf(options.error());
  return changes_.Recorded(
      EntryOf(caller, request, match.route->verb, ChangeTarget(*options), ChangeDetail(*options)),
      [&] { return RunVerbOf(match, *options, SecretOfBody(body)); });
}

ServerResponse Api::UsageEvents(const RouteMatch& match, const ServerRequest& request,
                                const Caller& caller) {
  auto asked = AskedIn(match, request, caller);
  if (auto* refusal = std::get_if<ServerResponse>(&asked)) return std::move(*refusal);
  return usage_.Events(std::get<0>(asked));
}

ServerResponse Api::Export(const RouteMatch& match, const ServerRequest& request,
                           const Caller& caller) {
  auto asked = AskedIn(match, request, caller);
  if (auto* refusal = std::get_if<ServerResponse>(&asked)) return std::move(*refusal);
  const auto options = OptionsOf(match, std::get<0>(asked));
  if (!options) return ProblemOf(options.error());
  return exports_.Answer(*match.route, *options,
                         EntryOf(caller, request, match.route->verb, options->source.value_or("")));
}

ServerResponse Api::OfRuns(const RouteMatch& match, const ServerRequest& request,
                           const Caller& caller, RequestNotes* notes) {
  if (match.route->method == "GET") {
    // A token of some sources does not see runs, whosever they are.
    std::vector<std::pair<std::string, std::string>> none;
    if (auto refusal = LimitToSources(*match.route, caller, &none)) return *std::move(refusal);
    return run_routes_.Events(match, request);
  }
  auto body = BodyOf(*match.route, request);
  if (auto* refusal = std::get_if<ServerResponse>(&body)) return std::move(*refusal);
  auto limited = SourceLimited(match, caller, std::get<boost::json::object>(body));
  if (auto* refusal = std::get_if<ServerResponse>(&limited)) return std::move(*refusal);
  if (!match.segments.empty()) return run_routes_.Cancel(match, request, caller);
  return run_routes_.Start(request, caller, std::get<boost::json::object>(limited), &notes->run_id);
}

ServerResponse Api::UsagePull(const RouteMatch& match, const ServerRequest& request,
                              const Caller& caller, const boost::json::object& body) {
  if (!request.query.empty()) return ProblemOf(400, "usage", "this route takes no parameters");
  auto members = SourceLimited(match, caller, body);
  if (auto* refusal = std::get_if<ServerResponse>(&members)) return std::move(*refusal);
  const auto& limited = std::get<boost::json::object>(members);
  return changes_.Recorded(EntryOf(caller, request, "usage pull", TextIn(limited, "source"), ""),
                           [&] { return usage_.Pull(limited); });
}

ServerResponse Api::Keys(const RouteMatch& match, const ServerRequest& request,
                         const Caller& caller, const boost::json::object& body) {
  if (request.method == "GET" || request.method == "HEAD") {
    auto asked = AskedIn(match, request, caller);
    if (auto* refusal = std::get_if<ServerResponse>(&asked)) return std::move(*refusal);
    return keys_.Read(match, std::get<0>(asked));
  }
  auto members = SourceLimited(match, caller, body);
  if (auto* refusal = std::get_if<ServerResponse>(&members)) return std::move(*refusal);
  return keys_.Change(match, request, caller, std::get<boost::json::object>(members));
}

ServerResponse Api::RunVerbOf(const RouteMatch& match, const CommandOptions& options,
                              const Secret& secret) {
  const bool is_read = match.route->method == "GET";
  const auto answer = is_read ? verbs_.Run(options, secret) : RunLogged(options, secret);
  if (answer) {
    ServerResponse response = Json(answer->document);
    if (Makes(*match.route)) response.status = 201;
    return response;
  }
  const Error& error = answer.error();
  const std::string detail = InParameters(*match.route, error.message);
  // What a path names and nobody has is not there.
  const bool is_unknown = error.code == ErrorCode::kUsage && !match.segments.empty() &&
                          (is_read || detail.starts_with("there is no "));
  return is_unknown ? ProblemOf(404, "usage", detail) : ProblemOf({error.code, detail});
}

Result<VerbAnswer> Api::RunLogged(const CommandOptions& options, const Secret& secret) {
  TRY(VerbAnswer answer, verbs_.Run(options, secret));
  if (!answer.remarks.empty()) {
    watch_.telemetry.log().Write(LogLevel::kWarning, "remark",
                                 {{"verb", options.verb}, {"text", answer.remarks}});
  }
  return answer;
}

}  // namespace cognitrack
