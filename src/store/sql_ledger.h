// SqlLedger: LedgerStore on any SqlSession. The verbs are carried out by the nouns of this module;
// here stands only which verb is whose.
#pragma once

#include <memory>
#include <span>
#include <unordered_map>

#include "accounts/team.h"
#include "base/clock.h"
#include "store/ledger_store.h"
#include "store/migrations.h"
#include "store/sql_session.h"

namespace cognitrack {

// Checks the schema first: kConfig where it is not this program's. With kWrite an empty database
// gets the schema. Sources of another team than `team`, and what hangs by them, are as if they were
// not there.
enum class EmptyDatabase { kRefuse, kCreateSchema };
Result<std::unique_ptr<LedgerStore>> OpenSqlLedger(
    std::unique_ptr<SqlSession> session, EmptyDatabase empty, Clock& clock,
    std::span<const Migration> migrations = LedgerMigrations(), TeamId team = {});

}  // namespace cognitrack
