#include "api/account_routes.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "accounts/access_code.h"
#include "api/account_answer.h"
#include "api/problem.h"
#include "cli/account_view.h"
#include "cli/json_members.h"

namespace cognitrack {
namespace {

// Whoever may not know of it, and nobody: one answer.
ServerResponse NotThere(std::string_view what) {
  return ProblemOf(404, "usage", "there is no such " + std::string(what) + "; nothing was changed");
}

ServerResponse HigherRole() {
  return ProblemOf(403, "auth", "this concerns a higher role than your own; nothing was changed");
}

std::optional<std::int64_t> NumberIn(const std::string& text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<Role> RoleIn(const boost::json::object& body) {
  return RoleNamed(TextIn(body, "role"));
}

ServerResponse NoRole() {
  return ProblemOf(400, "usage", "'role' is viewer, operator, admin or owner; nothing was changed");
}

}  // namespace

const std::vector<AccountRoutes::Entry>& AccountRoutes::Entries() {
  using R = AccountRoutes;
  static const std::vector<Entry> kEntries = {
      {"POST", "/api/v1/setup", &R::Setup},
      {"POST", "/api/v1/login", &R::Login},
      {"POST", "/api/v1/logout", &R::Logout},
      {"POST", "/api/v1/password", &R::Password},
      {"GET", "/api/v1/me", &R::Me},
      {"GET", "/api/v1/sessions", &R::Sessions},
      {"DELETE", "/api/v1/sessions/{ID}", &R::EndSession},
      {"GET", "/api/v1/accounts/{NAME}/sessions", &R::SessionsOfAccount},
      {"DELETE", "/api/v1/accounts/{NAME}/sessions", &R::EndSessionsOfAccount},
      {"POST", "/api/v1/accounts", &R::AddAccount},
      {"DELETE", "/api/v1/accounts/{NAME}", &R::RemoveAccount},
      {"POST", "/api/v1/accounts/{NAME}/role", &R::SetRole},
      {"POST", "/api/v1/accounts/{NAME}/disable", &R::Disable},
      {"POST", "/api/v1/accounts/{NAME}/enable", &R::Enable},
      {"POST", "/api/v1/accounts/{NAME}/link", &R::Link},
      {"GET", "/api/v1/tokens", &R::Tokens},
      {"POST", "/api/v1/tokens", &R::AddToken},
      {"DELETE", "/api/v1/tokens/{ID}", &R::RemoveToken},
  };
  return kEntries;
}

bool AccountRoutes::Has(const Route& route) {
  return std::any_of(Entries().begin(), Entries().end(), [&](const Entry& entry) {
    return entry.method == route.method && entry.path == route.path;
  });
}

ServerResponse AccountRoutes::Answer(const RouteMatch& match, const ServerRequest& request,
                                     const Caller& caller, const boost::json::object& body) {
  if (!request.query.empty()) return ProblemOf(400, "usage", "this route takes no parameters");
  if (!desk_.is_there() && match.route->path != "/api/v1/me") {
    return ProblemOf(503, "config", "there are no accounts here");
  }
  const Question question{request, caller, body,
                          match.segments.empty() ? "" : match.segments.front().second};
  for (const Entry& entry : Entries()) {
    if (entry.method != match.route->method || entry.path != match.route->path) continue;
    return (this->*entry.handler)(question);
  }
  return ProblemOf(500, "invariant", "this route has no answer");
}

ServerResponse AccountRoutes::Setup(const Question& question) {
  return logins_.Setup(question.request, question.body);
}

ServerResponse AccountRoutes::Login(const Question& question) {
  return logins_.Login(question.request, question.body);
}

ServerResponse AccountRoutes::Logout(const Question& question) {
  return logins_.Logout(question.caller, question.request);
}

ServerResponse AccountRoutes::Password(const Question& question) {
  return logins_.ChangePassword(question.caller, question.request, question.body);
}

ServerResponse AccountRoutes::Me(const Question& question) {
  const Caller& caller = question.caller;
  JsonObject document;
  document.Set("by", NameOf(caller.kind));
  document.Set("role", NameOf(caller.role.value_or(Role::kViewer)));
  if (caller.account.id != 0) {
    document.Set("account", AccountObject(caller.account));
  } else {
    document.SetNull("account");
  }
  if (caller.sources.empty()) {
    document.SetNull("sources");
  } else {
    document.Set("sources", TextArray(caller.sources));
  }
  if (caller.kind == CallerKind::kSession) {
    document.Set("csrf_token", caller.cross_site_token);
  } else {
    document.SetNull("csrf_token");
  }
  document.SetTime("ends_at", caller.session_ends_at);
  return AccountAnswer(200, document.ToText());
}

ServerResponse AccountRoutes::Sessions(const Question& question) {
  if (question.caller.account.id == 0) return AccountAnswer(200, "{\"sessions\":[]}");
  const auto sessions = desk_.Read(
      [&](ServiceStore& store) { return store.accounts().SessionsOf(question.caller.account.id); });
  if (!sessions) return AccountRefusal(sessions.error());
  return SessionsAnswer(*sessions, question.caller.session_id, clock_.Now());
}

ServerResponse AccountRoutes::EndSession(const Question& question) {
  const auto id = NumberIn(question.segment);
  if (!id) return NotThere("session");
  const Caller& caller = question.caller;
  const Status ended = desk_.Write([&](ServiceStore& store) {
    return store.accounts().EndSession(
        caller.account.id, *id,
        EntryOf(caller, question.request, "session.end", caller.account.name));
  });
  if (ended) return AccountDone();
  return ended.error().code == ErrorCode::kUsage ? NotThere("session")
                                                 : AccountRefusal(ended.error());
}

// A change of the account that the path names, whom the caller could have made.
template <typename Change>
ServerResponse AccountRoutes::Changed(const Question& question, std::string_view action,
                                      const std::string& detail, const Change& change) {
  const auto account = desk_.Read([&](ServiceStore& store) -> Result<std::optional<Account>> {
    if (!CheckAccountName(question.segment)) return std::optional<Account>();
    return store.accounts().Find(question.segment);
  });
  if (!account) return AccountRefusal(account.error());
  if (!*account) return NotThere("account");
  if (!question.caller.MayAs((*account)->role)) return HigherRole();
  const Status changed = desk_.Write([&](ServiceStore& store) {
    return change(store.accounts(), **account,
                  EntryOf(question.caller, question.request, action, (*account)->name, detail));
  });
  if (!changed) return AccountRefusal(changed.error());
  return AccountDone();
}

ServerResponse AccountRoutes::SessionsOfAccount(const Question& question) {
  std::vector<Session> sessions;
  const auto account = desk_.Read([&](ServiceStore& store) -> Result<std::optional<Account>> {
    if (!CheckAccountName(question.segment)) return std::optional<Account>();
    TRY(const std::optional<Account> found, store.accounts().Find(question.segment));
    if (found) {
      TRY(sessions, store.accounts().SessionsOf(found->id));
    }
    return found;
  });
  if (!account) return AccountRefusal(account.error());
  if (!*account) return NotThere("account");
  if (!question.caller.MayAs((*account)->role)) return HigherRole();
  return SessionsAnswer(sessions, question.caller.session_id, clock_.Now());
}

ServerResponse AccountRoutes::EndSessionsOfAccount(const Question& question) {
  return Changed(question, "session.end_all", "",
                 [](AccountRecords& accounts, const Account& account, AuditEntry entry) {
                   return accounts.EndSessionsOf(account.id, std::move(entry));
                 });
}

ServerResponse AccountRoutes::AddAccount(const Question& question) {
  const std::string name = TextIn(question.body, "name");
  const auto role = RoleIn(question.body);
  if (!role) return NoRole();
  if (!question.caller.MayAs(*role)) return HigherRole();
  const Secret code = logins_.NewCode();
  const AccountLink link{AccessCodeHash(code.Reveal()), std::nullopt,
                         clock_.Now() + kInvitationLength};
  const auto added = desk_.Write([&](ServiceStore& store) {
    return store.accounts().Add(
        name, *role, link,
        EntryOf(question.caller, question.request, "account.create", name, NameOf(*role)));
  });
  if (!added) return AccountRefusal(added.error());
  return LinkAnswer(201, *added, code, link.expires_at);
}

ServerResponse AccountRoutes::LinkAnswer(int status, const Account& account, const Secret& code,
                                         UtcSeconds until) const {
  JsonObject document;
  document.Set("account", AccountObject(account));
  document.Set("setup_token", code.Reveal());
  document.SetTime("setup_expires_at", until);
  return AccountAnswer(status, document.ToText());
}

ServerResponse AccountRoutes::RemoveAccount(const Question& question) {
  return Changed(question, "account.remove", "",
                 [](AccountRecords& accounts, const Account& account, AuditEntry entry) {
                   return accounts.Remove(account.id, std::move(entry));
                 });
}

ServerResponse AccountRoutes::SetRole(const Question& question) {
  const auto role = RoleIn(question.body);
  if (!role) return NoRole();
  if (!question.caller.MayAs(*role)) return HigherRole();
  return Changed(question, "account.role", std::string(NameOf(*role)),
                 [&](AccountRecords& accounts, const Account& account, AuditEntry entry) {
                   return accounts.SetRole(account.id, *role, std::move(entry));
                 });
}

ServerResponse AccountRoutes::Disable(const Question& question) {
  return Changed(question, "account.disable", "",
                 [](AccountRecords& accounts, const Account& account, AuditEntry entry) {
                   return accounts.SetDisabled(account.id, true, std::move(entry));
                 });
}

ServerResponse AccountRoutes::Enable(const Question& question) {
  return Changed(question, "account.enable", "",
                 [](AccountRecords& accounts, const Account& account, AuditEntry entry) {
                   return accounts.SetDisabled(account.id, false, std::move(entry));
                 });
}

ServerResponse AccountRoutes::Link(const Question& question) {
  const Secret code = logins_.NewCode();
  const UtcSeconds until = clock_.Now() + kLinkLength;
  Account linked;
  ServerResponse response =
      Changed(question, "account.link", "",
              [&](AccountRecords& accounts, const Account& account, AuditEntry entry) {
                linked = account;
                return accounts.AddLink({AccessCodeHash(code.Reveal()), account.id, until}, true,
                                        std::move(entry));
              });
  if (response.status >= 300) return response;
  return LinkAnswer(200, linked, code, until);
}

ServerResponse AccountRoutes::Tokens(const Question& question) {
  const Caller& caller = question.caller;
  if (caller.account.id == 0) return AccountAnswer(200, "{\"tokens\":[]}");
  const bool sees_all = caller.MayAs(Role::kAdmin);
  std::vector<OwnedToken> owned;
  const auto read = desk_.Read([&](ServiceStore& store) -> Status {
    TRY(const std::vector<ApiToken> tokens,
        store.accounts().Tokens(sees_all ? std::nullopt : std::optional(caller.account.id)));
    for (const ApiToken& token : tokens) {
      TRY(const std::optional<Account> account, store.accounts().WithId(token.account_id));
      owned.push_back({token, account ? account->name : std::string()});
    }
    return {};
  });
  if (!read) return AccountRefusal(read.error());
  return AccountAnswer(200, TokensJson(owned, clock_.Now()));
}

ServerResponse AccountRoutes::AddToken(const Question& question) {
  const Caller& caller = question.caller;
  if (caller.kind != CallerKind::kSession) {
    return ProblemOf(403, "auth", "a token is made by a session alone; nothing was changed");
  }
  const auto asked = TokenIn(question.body, clock_.Now());
  if (!asked) return ProblemOf(asked.error());
  ApiToken token = *asked;
  if (!caller.MayAs(token.role)) return HigherRole();
  token.account_id = caller.account.id;
  const Secret text = logins_.NewCode(kTokenPrefix);
  token.hash = AccessCodeHash(text.Reveal());
  const auto added = desk_.Write([&](ServiceStore& store) {
    return store.accounts().AddToken(
        token, EntryOf(caller, question.request, "token.create", caller.account.name,
                       token.name + ", " + std::string(NameOf(token.role))));
  });
  if (!added) return AccountRefusal(added.error());
  return AccountAnswer(
      201,
      TokenObject(*added, caller.account.name, clock_.Now()).Set("token", text.Reveal()).ToText());
}

ServerResponse AccountRoutes::RemoveToken(const Question& question) {
  const Caller& caller = question.caller;
  const auto id = NumberIn(question.segment);
  if (!id || caller.account.id == 0) return NotThere("token");
  const bool sees_all = caller.MayAs(Role::kAdmin);
  std::optional<Account> owner;
  const auto found = desk_.Read([&](ServiceStore& store) -> Result<bool> {
    TRY(const std::vector<ApiToken> tokens,
        store.accounts().Tokens(sees_all ? std::nullopt : std::optional(caller.account.id)));
    for (const ApiToken& token : tokens) {
      if (token.id != *id) continue;
      TRY(owner, store.accounts().WithId(token.account_id));
    }
    return owner.has_value();
  });
  if (!found) return AccountRefusal(found.error());
  if (!*found) return NotThere("token");
  if (owner->id != caller.account.id && !caller.MayAs(owner->role)) return HigherRole();
  const Status removed = desk_.Write([&](ServiceStore& store) {
    return store.accounts().RemoveToken(
        *id, EntryOf(caller, question.request, "token.revoke", owner->name, question.segment));
  });
  if (!removed) return AccountRefusal(removed.error());
  return AccountDone();
}

}  // namespace cognitrack
