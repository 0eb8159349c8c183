#include "store/account_records.h"

#include "store/dialect.h"

namespace cognitrack {
namespace {

constexpr std::string_view kSelect =
    "SELECT id, name, role, password_hash, created_at, last_login_at, last_login_address, "
    "disabled_at FROM accounts ";

Result<Account> AccountIn(const SqlQuery& query) {
  Account account;
  account.id = query.Integer(0);
  account.name = query.Text(1);
  const auto role = RoleNamed(query.TextView(2));
  if (!role) {
    return Error{ErrorCode::kInvariant,
                 "account " + account.name + " is damaged: its role is '" + query.Text(2) + "'"};
  }
  account.role = *role;
  account.password_hash = query.Text(3);
  account.created_at = query.Integer(4);
  account.last_login_at = query.Integer(5);
  account.last_login_address = query.Text(6);
  account.disabled_at = query.Integer(7);
  return account;
}

Error NoAccount() { return {ErrorCode::kUsage, "there is no such account; nothing was changed"}; }

}  // namespace

Result<bool> AccountRecords::IsThereAny() {
  TRY(SqlQuery query, connection_->Prepare("SELECT id FROM accounts LIMIT 1"));
  TRY(const auto id, query.RunForInteger());
  return id.has_value();
}

Result<std::vector<Account>> AccountRecords::All() {
  TRY(SqlQuery query,
      connection_->Prepare(std::string(kSelect) + "WHERE team_id = $1 ORDER BY name"));
  query.Bind(1, team_.value);
  std::vector<Account> accounts;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return accounts;
    TRY(Account account, AccountIn(query));
    accounts.push_back(std::move(account));
  }
}

Result<std::optional<Account>> AccountRecords::Find(const std::string& name) {
  TRY(SqlQuery query,
      connection_->Prepare(std::string(kSelect) + "WHERE name = $1 AND team_id = $2"));
  query.BindText(1, name).Bind(2, team_.value);
  return One(std::move(query));
}

Result<std::optional<Account>> AccountRecords::WithId(std::int64_t id) {
  TRY(SqlQuery query,
      connection_->Prepare(std::string(kSelect) + "WHERE id = $1 AND team_id = $2"));
  query.Bind(1, id).Bind(2, team_.value);
  return One(std::move(query));
}

Result<std::optional<Account>> AccountRecords::One(SqlQuery query) {
  TRY(const bool row, query.Step());
  if (!row) return std::optional<Account>();
  TRY(Account account, AccountIn(query));
  return std::optional(std::move(account));
}

Result<Account> AccountRecords::Add(const std::string& name, Role role, const AccountLink& link,
                                    AuditEntry entry) {
  TRY_VOID(CheckAccountName(name));
  Account added;
  const Status done = Carry(
      [&]() -> Status {
        TRY(const std::int64_t id, Insert(name, role, ""));
        AccountLink own = link;
        own.account_id = id;
        TRY_VOID(InsertLink(own));
        TRY(const std::optional<Account> account, WithId(id));
        added = account.value_or(Account{});
        return {};
      },
      std::move(entry));
  if (!done) return done.error();
  return added;
}

Result<std::int64_t> AccountRecords::Insert(const std::string& name, Role role,
                                            const std::string& password_hash) {
  TRY(SqlQuery find, connection_->Prepare("SELECT id FROM accounts WHERE name = $1"));
  TRY(const auto taken, find.BindText(1, name).RunForInteger());
  if (taken) {
    return Error{ErrorCode::kUsage,
                 "the name '" + name + "' is taken; choose another one; nothing was changed"};
  }
  TRY(SqlQuery insert,
      connection_->Prepare("INSERT INTO accounts (id, team_id, name, role, password_hash, "
                           "created_at, last_login_at, last_login_address, disabled_at) VALUES (" +
                           NextId("accounts", "id") +
                           ", $1, $2, $3, $4, $5, 0, '', 0) "
                           "RETURNING id"));
  insert.Bind(1, team_.value).BindText(2, name).BindText(3, NameOf(role));
  insert.BindText(4, password_hash).Bind(5, clock_->Now());
  TRY(const auto id, insert.RunForInteger());
  return id.value_or(0);
}

Status AccountRecords::InsertLink(const AccountLink& link) {
  TRY(SqlQuery insert,
      connection_->Prepare("INSERT INTO account_links (hash, team_id, account_id, expires_at) "
                           "VALUES ($1, $2, $3, $4)"));
  insert.BindHash(1, link.hash).Bind(2, team_.value).Bind(3, link.account_id);
  return insert.Bind(4, link.expires_at).Run();
}

Status AccountRecords::AddLink(const AccountLink& link, bool ends_sessions, AuditEntry entry) {
  return Carry(
      [&]() -> Status {
        if (!link.account_id) {
          TRY(const bool is_any, IsThereAny());
          if (is_any) {
            return Error{ErrorCode::kUsage,
                         "there is an account already: 'cognitrack accounts password NAME' lets "
                         "its owner in again; nothing was changed"};
          }
          TRY(SqlQuery old,
              connection_->Prepare("DELETE FROM account_links WHERE account_id IS NULL"));
          TRY_VOID(old.Run());
          return InsertLink(link);
        }
        TRY(const std::optional<Account> account, WithId(*link.account_id));
        if (!account) return NoAccount();
        TRY_VOID(Execute("DELETE FROM account_links WHERE account_id = $1", account->id));
        if (ends_sessions) {
          TRY_VOID(Execute("DELETE FROM sessions WHERE account_id = $1", account->id));
        }
        return InsertLink(link);
      },
      std::move(entry));
}

