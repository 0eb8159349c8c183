// Where a database is: "sqlite:PATH", or a libpq URI or connection string of PostgreSQL.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace cognitrack {

struct DatabaseLocation {
  enum class Kind { kSqlite, kPostgres };
  Kind kind = Kind::kSqlite;
  std::string path;  // SQLite's file, or the whole address. May hold a password.
};

// What a verb wants of the database. A reading verb takes an absent or empty database for an empty
// ledger and creates nothing; the first writing verb creates the schema.
enum class DatabaseAccess { kRead, kWrite };

// kConfig for anything else than "sqlite:PATH", "postgresql://…", "postgres://…" and a connection
// string ("host=… dbname=…").
Result<DatabaseLocation> ParseDatabaseLocation(std::string_view text);

// The location as people and documents may see it: *** for every password.
std::string WithoutPassword(const DatabaseLocation& location);

}  // namespace cognitrack
