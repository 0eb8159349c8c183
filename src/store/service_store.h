// ServiceStore: what a service keeps beside the ledger's facts, in the same database: who may ask,
// sealed keys, jobs, notices. Any process may write it at any time, also while another one fills
// the ledger: each verb is one short transaction, which waits for others to end (kTryLater after
// five seconds). Its nouns stand in files of their own and are had from here. Not thread-safe.
#pragma once

#include <memory>
#include <span>

#include "base/clock.h"
#include "store/budget_records.h"
#include "store/migrations.h"
#include "store/notice_records.h"
#include "store/seen_exports.h"
#include "store/sql_connection.h"
#include "store/sql_session.h"

namespace cognitrack {

class ServiceStore {
 public:
  // kConfig where the schema is not this program's. The database exists.
  static Result<std::unique_ptr<ServiceStore>> Open(
      std::unique_ptr<SqlSession> session, Clock& clock,
      std::span<const Migration> migrations = LedgerMigrations());

  ServiceStore(std::unique_ptr<SqlSession> session, Clock& clock)
      : connection_(std::move(session)), clock_(clock) {}

  NoticeRecords notices() { return {&connection_, &clock_, kTeam}; }
  BudgetRecords budgets() { return {&connection_, kTeam}; }
  SeenExports seen_exports() { return {&connection_, kTeam}; }

 private:
  static constexpr std::int64_t kTeam = 1;

  SqlConnection connection_;
  Clock& clock_;
};

}  // namespace cognitrack
