#include "store/sql_session.h"

#include <algorithm>

namespace cognitrack {

std::string RollbackHeldBy(const std::string& database, const std::string& process) {
  return database + ": a rollback is under way, by " + process +
         "; nothing was changed; run the command again when it is done ('cognitrack runs' tells "
         "how "
         "far it came)";
}

Result<std::unique_ptr<SqlStatement>> SqlSession::PrepareScan(std::string_view sql) {
  return Prepare(sql);
}

Result<std::unique_ptr<SqlStatement>> SqlSession::PrepareRows(std::string_view table,
                                                              std::string_view columns) {
  std::string sql = "INSERT INTO ";
  sql.append(table).append(" (").append(columns).append(") VALUES ($1");
  const auto count = 1 + std::count(columns.begin(), columns.end(), ',');
  for (int i = 2; i <= count; ++i) sql.append(", $").append(std::to_string(i));
  sql.append(")");
  return Prepare(sql);
}

Status SqlSession::EnsureMonth(std::int64_t) { return {}; }

Status SqlSession::LockStream(std::int64_t) { return {}; }

Status SqlSession::LockOrder() { return {}; }

Status SqlSession::HoldRollback(const std::string&) { return {}; }

Status SqlSession::CheckRollbackHeld() { return {}; }

Result<MonthFate> SqlSession::EmptyMonth(const std::vector<std::string>&,
                                         const std::vector<SqlWindow>&) {
  return MonthFate::kCannot;
}

Status SqlSession::ReplaceBy(const std::string& path) {
  return Error{ErrorCode::kConfig, path +
                                       ": a file cannot take the place of this database at once; "
                                       "copy it into an empty one; nothing was changed"};
}

}  // namespace cognitrack