Result<std::optional<Account>> AccountRecords::UseLink(const Hash256& hash,
                                                       const std::string& owner_name,
                                                       const std::string& password_hash,
                                                       AuditEntry entry) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(SqlQuery find,
      connection_->Prepare("SELECT account_id FROM account_links WHERE hash = $1 AND team_id = $2 "
                           "AND expires_at > $3"));
  find.BindHash(1, hash).Bind(2, team_.value).Bind(3, clock_->Now());
  TRY(const bool row, find.Step());
  if (!row) return std::optional<Account>();
  std::optional<std::int64_t> id = find.OptionalInteger(0);
  find.Reset();
  TRY(SqlQuery used, connection_->Prepare("DELETE FROM account_links WHERE hash = $1"));
  TRY_VOID(used.BindHash(1, hash).Run());
  if (!id) {
    TRY(const bool is_any, IsThereAny());
    if (is_any) return std::optional<Account>();
    TRY_VOID(CheckAccountName(owner_name));
    TRY(id, Insert(owner_name, Role::kOwner, password_hash));
  } else {
    TRY(SqlQuery update,
        connection_->Prepare("UPDATE accounts SET password_hash = $2 WHERE id = $1"));
    TRY_VOID(update.Bind(1, *id).BindText(2, password_hash).Run());
    TRY_VOID(Execute("DELETE FROM sessions WHERE account_id = $1", *id));
  }
  TRY(std::optional<Account> account, WithId(*id));
  if (account) entry.target = entry.actor = account->name;
  TRY(const AuditEntry recorded, audit_.Append(std::move(entry)));
  static_cast<void>(recorded);
  TRY_VOID(transaction.Commit());
  return account;
}

Status AccountRecords::SetPassword(std::int64_t id, const std::string& password_hash,
                                   std::optional<std::int64_t> kept, AuditEntry entry) {
  return Carry(
      [&]() -> Status {
        TRY_VOID(RenewHash(id, password_hash));
        TRY_VOID(Execute("DELETE FROM account_links WHERE account_id = $1", id));
        TRY(SqlQuery end,
            connection_->Prepare("DELETE FROM sessions WHERE account_id = $1 AND id <> $2"));
        return end.Bind(1, id).Bind(2, kept.value_or(0)).Run();
      },
      std::move(entry));
}

Status AccountRecords::RenewHash(std::int64_t id, const std::string& password_hash) {
  TRY(SqlQuery update, connection_->Prepare("UPDATE accounts SET password_hash = $3 WHERE id = $1 "
                                            "AND team_id = $2 RETURNING id"));
  update.Bind(1, id).Bind(2, team_.value).BindText(3, password_hash);
  TRY(const auto changed, update.RunForInteger());
  if (!changed) return NoAccount();
  return {};
}

Status AccountRecords::SetRole(std::int64_t id, Role role, AuditEntry entry) {
  return Carry(
      [&]() -> Status {
        TRY(SqlQuery update, connection_->Prepare("UPDATE accounts SET role = $3 WHERE id = $1 AND "
                                                  "team_id = $2 RETURNING id"));
        update.Bind(1, id).Bind(2, team_.value).BindText(3, NameOf(role));
        TRY(const auto changed, update.RunForInteger());
        if (!changed) return NoAccount();
        TRY_VOID(Execute("DELETE FROM sessions WHERE account_id = $1", id));
        return RequireAnOwner();
      },
      std::move(entry));
}

Status AccountRecords::SetDisabled(std::int64_t id, bool is_disabled, AuditEntry entry) {
  return Carry(
      [&]() -> Status {
        TRY(SqlQuery update,
            connection_->Prepare("UPDATE accounts SET disabled_at = $3 WHERE id = $1 AND "
                                 "team_id = $2 RETURNING id"));
        update.Bind(1, id).Bind(2, team_.value).Bind(3, is_disabled ? clock_->Now() : 0);
        TRY(const auto changed, update.RunForInteger());
        if (!changed) return NoAccount();
        TRY_VOID(Execute("DELETE FROM sessions WHERE account_id = $1", id));
        TRY_VOID(Execute("DELETE FROM account_links WHERE account_id = $1", id));
        return RequireAnOwner();
      },
      std::move(entry));
}

Status AccountRecords::Remove(std::int64_t id, AuditEntry entry) {
  return Carry(
      [&]() -> Status {
        TRY(const std::optional<Account> account, WithId(id));
        if (!account) return NoAccount();
        for (const char* sql : {"DELETE FROM api_tokens WHERE account_id = $1",
                                "DELETE FROM sessions WHERE account_id = $1",
                                "DELETE FROM account_links WHERE account_id = $1",
                                "DELETE FROM accounts WHERE id = $1"}) {
          TRY_VOID(Execute(sql, id));
        }
        return RequireAnOwner();
      },
      std::move(entry));
}

Status AccountRecords::RequireAnOwner() {
  TRY(SqlQuery query,
      connection_->Prepare("SELECT id FROM accounts WHERE team_id = $1 AND role = 'owner' AND "
                           "disabled_at = 0 AND password_hash <> '' LIMIT 1"));
  TRY(const auto owner, query.Bind(1, team_.value).RunForInteger());
  if (owner) return {};
  return Error{ErrorCode::kUsage,
               "this is the last owner: nobody could make another one; make one first; nothing "
               "was changed"};
}

Status AccountRecords::Carry(const std::function<Status()>& change, AuditEntry entry) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY_VOID(change());
  TRY(const AuditEntry recorded, audit_.Append(std::move(entry)));
  static_cast<void>(recorded);
  return transaction.Commit();
}

Status AccountRecords::Execute(std::string_view sql, std::int64_t id) {
  TRY(SqlQuery query, connection_->Prepare(sql));
  return query.Bind(1, id).Run();
}

}  // namespace cognitrack
