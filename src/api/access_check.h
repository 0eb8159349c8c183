// AccessCheck: who may ask a route. Secrets are compared in constant time, by their SHA-256.
#pragma once

#include <optional>
#include <string>

#include "api/route_table.h"
#include "base/secret.h"
#include "server/message.h"

namespace cognitrack {

struct ApiSecrets {
  Secret api_token;    // Empty: whoever is on this machine may read, and nobody else.
  Secret cron_secret;  // Empty: the cron's route is closed.
};

// How a request is turned away, and why in one word: "no_token", "wrong_token",
// "not_this_machine", "closed".
struct TurnedAway {
  ServerResponse response;
  std::string_view reason;
};

// Nothing where the request may go on.
std::optional<TurnedAway> Refusal(const Route& route, const ServerRequest& request,
                                  const ApiSecrets& secrets);

}  // namespace cognitrack
