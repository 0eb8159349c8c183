// Api: the HTTP interface of a ledger: a request in, a response out. Knows no socket.
#pragma once

#include <string>

#include "api/access_check.h"
#include "api/daily_pull.h"
#include "api/ledger_verbs.h"
#include "api/metrics_page.h"
#include "api/service_state.h"
#include "api/service_telemetry.h"
#include "base/clock.h"

namespace cognitrack {

// What the routes of operators answer from. All of it outlives the Api.
struct ServiceWatch {
  ServiceTelemetry& telemetry;
  const ServiceState& state;
  const MetricsPage& metrics;
};

class Api {
 public:
  Api(const LedgerVerbs& verbs, ApiSecrets secrets, Clock& clock, ServiceWatch watch);

  // Never fails: what is refused is a problem (RFC 9457). Thread-safe.
  ServerResponse Answer(const ServerRequest& request);

  // Pulls are made through it alone, one at a time.
  DailyPull& daily_pull() { return daily_pull_; }

 private:
  ServerResponse Dispatch(const ServerRequest& request, RequestNotes* notes);
  ServerResponse AnswerOf(const RouteMatch& match, const ServerRequest& request,
                          RequestNotes* notes);
  ServerResponse Ready(RequestNotes* notes) const;
  ServerResponse VerbDocument(const RouteMatch& match, const ServerRequest& request);

  const LedgerVerbs& verbs_;
  ApiSecrets secrets_;
  ServiceWatch watch_;
  std::string openapi_;
  DailyPull daily_pull_;
};

}  // namespace cognitrack
