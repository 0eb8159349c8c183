// ServiceStore: what a service keeps beside the ledger's facts, in the same database: who may ask,
// sealed keys, jobs, notices. Any process may write it at any time, also while another one fills
// the ledger: each verb is one short transaction, which waits for others to end (kTryLater after
// five seconds). What it keeps is of the team that it was opened for. Its nouns stand in files of
// their own and are had from here. Not thread-safe.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "accounts/team.h"
#include "base/clock.h"
#include "base/result.h"
#include "store/account_records.h"
#include "store/audit_records.h"
#include "store/job_records.h"
#include "store/migrations.h"
#include "store/sql_connection.h"
#include "store/sql_session.h"

namespace cognitrack {

class ServiceStore {
 public:
  // kConfig where the schema is not this program's. The database exists.
  static Result<std::unique_ptr<ServiceStore>> Open(
      std::unique_ptr<SqlSession> session, Clock& clock,
      std::span<const Migration> migrations = LedgerMigrations(), TeamId team = {});

  ServiceStore(std::unique_ptr<SqlSession> session, Clock& clock, TeamId team)
      : connection_(std::move(session)),
        clock_(clock),
        team_(team),
        accounts_(&connection_, &clock, team),
        audit_(&connection_, &clock, team) {}

  AccountRecords& accounts() { return accounts_; }
  AuditRecords& audit() { return audit_; }
  // Another team. kUsage for a name that is taken.
  Result<TeamId> AddTeam(const std::string& name);

  JobRecords jobs() { return JobRecords(&connection_); }

 private:
  SqlConnection connection_;
  Clock& clock_;
  TeamId team_;
  AccountRecords accounts_;
  AuditRecords audit_;
};

}  // namespace cognitrack
