#include <boost/json.hpp>

#include "cli/json_members.h"
#include "cli/service_address.h"
#include "cli/verbs.h"
#include "providers/base_url.h"

namespace cognitrack {
namespace {

namespace json = boost::json;

constexpr std::string_view kPath = "/api/cron/daily-usage";
// A pull of every surface after weeks of silence.
constexpr std::chrono::milliseconds kLongestPull = std::chrono::hours(2);

Result<HttpRequest> RequestOf(CommandContext& context) {
  const CommandOptions& options = context.options();
  TRY(const ServiceSettings service, context.settings().service);
  TRY(const BaseUrl url, ParseBaseUrl(options.url.value_or(ServiceAddress(service))));
  TRY(const std::string pin, ServicePin(service, options.url));
  const Secret secret = options.cron_secret ? Secret(*options.cron_secret) : service.cron_secret;
  if (secret.empty()) {
    return Error{ErrorCode::kConfig,
                 "no secret: set CRON_SECRET to the service's own; nothing was asked"};
  }
  return HttpRequest{url.text + std::string(kPath), secret, {}, pin};
}

bool IsInProgress(const json::object& answer) { return answer.contains("inProgress"); }

int ExitCodeOf(int status, const json::object& answer) {
  if (const json::value* code = answer.if_contains("exit_code"); code != nullptr) {
    if (code->is_int64()) return static_cast<int>(code->as_int64());
  }
  if (IsInProgress(answer)) return cognitrack::ExitCodeOf(ErrorCode::kTryLater);
  if (status == 401 || status == 403) return cognitrack::ExitCodeOf(ErrorCode::kAuth);
  const bool is_closed = TextIn(answer, "code") == NameOf(ErrorCode::kConfig);
  return cognitrack::ExitCodeOf(is_closed ? ErrorCode::kConfig : ErrorCode::kUnavailable);
}

std::string TextOf(const std::string& url, int status, const json::object& answer) {
  if (IsInProgress(answer)) return "A pull is in progress already; none was started.\n";
  if (const json::value* telemetry = answer.if_contains("telemetry");
      telemetry != nullptr && telemetry->is_object()) {
    const json::object& counts = telemetry->as_object();
    const auto count = [&counts](std::string_view name) {
      const json::value* value = counts.if_contains(name);
      return value == nullptr ? std::string("?") : json::serialize(*value);
    };
    std::string text = "Pull of " + TextIn(answer, "source") + " by " + url + ": " +
                       TextIn(answer, "outcome") + "\n  " + count("windowsProcessed") +
                       " days read, " + count("storedEvents") + " rows written, " +
                       count("windowsParked") + " days parked\n";
    const std::string message = TextIn(answer, "message");
    return message.empty() ? text : text + "  " + message + "\n";
  }
  std::string why = TextIn(answer, "error");
  if (why.empty()) why = TextIn(answer, "detail");
  return url + " answered " + std::to_string(status) + (why.empty() ? "" : ": " + why) + "\n";
}

}  // namespace

Result<int> RunCronTrigger(CommandContext& context) {
  TRY(const HttpRequest request, RequestOf(context));
  HttpTransport* const transport = context.environment().transport;
  if (transport == nullptr) {
    return Error{ErrorCode::kUsage, "'cron trigger' cannot be asked for from here"};
  }
  HttpLimits limits;
  limits.first_byte = kLongestPull;
  limits.total = kLongestPull;
  HttpResponse response;
  transport->Get(request, limits, &response);
  if (response.failure != HttpFailure::kNone) {
    return Error{ErrorCode::kUnavailable,
                 request.url + ": " + response.failure_detail +
                     "; whether a pull was begun there, 'cognitrack runs' of its ledger tells"};
  }
  const json::object answer = ObjectIn(response.body);
  context.Print(TextOf(request.url, response.status, answer));
  context.PrintJson(answer.empty() ? "{}" : json::serialize(answer));
  return ExitCodeOf(response.status, answer);
}

}  // namespace cognitrack
