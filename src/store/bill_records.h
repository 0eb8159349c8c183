// Documents of cost checks as they were found, each with the price book that it used: pricing a
// period again keeps both.
#pragma once

#include <cstdint>
#include <optional>

#include "accounts/team.h"
#include "store/ledger_store.h"
#include "store/sql_connection.h"

namespace cognitrack {

class BillRecords {
 public:
  BillRecords(SqlConnection* connection, TeamId team) : connection_(connection), team_(team) {}

  // A second time it takes the place of the first.
  Status Save(const BillRecord& record);
  // Of that run, or the last one; nothing where there is none.
  Result<std::optional<BillRecord>> Read(std::optional<std::int64_t> run_id);

 private:
  SqlConnection* connection_;
  TeamId team_;
};

}  // namespace cognitrack
