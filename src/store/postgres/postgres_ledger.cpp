#include "store/postgres/postgres_ledger.h"

#include "store/postgres/postgres_session.h"
#include "store/sql_ledger.h"
#include "store/sqlite/sqlite_ledger.h"

namespace cognitrack {

Result<std::unique_ptr<LedgerStore>> OpenPostgresLedger(const std::string& address,
                                                        DatabaseAccess access, Clock& clock,
                                                        const PostgresLimits& limits, TeamId team) {
  TRY(auto session, OpenPostgresSession(address, clock, limits));
  if (access == DatabaseAccess::kRead) {
    TRY(const bool is_empty, session->IsEmpty());
    if (is_empty) return OpenEmptyLedger(clock);
  }
  return OpenSqlLedger(
      std::move(session),
      access == DatabaseAccess::kRead ? EmptyDatabase::kRefuse : EmptyDatabase::kCreateSchema,
      clock, LedgerMigrations(), team);
}

Result<std::unique_ptr<ServiceStore>> OpenPostgresServiceStore(const std::string& address,
                                                               Clock& clock,
                                                               const PostgresLimits& limits,
                                                               TeamId team) {
  TRY(auto session, OpenPostgresSession(address, clock, limits));
  return ServiceStore::Open(std::move(session), clock, LedgerMigrations(), team);
}

Result<std::unique_ptr<LedgerSchema>> OpenPostgresSchema(const std::string& address, Clock& clock,
                                                         const PostgresLimits& limits,
                                                         std::span<const Migration> migrations) {
  TRY(auto session, OpenPostgresSession(address, clock, limits));
  return std::make_unique<LedgerSchema>(std::move(session), clock, migrations);
}

}  // namespace cognitrack
