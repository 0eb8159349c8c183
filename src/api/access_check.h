// AccessCheck: who asks a route, and whether it may. Secrets are compared in constant time, by
// their SHA-256; the verdict is made anew for every request.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "api/caller.h"
#include "api/route_table.h"
#include "api/service_desk.h"
#include "base/clock.h"
#include "base/secret.h"
#include "server/message.h"

namespace cognitrack {

struct ApiSecrets {
  Secret api_token;    // Lets its bearer read. Empty: nobody has one.
  Secret cron_secret;  // Empty: the cron's route is closed.
};

// How a request is turned away, and why in one word: "no_token", "wrong_token",
// "not_this_machine", "closed", "low_role", "other_site", "secret_in_query", "unavailable".
struct TurnedAway {
  ServerResponse response;
  std::string_view reason;
};

// What a query must not hold, as it is written down on its way: 400 for the name of a secret, or a
// token as a value. Nothing where there is none.
std::optional<TurnedAway> SecretInQuery(const ServerRequest& request);

class AccessCheck {
 public:
  AccessCheck(ApiSecrets secrets, ServiceDesk& desk, Clock& clock)
      : secrets_(std::move(secrets)), desk_(desk), clock_(clock) {}

  // Who asks, where that may go on; else how it is refused: 401 without or with a wrong proof, 403
  // for a role that is too low and for a change that may come from another site's page, 503 where
  // it cannot be looked up. As long as there is no account and no token, this machine reads without
  // any. Thread-safe.
  std::variant<Caller, TurnedAway> Check(const Route& route, const ServerRequest& request);

 private:
  using Found = std::variant<Caller, TurnedAway>;

  Found CheckCron(const ServerRequest& request) const;
  Found Identify(const ServerRequest& request);
  Found OfToken(const ServerRequest& request, std::string_view text);
  Found OfSession(const ServerRequest& request, const std::string& code);
  Found OfRole(const Route& route, const ServerRequest& request);
  Found OfThisMachine(const ServerRequest& request);
  // Once there was one, there always is: the last owner stays.
  Result<bool> AreThereAccounts();
  std::optional<TurnedAway> FromAnotherSite(const ServerRequest& request,
                                            const Caller& caller) const;

  ApiSecrets secrets_;
  ServiceDesk& desk_;
  Clock& clock_;
  std::atomic<bool> are_accounts_ = false;
};

// A change that a browser's page sends says whence: false where that is another site, or nowhere.
// Nothing said at all is no browser.
bool IsOfSameSite(const ServerRequest& request, bool must_say);

}  // namespace cognitrack
