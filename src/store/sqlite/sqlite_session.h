// SqliteSession: SqlSession on SQLite's amalgamation. Write sessions use WAL, synchronous=FULL and
// BEGIN IMMEDIATE; they never retry a failed fsync: the session is unusable from then on, and the
// next start recovers from the log.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "store/sql_session.h"

namespace cognitrack {

enum class SqliteMode {
  kWrite,   // Creates the file where it is absent.
  kRead,    // The file exists; nothing is written to it.
  kBeside,  // The file exists; written without the lock of writers, a short transaction at a time.
  kMemory,  // A private database that is gone with the session.
};

Result<std::unique_ptr<SqlSession>> OpenSqliteSession(const std::string& path, SqliteMode mode);

// What SQLite's header calls the program that a file belongs to: "CogT".
inline constexpr std::int64_t kSqliteApplicationId = 0x436F6754;

// The oldest SQLite without the WAL-reset race.
inline constexpr int kOldestSqlite = 3'051'003;

// kConfig where the linked library is older than kOldestSqlite.
Status CheckSqliteVersion(int version_number);

}  // namespace cognitrack
