// Parity documents as they were found, and who signed them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "accounts/team.h"
#include "store/ledger_store.h"
#include "store/sql_connection.h"

namespace cognitrack {

class ParityRecords {
 public:
  ParityRecords(SqlConnection* connection, TeamId team) : connection_(connection), team_(team) {}

  Status Save(const ParityRecord& record);
  Result<std::vector<ParityRecord>> List(int limit, std::int64_t before = 0);
  // kUsage where no document of that run is kept.
  Status Sign(std::int64_t run_id, const std::string& name, UtcSeconds at, const std::string& note);

 private:
  SqlConnection* connection_;
  TeamId team_;
};

}  // namespace cognitrack
