#include "api/service_telemetry.h"

#include <algorithm>
#include <array>
#include <span>

#include "cli/run_surfaces.h"
#include "telemetry/request_id.h"
#include "usage/issue_codes.h"
#include "usage/surface.h"

namespace cognitrack {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 7> kMethods = {"GET",   "HEAD",   "POST",   "PUT",
                                                      "PATCH", "DELETE", "OPTIONS"};
// Asked every few seconds by machines.
constexpr std::array<std::string_view, 3> kProbes = {"/healthz", "/readyz", "/metrics"};
constexpr std::array<std::string_view, 8> kAuthReasons = {
    "no_token", "wrong_token", "not_this_machine", "closed",
    "low_role", "other_site",  "secret_in_query",  "unavailable"};

constexpr std::array kErrorCodes = {
    ErrorCode::kUsage, ErrorCode::kBadInput, ErrorCode::kUnavailable,      ErrorCode::kInvariant,
    ErrorCode::kDisk,  ErrorCode::kTryLater, ErrorCode::kProviderContract, ErrorCode::kAuth,
    ErrorCode::kConfig};

// What this thread is answering; a pull runs on the thread of the request that began it.
thread_local RequestNotes* current_request = nullptr;

bool IsIn(Names names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string MethodLabel(const std::string& method) {
  return IsIn(kMethods, method) ? method : "other";
}

std::string ReasonOf(int status) {
  switch (status) {
    case 405:
      return "method";
    case 408:
      return "timeout";
    case 413:
      return "body_too_large";
    case 414:
      return "line_too_long";
    case 417:
      return "expectation";
    case 431:
      return "headers_too_large";
    case 500:
      return "failed";
    case 503:
      return "busy";
    case 505:
      return "version";
    default:
      return "malformed";
  }
}

// The surface that a provider was asked for; "other" for lists of names and the like.
std::string SurfaceAsked(const std::string& url) {
  const std::string_view path = std::string_view(url).substr(0, url.find('?'));
  for (const Surface& surface : Surfaces()) {
    if (path.size() >= surface.path.size() &&
        path.substr(path.size() - surface.path.size()) == surface.path) {
      return std::string(surface.name);
    }
  }
  return "other";
}

double Seconds(std::chrono::milliseconds duration) {
  return static_cast<double>(duration.count()) / 1'000;
}

bool IsOfTheDatabase(std::string_view verb, ErrorCode code) {
  // A pull that may begin later waits for another pull, not for a connection.
  if (code == ErrorCode::kTryLater) return verb != "ingest";
  return code == ErrorCode::kUnavailable || code == ErrorCode::kDisk ||
         code == ErrorCode::kInvariant;
}

std::string_view ReasonOfExit(int exit_code) {
  for (const ErrorCode code : kErrorCodes) {
    if (ExitCodeOf(code) == exit_code) return NameOf(code);
  }
  return "other";
}

std::vector<LogField> RunFields(const RunRecord& run) {
  std::vector<LogField> fields;
  if (current_request != nullptr) fields.push_back({"request", current_request->id});
  fields.push_back({"run", run.id});
  fields.push_back({"source", run.source});
  return fields;
}

}  // namespace

ServiceTelemetry::ServiceTelemetry(Log& log, Clock& clock, Random& random)
    : log_(log), clock_(clock), random_(random) {
  // A counter whose first sight is not 0 hides its first increase from rate().
  using namespace instrument;
  for (const char* result : {"ok", "failed", "interrupted", "error"}) {
    instruments_.Add(kRuns, {"ingest", result}, 0);
  }
  for (const ErrorCode code : kErrorCodes) {
    instruments_.Add(kRunErrors, {std::string(NameOf(code))}, 0);
  }
  for (const std::string_view reason : kAuthReasons) {
    instruments_.Add(kAuthFailures, {std::string(reason)}, 0);
  }
  for (const std::string_view code :
       {issue::kUnknownMetric, issue::kUnknownDimension, issue::kUnknownField, issue::kMissingField,
        issue::kWindowParked, issue::kSettledWindowChanged}) {
    instruments_.Add(kRunIssues, {std::string(code)}, 0);
  }
  for (const ErrorCode code :
       {ErrorCode::kUnavailable, ErrorCode::kDisk, ErrorCode::kInvariant, ErrorCode::kTryLater}) {
    instruments_.Add(kDatabaseErrors, {std::string(NameOf(code))}, 0);
  }
  for (const auto& counter : {kProviderThrottled, kProviderRetries, kProviderWaits}) {
    instruments_.Add(counter, {}, 0);
  }
}

ServerResponse ServiceTelemetry::Watch(const ServerRequest& request, const Answer& answer) {
  RequestNotes notes;
  notes.id = RequestIdFrom(request.Header("x-request-id"), random_);
  const auto began = clock_.Elapsed();
  current_request = &notes;
  ServerResponse response = answer(&notes);
  current_request = nullptr;
  response.headers.emplace_back("X-Request-Id", notes.id);
  Tell(request, notes, response.status, clock_.Elapsed() - began);
  return response;
}

void ServiceTelemetry::Tell(const ServerRequest& request, const RequestNotes& notes, int status,
                            std::chrono::milliseconds took) {
  const std::string route(notes.route);
  const std::string method = MethodLabel(request.method);
  instruments_.Add(instrument::kHttpRequests, {route, method, std::to_string(status)});
  instruments_.Observe(instrument::kHttpSeconds, {route}, Seconds(took));
  LogLevel level = IsIn(kProbes, route) ? LogLevel::kDebug : LogLevel::kInfo;
  std::vector<LogField> fields = {{"request", notes.id},
                                  {"method", method},
                                  {"route", route},
                                  {"status", std::int64_t{status}},
                                  {"duration_ms", std::int64_t{took.count()}},
                                  {"peer", request.peer}};
  if (notes.run_id != 0) fields.push_back({"run", notes.run_id});
  if (!notes.refused.empty()) {
    instruments_.Add(instrument::kAuthFailures, {std::string(notes.refused)});
    fields.push_back({"refused", std::string(notes.refused)});
    level = LogLevel::kWarning;
  }
  if (!notes.error.empty()) {
    fields.push_back({"error", notes.error});
    level = LogLevel::kError;
  }
  log_.Write(level, "request", std::move(fields));
}

void ServiceTelemetry::OnRejected(const Rejection& rejection) {
  instruments_.Add(instrument::kHttpRejects, {ReasonOf(rejection.status)});
  log_.Write(rejection.status == 500 ? LogLevel::kError : LogLevel::kInfo, "request_rejected",
             {{"status", std::int64_t{rejection.status}},
              {"why", std::string(rejection.why)},
              {"peer", std::string(rejection.peer)}});
}

void ServiceTelemetry::OnProviderRequest(const HttpRequest& request, const HttpResponse& response,
                                         std::chrono::milliseconds took) {
  const std::string surface = SurfaceAsked(request.url);
  const std::string status = response.failure == HttpFailure::kNone
                                 ? std::to_string(response.status)
                                 : std::string(NameOf(response.failure));
  instruments_.Add(instrument::kProviderRequests, {surface, status});
  instruments_.Observe(instrument::kProviderSeconds, {surface}, Seconds(took));
  if (status == "429") instruments_.Add(instrument::kProviderThrottled, {});
}

void ServiceTelemetry::OnVerbFailed(std::string_view verb, const Error& error) {
  const std::string code(NameOf(error.code));
  if (verb == "ingest") {
    instruments_.Add(instrument::kRuns, {"ingest", "error"});
    instruments_.Add(instrument::kRunErrors, {code});
  }
  if (IsOfTheDatabase(verb, error.code)) instruments_.Add(instrument::kDatabaseErrors, {code});
}

void ServiceTelemetry::OnBegin(const RunRecord& run) {
  if (current_request != nullptr) current_request->run_id = run.id;
  std::vector<LogField> fields = RunFields(run);
  fields.push_back({"label", run.label});
  log_.Write(LogLevel::kInfo, "pull_started", std::move(fields));
}

void ServiceTelemetry::OnWindow(const RunRecord& run, const WindowEvent& event) {
  const std::string source = SourceLabel(run.source);
  instruments_.Add(instrument::kWindows,
                   {source, event.surface, std::string(NameOf(event.outcome))},
                   static_cast<double>(event.windows));
  if (event.outcome == WindowOutcome::kStored || event.outcome == WindowOutcome::kUpdated) {
    instruments_.Add(instrument::kRowsWritten,
                     {source, event.surface, std::string(NameOf(event.outcome))},
                     static_cast<double>(event.rows_written));
  }
  if (event.outcome != WindowOutcome::kParked) return;
  std::vector<LogField> fields = RunFields(run);
  fields.push_back({"surface", event.surface});
  fields.push_back({"where", event.where});
  fields.push_back({"error", event.reason});
  log_.Write(LogLevel::kWarning, "window_parked", std::move(fields));
}

void ServiceTelemetry::OnEnd(const RunRecord& run) {
  instruments_.Add(instrument::kRuns, {run.verb, run.outcome});
  if (run.exit_code != 0) {
    instruments_.Add(instrument::kRunErrors, {std::string(ReasonOfExit(run.exit_code))});
  }
  for (const RunIssue& issue : run.issues) {
    instruments_.Add(instrument::kRunIssues, {issue.code}, static_cast<double>(issue.count));
  }
  for (const SurfaceOfRun& surface : SurfacesOfRun(run)) {
    instruments_.Add(instrument::kRowsRead, {SourceLabel(run.source), surface.name},
                     static_cast<double>(surface.counters.rows_read));
  }
  const RunCounters& counters = run.counters;
  instruments_.Add(instrument::kProviderRetries, {}, static_cast<double>(counters.retries));
  instruments_.Add(instrument::kProviderWaits, {}, static_cast<double>(counters.waits_ms) / 1'000);
  std::vector<LogField> fields = RunFields(run);
  fields.push_back({"outcome", run.outcome});
  fields.push_back({"duration_s", run.finished_at - run.started_at});
  fields.push_back({"windows_changed", counters.windows_changed});
  fields.push_back({"windows_unchanged", counters.windows_unchanged});
  fields.push_back({"windows_parked", counters.windows_parked});
  fields.push_back({"rows_written", counters.rows_written});
  fields.push_back({"requests", counters.requests});
  fields.push_back({"throttled", counters.throttled});
  if (!run.message.empty()) fields.push_back({"error", run.message});
  log_.Write(run.exit_code == 0 ? LogLevel::kInfo : LogLevel::kError, "pull_finished",
             std::move(fields));
}

std::string ServiceTelemetry::SourceLabel(const std::string& source) {
  const std::lock_guard lock(mutex_);
  if (sources_.size() >= kMostSources && sources_.count(source) == 0) return "other";
  sources_.insert(source);
  return source;
}

}  // namespace cognitrack
