#include <boost/json.hpp>

#include "cli/display_text.h"
#include "cli/json_document.h"
#include "cli/json_members.h"
#include "cli/service_address.h"
#include "cli/verbs.h"
#include "providers/base_url.h"

namespace cognitrack {
namespace {

constexpr std::string_view kPath = "/readyz";
// Probes ask every few seconds: one that waits longer is no answer.
constexpr std::chrono::milliseconds kPatience{5'000};
constexpr int kOk = 200;

}  // namespace

Result<int> RunHealth(CommandContext& context) {
  TRY(const ServiceSettings service, context.settings().service);
  TRY(const BaseUrl url, ParseBaseUrl(context.options().url.value_or(ServiceAddress(service))));
  TRY(const std::string pin, ServicePin(service, context.options().url));
  HttpTransport* const transport = context.environment().transport;
  if (transport == nullptr) {
    return Error{ErrorCode::kUsage, "'health' cannot be asked for from here"};
  }
  HttpLimits limits;
  limits.connect = limits.first_byte = limits.total = kPatience;
  HttpResponse response;
  transport->Get({url.text + std::string(kPath), {}, {}, pin}, limits, &response);
  if (response.failure != HttpFailure::kNone) {
    return Error{ErrorCode::kUnavailable, url.text + ": " + response.failure_detail};
  }
  const bool is_ready = response.status == kOk;
  const std::string detail = is_ready ? "" : TextIn(ObjectIn(response.body), "detail");
  context.Print(url.text + (is_ready ? ": ready" : ": not ready") +
                (detail.empty() ? "" : ": " + Printable(detail)) + "\n");
  JsonObject document;
  document.Set("url", url.text).Set("ready", is_ready);
  document.Set("status", std::int64_t{response.status});
  if (is_ready) {
    document.SetNull("detail");
  } else {
    document.Set("detail", detail);
  }
  context.PrintJson(document.ToText());
  return is_ready ? 0 : ExitCodeOf(ErrorCode::kUnavailable);
}

}  // namespace cognitrack
