#include "api/login_desk.h"

#include "accounts/access_code.h"
#include "accounts/password.h"
#include "api/problem.h"
#include "api/session_cookie.h"
#include "cli/account_view.h"
#include "cli/json_members.h"

namespace cognitrack {
namespace {

constexpr int kFailuresToTellOf = 5;

ServerResponse TooMany(std::int64_t seconds, const std::string& detail) {
  ServerResponse response = ProblemOf(429, "try_later", detail);
  response.headers.emplace_back("Retry-After", std::to_string(seconds));
  return response;
}

ServerResponse TooManyTries(std::int64_t seconds) {
  return TooMany(seconds, "too many tries; wait " + std::to_string(seconds) + " seconds");
}

ServerResponse TooManyHashes() {
  return TooMany(2, "too many passwords are looked at; try again in a moment");
}

ServerResponse Missing(std::string_view members) {
  return ProblemOf(400, "usage",
                   "the body must have " + std::string(members) + ", as texts; nothing was done");
}

// What the other side may know of an error: its own mistakes, and that the rest is not its own.
ServerResponse Refused(const Error& error) {
  if (error.code == ErrorCode::kUsage) return ProblemOf(error);
  return ProblemOf(503, std::string(NameOf(error.code)),
                   "this cannot be looked up or recorded now; nothing was changed");
}

ServerResponse SessionAnswer(const ServerRequest& request, const Account& account,
                             const Secret& code, UtcSeconds ends_at) {
  ServerResponse response;
  response.headers = {{"Content-Type", "application/json"},
                      {"Cache-Control", "no-store"},
                      {"Set-Cookie", SessionCookie(request, code.Reveal())}};
  JsonObject document;
  document.Set("account", AccountObject(account));
  document.Set("csrf_token", CrossSiteToken(code.Reveal()));
  document.SetTime("ends_at", ends_at);
  response.body = document.ToText() + "\n";
  return response;
}

}  // namespace

ServerResponse LoginDesk::Setup(const ServerRequest& request, const boost::json::object& body) {
  const std::string token = TextIn(body, "token");
  const Secret password(TextIn(body, "password"));
  if (token.empty() || password.empty()) return Missing("'token' and 'password'");
  if (const std::int64_t wait = Wait("\n", request, true); wait > 0) return TooManyTries(wait);
  const std::string name = TextIn(body, "name");
  if (const Status fit = CheckPassword(password, name); !fit) return ProblemOf(fit.error());
  const HashTurn turn(gate_);
  if (!turn.has_it()) return TooManyHashes();
  const auto hash = HashPassword(password);
  if (!hash) return Refused(hash.error());
  const auto account = desk_.Write([&](ServiceStore& store) {
    AuditEntry entry;
    entry.address = request.peer;
    entry.action = "account.setup";
    entry.outcome = "done";
    return store.accounts().UseLink(AccessCodeHash(token), name, *hash, std::move(entry));
  });
  if (!account) return Refused(account.error());
  if (!*account) {
    say_("a link that does not hold was tried from " + request.peer);
    return ProblemOf(401, "auth",
                     "this link does not hold: it was used, is over, or another one took its "
                     "place; 'cognitrack accounts setup-link' or 'accounts password NAME' makes "
                     "one; nothing was changed");
  }
  say_("account " + (*account)->name + " has set a password, from " + request.peer);
  return Enter(**account, request, false, password);
}

ServerResponse LoginDesk::Login(const ServerRequest& request, const boost::json::object& body) {
  const std::string name = TextIn(body, "name");
  const Secret password(TextIn(body, "password"));
  if (name.empty() || password.empty()) return Missing("'name' and 'password'");
  if (name.size() > 256 || password.Reveal().size() > 1'024) return Missing("shorter texts");
  const auto found = desk_.Read([&](ServiceStore& store) -> Result<std::optional<Account>> {
    // What is no name is nobody's, and need not be one that a database keeps.
    if (!CheckAccountName(name)) return std::optional<Account>();
    return store.accounts().Find(name);
  });
  if (!found) return Refused(found.error());
  const std::optional<Account>& account = *found;
  const bool is_known = account && account->last_login_address == request.peer;
  if (const std::int64_t wait = Wait(name, request, is_known); wait > 0) return TooManyTries(wait);
  {
    const HashTurn turn(gate_);
    if (!turn.has_it()) return TooManyHashes();
    const bool may_enter = account && account->is_active();
    const bool is_right =
        IsPasswordOf(may_enter ? account->password_hash : NobodysHash(), password);
    if (!may_enter || !is_right) return Failed(name, request, is_known);
  }
  return Enter(*account, request, is_known, password);
}

std::int64_t LoginDesk::Wait(const std::string& name, const ServerRequest& request, bool is_known) {
  const std::lock_guard lock(tries_mutex_);
  const auto wait = tries_.Begin(name, request.peer, is_known, clock_.Elapsed());
  return (wait.count() + 999) / 1'000;
}

ServerResponse LoginDesk::Failed(const std::string& name, const ServerRequest& request,
                                 bool is_known) {
  int failures = 0;
  {
    const std::lock_guard lock(tries_mutex_);
    failures = tries_.Fail(name, request.peer, is_known, clock_.Elapsed());
  }
  const bool is_name = CheckAccountName(name).has_value();
  if (failures % kFailuresToTellOf == 0) {
    say_(std::to_string(failures) + " logins in a row failed" +
         (is_name ? " for " + name : std::string()) + ", the last from " + request.peer);
  }
  AuditEntry entry;
  entry.address = request.peer;
  entry.action = "login";
  entry.target = is_name ? name : "";
  entry.outcome = "refused";
  const auto recorded =
      desk_.Write([&](ServiceStore& store) { return store.audit().Record(std::move(entry)); });
  if (!recorded) return Refused(recorded.error());
  return ProblemOf(401, "auth", "the name or the password is wrong");
}

ServerResponse LoginDesk::Enter(const Account& account, const ServerRequest& request, bool is_known,
                                const Secret& password) {
  const Secret code = NewCode();
  Session session;
  session.hash = AccessCodeHash(code.Reveal());
  session.account_id = account.id;
  session.created_at = session.used_at = clock_.Now();
  session.address = request.peer;
  AuditEntry entry;
  entry.actor = entry.target = account.name;
  entry.address = request.peer;
  entry.action = "login";
  entry.outcome = "done";
  const auto begun = desk_.Write(
      [&](ServiceStore& store) { return store.accounts().AddSession(session, std::move(entry)); });
  if (!begun) return Refused(begun.error());
  {
    const std::lock_guard lock(tries_mutex_);
    tries_.Succeed(account.name, request.peer, is_known);
  }
  if (NeedsNewHash(account.password_hash)) {
    const auto hash = HashPassword(password);
    const Status renewed = !hash ? Status(hash.error()) : desk_.Write([&](ServiceStore& store) {
      return store.accounts().RenewHash(account.id, *hash);
    });
    if (!renewed) say_("the password of " + account.name + " keeps its old hash");
  }
  return SessionAnswer(request, account, code, session.created_at + kSessionLength);
}

ServerResponse LoginDesk::Logout(const Caller& caller, const ServerRequest& request) {
  if (caller.kind != CallerKind::kSession) {
    return ProblemOf(409, "config", "there is no session to end; nothing was changed");
  }
  const Status ended = desk_.Write([&](ServiceStore& store) {
    return store.accounts().EndSession(caller.account.id, caller.session_id,
                                       EntryOf(caller, request, "logout", caller.account.name));
  });
  if (!ended) return Refused(ended.error());
  ServerResponse response;
  response.status = 204;
  response.headers = {{"Set-Cookie", EndedSessionCookie(request)}, {"Cache-Control", "no-store"}};
  return response;
}

ServerResponse LoginDesk::ChangePassword(const Caller& caller, const ServerRequest& request,
                                         const boost::json::object& body) {
  if (caller.kind != CallerKind::kSession) {
    return ProblemOf(403, "auth", "a password is changed by a session alone; nothing was changed");
  }
  const Secret current(TextIn(body, "current_password"));
  const Secret wanted(TextIn(body, "new_password"));
  if (current.empty() || wanted.empty()) return Missing("'current_password' and 'new_password'");
  const std::string& name = caller.account.name;
  if (const std::int64_t wait = Wait(name, request, true); wait > 0) return TooManyTries(wait);
  if (const Status fit = CheckPassword(wanted, name); !fit) return ProblemOf(fit.error());
  const HashTurn turn(gate_);
  if (!turn.has_it()) return TooManyHashes();
  if (!IsPasswordOf(caller.account.password_hash, current)) {
    return Failed(name, request, true);
  }
  const auto hash = HashPassword(wanted);
  if (!hash) return Refused(hash.error());
  const Status changed = desk_.Write([&](ServiceStore& store) {
    return store.accounts().SetPassword(caller.account.id, *hash, std::nullopt,
                                        EntryOf(caller, request, "account.password", name));
  });
  if (!changed) return Refused(changed.error());
  Account account = caller.account;
  account.password_hash = *hash;
  return Enter(account, request, true, wanted);
}

Secret LoginDesk::NewCode(std::string_view prefix) {
  const std::lock_guard lock(random_mutex_);
  return NewAccessCode(random_, prefix);
}

}  // namespace cognitrack
