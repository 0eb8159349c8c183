// Accounts and what lets them in: passwords, one-time links, sessions, API tokens; those of one
// team. Whatever changes one of them takes the entry of the audit log that tells of it, and is one
// transaction with it: what cannot be recorded is not done.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "accounts/account.h"
#include "store/audit_records.h"

namespace cognitrack {

class AccountRecords {
 public:
  AccountRecords(SqlConnection* connection, Clock* clock, TeamId team)
      : connection_(connection), clock_(clock), team_(team), audit_(connection, clock, team) {}

  // Of any team.
  Result<bool> IsThereAny();
  Result<std::vector<Account>> All();
  Result<std::optional<Account>> Find(const std::string& name);
  Result<std::optional<Account>> WithId(std::int64_t id);

  // An account without a password, and the link by which one is set. kUsage for a name that is
  // taken.
  Result<Account> Add(const std::string& name, Role role, const AccountLink& link,
                      AuditEntry entry);
  // Another one-time link; those there were of the account, or of the first owner, are gone, and
  // with them the account's password and sessions where `ends_sessions`. kUsage for a link of the
  // first owner where there is an account already.
  Status AddLink(const AccountLink& link, bool ends_sessions, AuditEntry entry);
  // Uses a link up. Of the first owner: makes it, under that name. Nothing where there is no such
  // link, or it has run out. The account's sessions end.
  Result<std::optional<Account>> UseLink(const Hash256& hash, const std::string& owner_name,
                                         const std::string& password_hash, AuditEntry entry);
  // Ends the account's sessions but `kept`.
  Status SetPassword(std::int64_t id, const std::string& password_hash,
                     std::optional<std::int64_t> kept, AuditEntry entry);
  // A new hash of the same password.
  Status RenewHash(std::int64_t id, const std::string& password_hash);
  // These end the account's sessions, and kUsage is what removes the last owner that can come in.
  Status SetRole(std::int64_t id, Role role, AuditEntry entry);
  Status SetDisabled(std::int64_t id, bool is_disabled, AuditEntry entry);
  Status Remove(std::int64_t id, AuditEntry entry);

  // A login: the session, and when and whence the account was entered last. The account's dead
  // sessions go.
  Result<Session> AddSession(const Session& session, AuditEntry entry);
  // Dead ones, too.
  Result<std::optional<Session>> SessionWith(const Hash256& hash);
  Result<std::vector<Session>> SessionsOf(std::int64_t account_id);
  Status TouchSession(std::int64_t id);
  // kUsage where the account has no such session.
  Status EndSession(std::int64_t account_id, std::int64_t id, AuditEntry entry);
  Status EndSessionsOf(std::int64_t account_id, AuditEntry entry);

  Result<ApiToken> AddToken(const ApiToken& token, AuditEntry entry);
  Result<std::optional<ApiToken>> TokenWith(const Hash256& hash);
  // Of one account, or of all of the team.
  Result<std::vector<ApiToken>> Tokens(std::optional<std::int64_t> account_id);
  Status TouchToken(std::int64_t id);
  // kUsage where there is no such token.
  Status RemoveToken(std::int64_t id, AuditEntry entry);

 private:
  // The change and its entry, in one transaction.
  Status Carry(const std::function<Status()>& change, AuditEntry entry);
  Result<std::optional<Account>> One(SqlQuery query);
  Result<std::int64_t> Insert(const std::string& name, Role role, const std::string& password_hash);
  Status InsertLink(const AccountLink& link);
  // kUsage where nobody could make owners any more.
  Status RequireAnOwner();
  Status Execute(std::string_view sql, std::int64_t id);

  SqlConnection* connection_;
  Clock* clock_;
  TeamId team_;
  AuditRecords audit_;
};

}  // namespace cognitrack
