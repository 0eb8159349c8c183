#include "api/access_check.h"

#include <sodium.h>

#include <algorithm>
#include <cctype>

#include "api/problem.h"
#include "base/hash.h"

namespace cognitrack {
namespace {

constexpr std::string_view kBearer = "Bearer ";

// The token of "Authorization: Bearer …"; empty where there is none.
std::string_view BearerOf(const ServerRequest& request) {
  const std::string_view authorization = request.Header("authorization");
  const std::string_view scheme = authorization.substr(0, kBearer.size());
  const bool is_bearer =
      std::equal(scheme.begin(), scheme.end(), kBearer.begin(), kBearer.end(), [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) ==
               std::tolower(static_cast<unsigned char>(b));
      });
  return is_bearer ? authorization.substr(kBearer.size()) : std::string_view();
}

bool AreEqual(std::string_view given, const Secret& secret) {
  const Hash256 a = Sha256(given);
  const Hash256 b = Sha256(secret.Reveal());
  return sodium_memcmp(a.bytes.data(), b.bytes.data(), a.bytes.size()) == 0;
}

// A page of another site can make a browser ask this machine under a name of its own.
bool IsAskedAsThisHost(const ServerRequest& request) {
  std::string_view host = request.Header("host");
  const std::size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos) {
    host = host.substr(0, colon);
  }
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

TurnedAway Unauthorized(const ServerRequest& request, const std::string& detail) {
  ServerResponse response = ProblemOf(401, "auth", detail);
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return {std::move(response), BearerOf(request).empty() ? "no_token" : "wrong_token"};
}

bool IsThisMachine(const ServerRequest& request) {
  return request.from_loopback && IsAskedAsThisHost(request);
}

}  // namespace

std::optional<TurnedAway> Refusal(const Route& route, const ServerRequest& request,
                                  const ApiSecrets& secrets) {
  switch (route.access) {
    case Access::kEverybody:
      return std::nullopt;
    case Access::kScraper:
      if (IsThisMachine(request)) return std::nullopt;
      [[fallthrough]];
    case Access::kReader:
      if (!secrets.api_token.empty()) {
        if (AreEqual(BearerOf(request), secrets.api_token)) return std::nullopt;
        return Unauthorized(request,
                            "send the API's token (COGNITRACK_API_TOKEN) as 'Authorization: "
                            "Bearer …'");
      }
      if (IsThisMachine(request)) return std::nullopt;
      return TurnedAway{
          ProblemOf(403, "auth",
                    "no token is set (COGNITRACK_API_TOKEN): only this machine may read, as "
                    "localhost"),
          "not_this_machine"};
    case Access::kCron:
      if (secrets.cron_secret.empty()) {
        return TurnedAway{ProblemOf(503, "config", "CRON_SECRET is not set: this route is closed"),
                          "closed"};
      }
      if (AreEqual(BearerOf(request), secrets.cron_secret)) return std::nullopt;
      return Unauthorized(request, "send CRON_SECRET as 'Authorization: Bearer …'");
  }
  return TurnedAway{ProblemOf(500, "invariant", "this route is for nobody"), "closed"};
}

}  // namespace cognitrack
