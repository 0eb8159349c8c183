// Api: the HTTP interface of a ledger: a request in, a response out. Knows no socket.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "api/access_check.h"
#include "api/daily_pull.h"
#include "api/ledger_verbs.h"
#include "base/clock.h"

namespace cognitrack {

class Api {
 public:
  // `log` takes a line about something that an operator should know of; it is called from several
  // threads.
  using Log = std::function<void(std::string_view line)>;

  Api(const LedgerVerbs& verbs, ApiSecrets secrets, Clock& clock, Log log);

  // Never fails: what is refused is a problem (RFC 9457). Thread-safe.
  ServerResponse Answer(const ServerRequest& request);

  // Pulls are made through it alone, one at a time.
  DailyPull& daily_pull() { return daily_pull_; }

 private:
  ServerResponse AnswerOf(const RouteMatch& match, const ServerRequest& request);
  ServerResponse VerbDocument(const RouteMatch& match, const ServerRequest& request);

  const LedgerVerbs& verbs_;
  ApiSecrets secrets_;
  Log log_;
  std::string openapi_;
  DailyPull daily_pull_;
};

}  // namespace cognitrack
