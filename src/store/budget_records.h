// Budgets, by name. A budget of a name that there is takes its place.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "accounts/team.h"
#include "alerts/budget.h"
#include "base/result.h"
#include "store/sql_connection.h"

namespace cognitrack {

class BudgetRecords {
 public:
  BudgetRecords(SqlConnection* connection, TeamId team) : connection_(connection), team_(team) {}

  // kUsage for a limit that is not above 0 or is too large to be kept.
  Status Set(const Budget& budget);
  // kUsage where there is none of that name.
  Status Remove(const std::string& name);
  // By name.
  Result<std::vector<Budget>> All();

 private:
  SqlConnection* connection_;
  TeamId team_;
};

}  // namespace cognitrack
