// PostgresSession: SqlSession on PostgreSQL 15 or newer, over libpq.
//
// A kRead transaction is REPEATABLE READ, READ ONLY. A kWrite one is READ COMMITTED under an
// advisory lock of the schema, which a kWriteBeside one shares with others of its kind: what is of
// one stream is written by several processes at a time. Readers are never blocked; who waits for a
// lock too long gets kTryLater.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/postgres/postgres_handle.h"
#include "store/sql_session.h"

namespace cognitrack {

// kConfig where the database belongs to another program.
Result<std::unique_ptr<SqlSession>> OpenPostgresSession(const std::string& address, Clock& clock,
                                                        const PostgresLimits& limits = {});

}  // namespace cognitrack
