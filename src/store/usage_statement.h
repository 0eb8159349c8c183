// UsageStatement: the text and the parameters of one grouped SELECT over usage rows, unknown
// metrics or roll-ups, of the windows of one grain.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "reports/usage_query.h"
#include "store/sql_connection.h"

namespace cognitrack {

struct UsageStatementTables {
  std::string rows;            // usage, usage_history, usage_unknown…, roll_ups.
  std::string windows;         // windows or window_history.
  std::optional<int> roll_up;  // The kind, where `rows` is roll_ups.
};

class UsageStatement {
 public:
  // Columns of the answer: one for each group that the grain has (in group_by's order), then
  // `results`, which the SELECT is grouped under unless it is empty of sums.
  UsageStatement(const UsageQuery& query, const Grain& grain, UtcSeconds from, UtcSeconds to,
                 const UsageStatementTables& tables);

  // "SELECT <groups>, <results> … GROUP BY <groups>", where `more_groups` may add columns of r.
  std::string Text(const std::string& results, const std::string& more_groups = "") const;
  void Bind(SqlQuery* query) const;
  // The group of the row that `query` stands on.
  std::vector<GroupValue> GroupIn(const SqlQuery& query) const;
  // The first column after the groups.
  int group_columns() const { return static_cast<int>(groups_.size()); }

 private:
  std::string Parameter(std::int64_t value);
  std::string Parameter(const std::string& text);
  // The dimension's value of the row's series, NULL where it has none.
  std::string ValueOf(const std::string& dimension);
  std::string ConditionOf(const DimensionFilter& filter);

  const UsageQuery& query_;
  std::vector<std::variant<std::int64_t, std::string>> parameters_;
  std::vector<std::string> groups_;  // Expressions, of the groups inside the grain.
  std::vector<bool> inside_;         // For each of group_by: is it among them?
  std::string from_where_;
};

}  // namespace cognitrack
