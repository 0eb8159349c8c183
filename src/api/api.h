// Api: the HTTP interface of a ledger: a request in, a response out. Knows no socket.
#pragma once

#include <string>

#include "api/access_check.h"
#include "api/account_routes.h"
#include "api/change_log.h"
#include "api/daily_pull.h"
#include "api/export_routes.h"
#include "api/key_routes.h"
#include "api/ledger_verbs.h"
#include "api/login_desk.h"
#include "api/metrics_page.h"
#include "api/run_desk.h"
#include "api/run_routes.h"
#include "api/service_desk.h"
#include "api/service_state.h"
#include "api/service_telemetry.h"
#include "api/upload_routes.h"
#include "api/usage_routes.h"
#include "base/clock.h"
#include "base/random.h"

namespace cognitrack {

// What the routes of operators answer from. All of it outlives the Api.
struct ServiceWatch {
  ServiceTelemetry& telemetry;
  const ServiceState& state;
  const MetricsPage& metrics;
};

class Api {
 public:
  // `open_service` opens what is kept of accounts; nothing: there are none.
  Api(const LedgerVerbs& verbs, ServiceDesk::Opener open_service, ApiSecrets secrets, Clock& clock,
      Random& random, ServiceWatch watch, UploadSettings uploads = {});

  // Never fails: what is refused is a problem (RFC 9457). Thread-safe.
  ServerResponse Answer(const ServerRequest& request);

  // Of a request whose body is taken as it comes: by its head, whether it is. Thread-safe.
  std::variant<std::unique_ptr<Upload>, ServerResponse> Admit(const ServerRequest& head,
                                                              std::optional<std::uint64_t> length);

  // Pulls are made through it alone, one at a time.
  DailyPull& daily_pull() { return daily_pull_; }
  // Has the pull in progress end, and waits for one that was begun over HTTP.
  void EndPulls() { runs_.End(); }

 private:
  ServerResponse Dispatch(const ServerRequest& request, RequestNotes* notes);
  std::variant<std::unique_ptr<Upload>, ServerResponse> AdmitKnown(
      const RouteMatch& match, const ServerRequest& head, std::optional<std::uint64_t> length,
      RequestNotes* notes);
  ServerResponse Ready(RequestNotes* notes) const;
  ServerResponse Allowed(const RouteMatch& match, const ServerRequest& request,
                         RequestNotes* notes);
  ServerResponse AnswerOf(const RouteMatch& match, const ServerRequest& request,
                          const Caller& caller, RequestNotes* notes);
  ServerResponse VerbDocument(const RouteMatch& match, const ServerRequest& request,
                              const Caller& caller);
  ServerResponse UsageEvents(const RouteMatch& match, const ServerRequest& request,
                             const Caller& caller);
  ServerResponse Export(const RouteMatch& match, const ServerRequest& request,
                        const Caller& caller);
  ServerResponse OfRuns(const RouteMatch& match, const ServerRequest& request, const Caller& caller,
                        RequestNotes* notes);
  // A pull of days that somebody asks for, in the audit log as a verb that changes something.
  ServerResponse UsagePull(const RouteMatch& match, const ServerRequest& request,
                           const Caller& caller, const boost::json::object& body);
  // A verb that changes something: in the audit log before it is done, and how it ended after.
  ServerResponse VerbChange(const RouteMatch& match, const ServerRequest& request,
                            const Caller& caller, const boost::json::object& body);
  // /api/keys, as the predecessor's clients ask it.
  ServerResponse Keys(const RouteMatch& match, const ServerRequest& request, const Caller& caller,
                      const boost::json::object& body);
  ServerResponse RunVerbOf(const RouteMatch& match, const CommandOptions& options,
                           const Secret& secret = Secret());
  // What the verb remarks is in the service's log.
  Result<VerbAnswer> RunLogged(const CommandOptions& options, const Secret& secret);

  const LedgerVerbs& verbs_;
  ServiceWatch watch_;
  std::string openapi_;
  ServiceDesk desk_;
  AccessCheck access_;
  LoginDesk::Say say_;
  ChangeLog changes_;
  LoginDesk logins_;
  AccountRoutes accounts_;
  RunDesk runs_;
  RunRoutes run_routes_;
  DailyPull daily_pull_;
  UsageRoutes usage_;
  ExportRoutes exports_;
  UploadRoutes uploads_;
  KeyRoutes keys_;
};

}  // namespace cognitrack
