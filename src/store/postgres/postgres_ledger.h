// Opens a LedgerStore in a PostgreSQL database (docs/POSTGRES.md).
//
// Guarantees: what PostgresSession says; the schema is made by the first writing verb in an empty
// schema, once, whoever comes first. An older schema is kConfig with the command that mends it, a
// newer one too.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/clock.h"
#include "store/database_location.h"
#include "store/ledger_schema.h"
#include "store/ledger_store.h"
#include "store/postgres/postgres_limits.h"
#include "store/service_store.h"

namespace cognitrack {

Result<std::unique_ptr<LedgerStore>> OpenPostgresLedger(const std::string& address,
                                                        DatabaseAccess access, Clock& clock,
                                                        const PostgresLimits& limits = {},
                                                        TeamId team = {});

// What a service keeps in the same database, which has the schema (kConfig otherwise).
Result<std::unique_ptr<ServiceStore>> OpenPostgresServiceStore(const std::string& address,
                                                               Clock& clock,
                                                               const PostgresLimits& limits = {},
                                                               TeamId team = {});

// The same database, of whatever schema.
Result<std::unique_ptr<LedgerSchema>> OpenPostgresSchema(
    const std::string& address, Clock& clock, const PostgresLimits& limits = {},
    std::span<const Migration> migrations = LedgerMigrations());

}  // namespace cognitrack
