// Api: the HTTP interface of a ledger: a request in, a response out. Knows no socket.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "api/access_check.h"
#include "api/account_routes.h"
#include "api/daily_pull.h"
#include "api/ledger_verbs.h"
#include "api/login_desk.h"
#include "api/service_desk.h"
#include "base/clock.h"
#include "base/random.h"

namespace cognitrack {

class Api {
 public:
  // `log` takes a line about something that an operator should know of; it is called from several
  // threads.
  using Log = std::function<void(std::string_view line)>;

  Api(const LedgerVerbs& verbs, ServiceDesk::Opener open_service, ApiSecrets secrets, Clock& clock,
      Random& random, Log log);

  // Never fails: what is refused is a problem (RFC 9457). Thread-safe.
  ServerResponse Answer(const ServerRequest& request);

 private:
  ServerResponse Allowed(const RouteMatch& match, const ServerRequest& request);
  ServerResponse AnswerOf(const RouteMatch& match, const ServerRequest& request,
                          const Caller& caller);
  ServerResponse VerbDocument(const RouteMatch& match, const ServerRequest& request,
                              const Caller& caller);
  // A verb that changes something: in the audit log before it is done, and how it ended after.
  ServerResponse VerbChange(const RouteMatch& match, const ServerRequest& request,
                            const Caller& caller, const boost::json::object& body);
  ServerResponse RunVerbOf(const RouteMatch& match, const CommandOptions& options);

  const LedgerVerbs& verbs_;
  Log log_;
  std::string openapi_;
  ServiceDesk desk_;
  AccessCheck access_;
  LoginDesk logins_;
  AccountRoutes accounts_;
  DailyPull daily_pull_;
};

}  // namespace cognitrack
