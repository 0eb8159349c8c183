// Migrations: which changes of the schema a database has, and applying those that it lacks. One
// transaction a migration, so that a kill leaves it applied or not.
#pragma once

#include <span>

#include "base/result.h"
#include "base/time.h"
#include "store/migration.h"
#include "store/sql_connection.h"

namespace cognitrack {

// src/store/migrations, by version.
std::span<const Migration> LedgerMigrations();

// kConfig where the schema is older (with the command that mends it), newer, or was made by a
// script with another text. The database is not empty.
Status RequireCurrentSchema(SqlConnection& connection);

// Applies what is missing, in order; all of it in an empty database.
Status ApplyMigrations(SqlConnection& connection, UtcSeconds now);

}  // namespace cognitrack
