#include "api/access_check.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "accounts/access_code.h"
#include "api/problem.h"
#include "api/session_cookie.h"
#include "api/verb_request.h"
#include "server/head_check.h"

namespace cognitrack {
namespace {

constexpr std::string_view kBearer = "Bearer ";
constexpr UtcSeconds kUseNotedEvery = 60;

// The token of "Authorization: Bearer …"; empty where there is none.
std::string_view BearerOf(const ServerRequest& request) {
  const std::string_view authorization = request.Header("authorization");
  if (!EqualsIgnoringCase(authorization.substr(0, kBearer.size()), kBearer)) return {};
  return authorization.substr(kBearer.size());
}

bool AreEqual(std::string_view given, const Secret& secret) {
  const Hash256 a = Sha256(given);
  const Hash256 b = Sha256(secret.Reveal());
  return sodium_memcmp(a.bytes.data(), b.bytes.data(), a.bytes.size()) == 0;
}

TurnedAway Unauthorized(const ServerRequest& request, const std::string& detail) {
  ServerResponse response = ProblemOf(401, "auth", detail);
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  const bool is_tried = !BearerOf(request).empty() || !SessionCodeIn(request).empty();
  return {std::move(response), is_tried ? "wrong_token" : "no_token"};
}

TurnedAway Forbidden(std::string_view reason, const std::string& detail) {
  return {ProblemOf(403, "auth", detail), reason};
}

TurnedAway Unauthenticated(const ServerRequest& request) {
  return Unauthorized(
      request, "log in (POST /api/v1/login), or send an API token as 'Authorization: Bearer …'");
}

TurnedAway CannotBeLookedUp(const Error& error) {
  return {ProblemOf(503, std::string(NameOf(error.code)), "who may ask cannot be looked up"),
          "unavailable"};
}

std::optional<Role> RoleFor(Access access) {
  switch (access) {
    case Access::kViewer:
      return Role::kViewer;
    case Access::kOperator:
      return Role::kOperator;
    case Access::kAdmin:
      return Role::kAdmin;
    case Access::kOwner:
      return Role::kOwner;
    case Access::kScraper:
      return Role::kViewer;
    case Access::kEverybody:
    case Access::kCron:
      return std::nullopt;
  }
  return std::nullopt;
}

bool IsChange(const ServerRequest& request) {
  return request.method != "GET" && request.method != "HEAD";
}

}  // namespace

std::optional<TurnedAway> SecretInQuery(const ServerRequest& request) {
  constexpr std::array<std::string_view, 14> kNames = {
      "token",       "access_token", "api_token",  "api_key",      "apikey",
      "key",         "secret",       "bearer",     "password",     "passwd",
      "cron_secret", "auth",         "csrf_token", "authorization"};
  if (request.query.empty()) return std::nullopt;
  const auto parameters = ParametersOf(request.query);
  if (!parameters) return std::nullopt;
  for (const auto& parameter : *parameters) {
    std::string name = parameter.first;
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
      return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    const bool is_token =
        parameter.second.rfind(kTokenPrefix, 0) == 0 || parameter.second.rfind("sk-", 0) == 0;
    if (!is_token && std::find(kNames.begin(), kNames.end(), name) == kNames.end()) continue;
    return TurnedAway{
        ProblemOf(400, "usage",
                  "a query is written down wherever it passes: send secrets as 'Authorization: "
                  "Bearer …' or in the body, and replace one that was sent so"),
        "secret_in_query"};
  }
  return std::nullopt;
}

bool IsOfSameSite(const ServerRequest& request, bool must_say) {
  const std::string_view site = request.Header("sec-fetch-site");
  if (!site.empty()) return site == "same-origin";
  const std::string_view origin = request.Header("origin");
  if (origin.empty()) return !must_say;
  const std::string host(request.Header("host"));
  return !host.empty() &&
         (origin == "https://" + host ||
          (origin == "http://" + host && !request.is_tls && IsAskedAsThisMachine(request)));
}

AccessCheck::Found AccessCheck::Check(const Route& route, const ServerRequest& request) {
  switch (route.access) {
    case Access::kEverybody:
      // A page of another site must not log a browser in under an account of its own.
      if (!IsChange(request) || IsOfSameSite(request, false)) return Caller{};
      return Forbidden("other_site", "this comes from another site's page; nothing was done");
    case Access::kCron:
      return CheckCron(request);
    case Access::kScraper:
      if (IsAskedAsThisMachine(request)) return Caller{};
      return OfRole(route, request);
    case Access::kViewer:
    case Access::kOperator:
    case Access::kAdmin:
    case Access::kOwner:
      return OfRole(route, request);
  }
  return Forbidden("closed", "this route is for nobody");
}

AccessCheck::Found AccessCheck::OfRole(const Route& route, const ServerRequest& request) {
  Found found = Identify(request);
  if (std::holds_alternative<TurnedAway>(found)) return found;
  const Caller& caller = std::get<Caller>(found);
  const Role needed = RoleFor(route.access).value_or(Role::kOwner);
  if (!caller.MayAs(needed)) {
    return Forbidden("low_role", "this takes the role " + std::string(NameOf(needed)) +
                                     "; yours is " +
                                     std::string(NameOf(caller.role.value_or(Role::kViewer))));
  }
  if (IsChange(request) && caller.kind == CallerKind::kSession) {
    if (auto refused = FromAnotherSite(request, caller)) return *std::move(refused);
  }
  return found;
}

AccessCheck::Found AccessCheck::CheckCron(const ServerRequest& request) const {
  if (secrets_.cron_secret.empty()) {
    return TurnedAway{ProblemOf(503, "config", "CRON_SECRET is not set: this route is closed"),
                      "closed"};
  }
  if (AreEqual(BearerOf(request), secrets_.cron_secret)) return Caller{};
  return Unauthorized(request, "send CRON_SECRET as 'Authorization: Bearer …'");
}

AccessCheck::Found AccessCheck::Identify(const ServerRequest& request) {
  const std::string_view bearer = BearerOf(request);
  if (bearer.rfind(kTokenPrefix, 0) == 0) return OfToken(request, bearer);
  if (!secrets_.api_token.empty() && AreEqual(bearer, secrets_.api_token)) {
    Caller caller;
    caller.kind = CallerKind::kSharedToken;
    caller.role = Role::kViewer;
    return caller;
  }
  if (request.Header("authorization").empty()) {
    const std::string code = SessionCodeIn(request);
    if (!code.empty()) return OfSession(request, code);
  }
  if (!secrets_.api_token.empty()) {
    return Unauthorized(
        request,
        "log in, or send a token (COGNITRACK_API_TOKEN, or one of an account) as 'Authorization: "
        "Bearer …'");
  }
  return OfThisMachine(request);
}

AccessCheck::Found AccessCheck::OfToken(const ServerRequest& request, std::string_view text) {
  if (!desk_.is_there()) return Unauthenticated(request);
  const Hash256 hash = AccessCodeHash(text);
  Caller caller;
  const auto token = desk_.Read([&](ServiceStore& store) -> Result<std::optional<ApiToken>> {
    TRY(const std::optional<ApiToken> found, store.accounts().TokenWith(hash));
    if (!found || !IsLive(*found, clock_.Now())) return std::optional<ApiToken>();
    TRY(const std::optional<Account> account, store.accounts().WithId(found->account_id));
    if (!account || account->disabled_at != 0) return std::optional<ApiToken>();
    caller.account = *account;
    return found;
  });
  if (!token) return CannotBeLookedUp(token.error());
  if (!*token) return Unauthenticated(request);
  caller.kind = CallerKind::kToken;
  caller.role = std::min((*token)->role, caller.account.role);
  caller.sources = (*token)->sources;
  caller.token_name = (*token)->name;
  if (clock_.Now() - (*token)->used_at >= kUseNotedEvery) {
    const Status noted =
        desk_.Write([&](ServiceStore& store) { return store.accounts().TouchToken((*token)->id); });
    static_cast<void>(noted);  // Who may ask is not refused because nobody can write it down.
  }
  return caller;
}

AccessCheck::Found AccessCheck::OfSession(const ServerRequest& request, const std::string& code) {
  if (!desk_.is_there()) return Unauthenticated(request);
  const Hash256 hash = AccessCodeHash(code);
  Caller caller;
  const auto session = desk_.Read([&](ServiceStore& store) -> Result<std::optional<Session>> {
    TRY(const std::optional<Session> found, store.accounts().SessionWith(hash));
    if (!found || !IsLive(*found, clock_.Now())) return std::optional<Session>();
    TRY(const std::optional<Account> account, store.accounts().WithId(found->account_id));
    if (!account || !account->is_active()) return std::optional<Session>();
    caller.account = *account;
    return found;
  });
  if (!session) return CannotBeLookedUp(session.error());
  if (!*session) return Unauthenticated(request);
  caller.kind = CallerKind::kSession;
  caller.role = caller.account.role;
  caller.session_id = (*session)->id;
  caller.session_ends_at = (*session)->created_at + kSessionLength;
  caller.cross_site_token = CrossSiteToken(code);
  if (clock_.Now() - (*session)->used_at >= kUseNotedEvery) {
    const Status noted = desk_.Write(
        [&](ServiceStore& store) { return store.accounts().TouchSession((*session)->id); });
    static_cast<void>(noted);
  }
  return caller;
}

AccessCheck::Found AccessCheck::OfThisMachine(const ServerRequest& request) {
  const Result<bool> are_accounts = AreThereAccounts();
  if (!are_accounts) return CannotBeLookedUp(are_accounts.error());
  if (*are_accounts) return Unauthenticated(request);
  if (!IsAskedAsThisMachine(request)) {
    return Forbidden("not_this_machine",
                     "there is no account yet and no token is set (COGNITRACK_API_TOKEN): only "
                     "this machine may read, as localhost");
  }
  Caller caller;
  caller.kind = CallerKind::kThisMachine;
  caller.role = Role::kViewer;
  return caller;
}

Result<bool> AccessCheck::AreThereAccounts() {
  if (!desk_.is_there()) return false;
  if (are_accounts_) return true;
  TRY(const bool found,
      desk_.Read([](ServiceStore& store) { return store.accounts().IsThereAny(); }));
  if (found) are_accounts_ = true;
  return found;
}

std::optional<TurnedAway> AccessCheck::FromAnotherSite(const ServerRequest& request,
                                                       const Caller& caller) const {
  if (!IsOfSameSite(request, true)) {
    return Forbidden("other_site",
                     "a change by a session must come from this site's own page (Sec-Fetch-Site, "
                     "or Origin); nothing was done");
  }
  if (AreEqual(request.Header("x-csrf-token"), Secret(caller.cross_site_token))) {
    return std::nullopt;
  }
  return Forbidden("other_site",
                   "a change by a session must bring the header X-CSRF-Token with the csrf_token "
                   "of GET /api/v1/me; nothing was done");
}

}  // namespace cognitrack
