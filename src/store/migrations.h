// Migrations: which changes of the schema a database has, and applying or taking back one of them.
// Each is one transaction, so that a kill leaves it applied or not; a new database gets all of them
// in one, so that it is never half made.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "store/migration.h"
#include "store/sql_connection.h"

namespace cognitrack {

// src/store/migrations, by version.
std::span<const Migration> LedgerMigrations();

enum class MigrationState {
  kApplied,
  kPending,
  kEdited,   // Applied, by a script with another text than this program's.
  kUnknown,  // Applied, by a newer program.
};
// "applied", "pending", "edited", "unknown".
std::string_view NameOf(MigrationState state);

struct MigrationStatus {
  int version = 0;
  std::string name;
  MigrationState state = MigrationState::kPending;
  UtcSeconds applied_at = 0;  // 0: it is pending.
  bool has_down = false;
};

// What a database holds, beside what the program knows; by version.
struct SchemaStatus {
  std::vector<MigrationStatus> migrations;

  int Held() const;    // The newest applied version; 0 for an empty database.
  int Newest() const;  // The newest that the program knows.
  bool Has(MigrationState state) const;
};

Result<SchemaStatus> ReadSchemaStatus(SqlConnection& connection,
                                      std::span<const Migration> migrations);

// kConfig, with what to do, for a schema that is newer than the program or was made by a script
// with another text.
Status RefuseForeignSchema(const SchemaStatus& status);
// Also where it is older, with the command that mends it. The database is not empty.
Status RequireCurrentSchema(SqlConnection& connection, std::span<const Migration> migrations);

// The whole schema in an empty database, in one transaction; nothing where another process was
// quicker.
Status CreateSchema(SqlConnection& connection, std::span<const Migration> migrations,
                    UtcSeconds now);

// Inside a write transaction: that a migration is applied, or no longer is.
Status RecordApplied(SqlConnection& connection, const Migration& migration, UtcSeconds now);
Status ForgetApplied(SqlConnection& connection, int version);

}  // namespace cognitrack
