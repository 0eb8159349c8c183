// The audit log: entries appended in the transaction of what they tell of, each hashed over the one
// before it, and a head that says which is the newest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "accounts/audit_entry.h"
#include "accounts/team.h"
#include "base/clock.h"
#include "store/sql_connection.h"

namespace cognitrack {

// What looking over the whole log found.
struct AuditVerdict {
  std::int64_t entries = 0;
  std::int64_t head_id = 0;  // 0: nothing was ever recorded.
  Hash256 head;
  std::vector<std::string> faults;  // Empty: nothing was edited, left out or cut off.
};

class AuditRecords {
 public:
  AuditRecords(SqlConnection* connection, Clock* clock, TeamId team)
      : connection_(connection), clock_(clock), team_(team) {}

  // Inside the caller's transaction (BeginWriteService). Id, time and hashes are filled in. kDisk
  // where the log's end is not what the head says: nothing is put on a damaged log.
  Result<AuditEntry> Append(AuditEntry entry);
  // In a transaction of its own.
  Result<AuditEntry> Record(AuditEntry entry);
  // The team's, with an id above `after`, oldest first.
  Result<std::vector<AuditEntry>> List(std::int64_t after, int limit);
  // The team's newest, newest first.
  Result<std::vector<AuditEntry>> Newest(int limit);
  // Of every team: each entry's hash, the chain, and the head. With a head that was noted once
  // (`noted_id`, `noted`) also that the log still holds it.
  Result<AuditVerdict> Verify(std::int64_t noted_id, const Hash256& noted);

 private:
  Result<std::vector<AuditEntry>> EntriesIn(SqlQuery query);
  Status CheckEnd(std::int64_t id, const Hash256& hash);

  SqlConnection* connection_;
  Clock* clock_;
  TeamId team_;
};

}  // namespace cognitrack
