// The sessions and the tokens of AccountRecords.
#include <algorithm>

#include "store/account_records.h"
#include "store/dialect.h"

namespace cognitrack {
namespace {

constexpr std::string_view kSessions =
    "SELECT id, hash, account_id, created_at, used_at, address FROM sessions ";
constexpr std::string_view kTokens =
    "SELECT id, hash, account_id, name, role, sources, created_at, expires_at, used_at FROM "
    "api_tokens ";
constexpr std::string_view kOfTeam = "account_id IN (SELECT id FROM accounts WHERE team_id = $2) ";

Result<Session> SessionIn(const SqlQuery& query) {
  Session session;
  session.id = query.Integer(0);
  TRY(session.hash, query.Hash(1));
  session.account_id = query.Integer(2);
  session.created_at = query.Integer(3);
  session.used_at = query.Integer(4);
  session.address = query.Text(5);
  return session;
}

std::string Lines(const std::vector<std::string>& texts) {
  std::string lines;
  for (const std::string& text : texts) lines += (lines.empty() ? "" : "\n") + text;
  return lines;
}

std::vector<std::string> TextsIn(std::string_view lines) {
  std::vector<std::string> texts;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    texts.emplace_back(line);
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
  }
  return texts;
}

Result<ApiToken> TokenIn(const SqlQuery& query) {
  ApiToken token;
  token.id = query.Integer(0);
  TRY(token.hash, query.Hash(1));
  token.account_id = query.Integer(2);
  token.name = query.Text(3);
  const auto role = RoleNamed(query.TextView(4));
  if (!role) {
    return Error{ErrorCode::kInvariant, "token " + std::to_string(token.id) +
                                            " is damaged: its role is '" + query.Text(4) + "'"};
  }
  token.role = *role;
  token.sources = TextsIn(query.TextView(5));
  token.created_at = query.Integer(6);
  token.expires_at = query.Integer(7);
  token.used_at = query.Integer(8);
  return token;
}

}  // namespace

Result<Session> AccountRecords::AddSession(const Session& session, AuditEntry entry) {
  Session added = session;
  const Status done = Carry(
      [&]() -> Status {
        TRY(SqlQuery dead,
            connection_->Prepare("DELETE FROM sessions WHERE account_id = $1 AND (used_at <= $2 OR "
                                 "created_at <= $3)"));
        dead.Bind(1, session.account_id).Bind(2, session.created_at - kSessionIdle);
        TRY_VOID(dead.Bind(3, session.created_at - kSessionLength).Run());
        TRY(SqlQuery insert,
            connection_->Prepare("INSERT INTO sessions (id, hash, account_id, created_at, used_at, "
                                 "address) VALUES (" +
                                 NextId("sessions", "id") + ", $1, $2, $3, $4, $5) RETURNING id"));
        insert.BindHash(1, session.hash).Bind(2, session.account_id).Bind(3, session.created_at);
        insert.Bind(4, session.used_at).BindText(5, session.address);
        TRY(const auto id, insert.RunForInteger());
        added.id = id.value_or(0);
        TRY(SqlQuery update, connection_->Prepare("UPDATE accounts SET last_login_at = $2, "
                                                  "last_login_address = $3 WHERE id = $1"));
        update.Bind(1, session.account_id).Bind(2, session.created_at);
        return update.BindText(3, session.address).Run();
      },
      std::move(entry));
  if (!done) return done.error();
  return added;
}

Result<std::optional<Session>> AccountRecords::SessionWith(const Hash256& hash) {
  TRY(SqlQuery query,
      connection_->Prepare(std::string(kSessions) + "WHERE hash = $1 AND " + std::string(kOfTeam)));
  TRY(const bool row, query.BindHash(1, hash).Bind(2, team_.value).Step());
  if (!row) return std::optional<Session>();
  TRY(Session session, SessionIn(query));
  return std::optional(std::move(session));
}

Result<std::vector<Session>> AccountRecords::SessionsOf(std::int64_t account_id) {
  TRY(SqlQuery query, connection_->Prepare(std::string(kSessions) + "WHERE account_id = $1 AND " +
                                           std::string(kOfTeam) + "ORDER BY id"));
  query.Bind(1, account_id).Bind(2, team_.value);
  std::vector<Session> sessions;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return sessions;
    TRY(Session session, SessionIn(query));
    sessions.push_back(std::move(session));
  }
}

