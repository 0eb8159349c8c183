// Opens a LedgerStore in an SQLite file.
//
// Guarantees: WAL, synchronous=FULL, BEGIN IMMEDIATE, STRICT tables; readers in any process at any
// time; writers under an operating-system lock on "<path>.lock", free at once when its process
// dies: opening for kWrite takes it and fails with kTryLater, naming the holder's process id, where
// another process has it. An older schema is kConfig with the command that mends it, a newer one
// too; an empty file gets the schema with kWrite.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/clock.h"
#include "store/database_location.h"
#include "store/ledger_schema.h"
#include "store/ledger_store.h"
#include "store/service_store.h"

namespace cognitrack {

Result<std::unique_ptr<LedgerStore>> OpenSqliteLedger(const std::string& path,
                                                      DatabaseAccess access, Clock& clock,
                                                      TeamId team = {});

// A ledger in memory that holds nothing: what a reading verb finds in an empty database.
Result<std::unique_ptr<LedgerStore>> OpenEmptyLedger(Clock& clock);

// What a service keeps in the same file, which exists and has the schema (kConfig otherwise).
Result<std::unique_ptr<ServiceStore>> OpenSqliteServiceStore(const std::string& path, Clock& clock,
                                                             TeamId team = {});

// The same database, of whatever schema: a reader takes an absent one for an empty one, a writer
// makes its file and nothing in it.
Result<std::unique_ptr<LedgerSchema>> OpenSqliteSchema(
    const std::string& path, DatabaseAccess access, Clock& clock,
    std::span<const Migration> migrations = LedgerMigrations());

}  // namespace cognitrack
