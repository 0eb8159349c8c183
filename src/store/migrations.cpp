#include "store/migrations.h"

#include <algorithm>
#include <map>

namespace cognitrack {
namespace {

int NewestKnown() { return LedgerMigrations().back().version; }

// Version → checksum of the script that was applied, as it is stored: that of a newer program may
// be of another kind.
Result<std::map<int, std::string>> Applied(SqlConnection& connection) {
  std::map<int, std::string> applied;
  TRY(const bool empty, connection.session().IsEmpty());
  if (empty) return applied;
  TRY(SqlQuery query,
      connection.PrepareOnce("SELECT version, checksum FROM schema_migrations ORDER BY version"));
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return applied;
    applied[static_cast<int>(query.Integer(0))] = std::string(query.Blob(1));
  }
}

Status RefuseUnknown(const std::map<int, std::string>& applied) {
  const int known = NewestKnown();
  if (!applied.empty() && applied.rbegin()->first > known) {
    return Error{ErrorCode::kConfig, "the database's schema " +
                                         std::to_string(applied.rbegin()->first) +
                                         " is newer than this program's, " + std::to_string(known) +
                                         "; use the newer program; nothing was read or changed"};
  }
  for (const Migration& migration : LedgerMigrations()) {
    const auto found = applied.find(migration.version);
    if (found != applied.end() && found->second != Blake2b256(migration.sql).view()) {
      return Error{ErrorCode::kConfig,
                   "the database's schema " + std::to_string(migration.version) +
                       " was made by another build of this program; use that build, or export the "
                       "ledger and import it into a new database; nothing was read or changed"};
    }
  }
  return {};
}

Status Apply(SqlConnection& connection, const Migration& migration, UtcSeconds now) {
  TRY(SqlTransaction transaction, connection.BeginWrite());
  // Another process may have been waiting for the same lock, with the same migration.
  TRY(const auto applied, Applied(connection));
  if (applied.contains(migration.version)) return {};
  SqlSession& session = connection.session();
  TRY_VOID(session.Execute(InDialect(migration.sql, session.dialect())));
  TRY(SqlQuery query,
      connection.PrepareOnce("INSERT INTO schema_migrations (version, name, checksum, applied_at) "
                             "VALUES ($1, $2, $3, $4)"));
  query.Bind(1, migration.version).BindText(2, migration.name).Bind(4, now);
  query.BindHash(3, Blake2b256(migration.sql));
  TRY_VOID(query.Run());
  return transaction.Commit();
}

}  // namespace

Status RequireCurrentSchema(SqlConnection& connection) {
  TRY(const auto applied, Applied(connection));
  TRY_VOID(RefuseUnknown(applied));
  const int held = applied.empty() ? 0 : applied.rbegin()->first;
  if (held < NewestKnown()) {
    return Error{ErrorCode::kConfig,
                 "the database's schema " + std::to_string(held) +
                     " is older than this program's, " + std::to_string(NewestKnown()) +
                     "; run 'cognitrack migrate up'; nothing was read or changed"};
  }
  return {};
}

Status ApplyMigrations(SqlConnection& connection, UtcSeconds now) {
  TRY(const auto applied, Applied(connection));
  TRY_VOID(RefuseUnknown(applied));
  for (const Migration& migration : LedgerMigrations()) {
    if (applied.contains(migration.version)) continue;
    TRY_VOID(Apply(connection, migration, now));
  }
  return {};
}

}  // namespace cognitrack