Status AccountRecords::TouchSession(std::int64_t id) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(SqlQuery update, connection_->Prepare("UPDATE sessions SET used_at = $2 WHERE id = $1"));
  TRY_VOID(update.Bind(1, id).Bind(2, clock_->Now()).Run());
  return transaction.Commit();
}

Status AccountRecords::EndSession(std::int64_t account_id, std::int64_t id, AuditEntry entry) {
  return Carry(
      [&]() -> Status {
        TRY(SqlQuery end, connection_->Prepare("DELETE FROM sessions WHERE id = $1 AND account_id "
                                               "= $3 AND " +
                                               std::string(kOfTeam) + "RETURNING id"));
        end.Bind(1, id).Bind(2, team_.value).Bind(3, account_id);
        TRY(const auto ended, end.RunForInteger());
        if (ended) return {};
        return Error{ErrorCode::kUsage, "there is no such session; nothing was changed"};
      },
      std::move(entry));
}

Status AccountRecords::EndSessionsOf(std::int64_t account_id, AuditEntry entry) {
  return Carry(
      [&]() -> Status {
        TRY(SqlQuery end, connection_->Prepare("DELETE FROM sessions WHERE account_id = $1 AND " +
                                               std::string(kOfTeam)));
        return end.Bind(1, account_id).Bind(2, team_.value).Run();
      },
      std::move(entry));
}

Result<ApiToken> AccountRecords::AddToken(const ApiToken& token, AuditEntry entry) {
  ApiToken added = token;
  const Status done = Carry(
      [&]() -> Status {
        TRY(SqlQuery insert,
            connection_->Prepare("INSERT INTO api_tokens (id, hash, account_id, name, role, "
                                 "sources, created_at, expires_at, used_at) VALUES (" +
                                 NextId("api_tokens", "id") +
                                 ", $1, $2, $3, $4, $5, $6, $7, 0) RETURNING id"));
        insert.BindHash(1, token.hash).Bind(2, token.account_id).BindText(3, token.name);
        insert.BindText(4, NameOf(token.role)).BindText(5, Lines(token.sources));
        insert.Bind(6, token.created_at).Bind(7, token.expires_at);
        TRY(const auto id, insert.RunForInteger());
        added.id = id.value_or(0);
        return {};
      },
      std::move(entry));
  if (!done) return done.error();
  return added;
}

Result<std::optional<ApiToken>> AccountRecords::TokenWith(const Hash256& hash) {
  TRY(SqlQuery query,
      connection_->Prepare(std::string(kTokens) + "WHERE hash = $1 AND " + std::string(kOfTeam)));
  TRY(const bool row, query.BindHash(1, hash).Bind(2, team_.value).Step());
  if (!row) return std::optional<ApiToken>();
  TRY(ApiToken token, TokenIn(query));
  return std::optional(std::move(token));
}

Result<std::vector<ApiToken>> AccountRecords::Tokens(std::optional<std::int64_t> account_id) {
  TRY(SqlQuery query,
      connection_->Prepare(std::string(kTokens) + "WHERE ($1 = 0 OR account_id = $1) AND " +
                           std::string(kOfTeam) + "ORDER BY id"));
  query.Bind(1, account_id.value_or(0)).Bind(2, team_.value);
  std::vector<ApiToken> tokens;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return tokens;
    TRY(ApiToken token, TokenIn(query));
    tokens.push_back(std::move(token));
  }
}

Status AccountRecords::TouchToken(std::int64_t id) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(SqlQuery update, connection_->Prepare("UPDATE api_tokens SET used_at = $2 WHERE id = $1"));
  TRY_VOID(update.Bind(1, id).Bind(2, clock_->Now()).Run());
  return transaction.Commit();
}

Status AccountRecords::RemoveToken(std::int64_t id, AuditEntry entry) {
  return Carry(
      [&]() -> Status {
        TRY(SqlQuery remove, connection_->Prepare("DELETE FROM api_tokens WHERE id = $1 AND " +
                                                  std::string(kOfTeam) + "RETURNING id"));
        TRY(const auto removed, remove.Bind(1, id).Bind(2, team_.value).RunForInteger());
        if (removed) return {};
        return Error{ErrorCode::kUsage, "there is no such token; nothing was changed"};
      },
      std::move(entry));
}

}  // namespace cognitrack
