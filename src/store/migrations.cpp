#include "store/migrations.h"

#include <algorithm>

namespace cognitrack {
namespace {

std::string Names(const SchemaStatus& status, MigrationState state) {
  std::string names;
  for (const MigrationStatus& migration : status.migrations) {
    if (migration.state != state) continue;
    names += (names.empty() ? "" : ", ") + std::to_string(migration.version) + " (" +
             migration.name + ")";
  }
  return names;
}

MigrationStatus& EntryOf(int version, SchemaStatus* status) {
  for (MigrationStatus& migration : status->migrations) {
    if (migration.version == version) return migration;
  }
  status->migrations.push_back({version, "", MigrationState::kUnknown, 0, false});
  return status->migrations.back();
}

}  // namespace

std::string_view NameOf(MigrationState state) {
  switch (state) {
    case MigrationState::kApplied:
      return "applied";
    case MigrationState::kPending:
      return "pending";
    case MigrationState::kEdited:
      return "edited";
    case MigrationState::kUnknown:
      return "unknown";
  }
  return "unknown";
}

int SchemaStatus::Held() const {
  int held = 0;
  for (const MigrationStatus& migration : migrations) {
    if (migration.state != MigrationState::kPending) held = std::max(held, migration.version);
  }
  return held;
}

int SchemaStatus::Newest() const {
  int newest = 0;
  for (const MigrationStatus& migration : migrations) {
    if (migration.state != MigrationState::kUnknown) newest = std::max(newest, migration.version);
  }
  return newest;
}

bool SchemaStatus::Has(MigrationState state) const {
  return std::any_of(migrations.begin(), migrations.end(),
                     [state](const MigrationStatus& one) { return one.state == state; });
}

Result<SchemaStatus> ReadSchemaStatus(SqlConnection& connection,
                                      std::span<const Migration> migrations) {
  SchemaStatus status;
  for (const Migration& migration : migrations) {
    status.migrations.push_back({migration.version, std::string(migration.name),
                                 MigrationState::kPending, 0, !migration.down.empty()});
  }
  TRY(const bool empty, connection.session().IsEmpty());
  if (empty) return status;
  TRY(SqlQuery query, connection.PrepareOnce("SELECT version, name, checksum, applied_at FROM "
                                             "schema_migrations ORDER BY version"));
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return status;
    const int version = static_cast<int>(query.Integer(0));
    MigrationStatus& entry = EntryOf(version, &status);
    entry.applied_at = query.Integer(3);
    if (entry.state == MigrationState::kUnknown) entry.name = query.Text(1);
    for (const Migration& migration : migrations) {
      if (migration.version != version) continue;
      // The checksum of a newer program may be of another kind: it is compared, never parsed.
      entry.state = Blake2b256(migration.sql).view() == query.Blob(2) ? MigrationState::kApplied
                                                                      : MigrationState::kEdited;
    }
  }
}

Status RefuseForeignSchema(const SchemaStatus& status) {
  if (status.Has(MigrationState::kUnknown)) {
    return Error{ErrorCode::kConfig,
                 "the database's schema " + std::to_string(status.Held()) +
                     " is newer than this program's, " + std::to_string(status.Newest()) +
                     "; use the newer program, or restore a backup from before ('cognitrack "
                     "restore'); nothing was read or changed"};
  }
  if (status.Has(MigrationState::kEdited)) {
    return Error{ErrorCode::kConfig,
                 "the database's schema " + Names(status, MigrationState::kEdited) +
                     " was made by another build of this program: its script had another text; "
                     "use that build, or export the ledger with it and import it into a new "
                     "database; nothing was read or changed"};
  }
  return {};
}

Status RequireCurrentSchema(SqlConnection& connection, std::span<const Migration> migrations) {
  TRY(const SchemaStatus status, ReadSchemaStatus(connection, migrations));
  TRY_VOID(RefuseForeignSchema(status));
  if (!status.Has(MigrationState::kPending)) return {};
  return Error{ErrorCode::kConfig,
               "the database's schema " + std::to_string(status.Held()) +
                   " is older than this program's, " + std::to_string(status.Newest()) +
                   "; run 'cognitrack migrate up'; nothing was read or changed"};
}

Status CreateSchema(SqlConnection& connection, std::span<const Migration> migrations,
                    UtcSeconds now) {
  TRY(SqlTransaction transaction, connection.BeginWrite());
  SqlSession& session = connection.session();
  // Another process may have been waiting for the same lock, with the same intention.
  TRY(const bool empty, session.IsEmpty());
  if (!empty) return RequireCurrentSchema(connection, migrations);
  for (const Migration& migration : migrations) {
    TRY_VOID(session.Execute(InDialect(migration.sql, session.dialect())));
    TRY_VOID(RecordApplied(connection, migration, now));
  }
  return transaction.Commit();
}

Status RecordApplied(SqlConnection& connection, const Migration& migration, UtcSeconds now) {
  TRY(SqlQuery query,
      connection.PrepareOnce("INSERT INTO schema_migrations (version, name, checksum, applied_at) "
                             "VALUES ($1, $2, $3, $4)"));
  query.Bind(1, migration.version).BindText(2, migration.name).Bind(4, now);
  query.BindHash(3, Blake2b256(migration.sql));
  return query.Run();
}

Status ForgetApplied(SqlConnection& connection, int version) {
  TRY(SqlQuery query, connection.PrepareOnce("DELETE FROM schema_migrations WHERE version = $1"));
  query.Bind(1, version);
  return query.Run();
}

}  // namespace cognitrack
