#include "store/service_store.h"

#include "store/dialect.h"

namespace cognitrack {

Result<std::unique_ptr<ServiceStore>> ServiceStore::Open(std::unique_ptr<SqlSession> session,
                                                         Clock& clock,
                                                         std::span<const Migration> migrations,
                                                         TeamId team) {
  auto store = std::make_unique<ServiceStore>(std::move(session), clock, team);
  TRY_VOID(RequireCurrentSchema(store->connection_, migrations));
  return store;
}

Result<TeamId> ServiceStore::AddTeam(const std::string& name) {
  TRY(SqlTransaction transaction, connection_.BeginWriteService());
  TRY(SqlQuery find, connection_.Prepare("SELECT id FROM teams WHERE name = $1"));
  TRY(const auto taken, find.BindText(1, name).RunForInteger());
  if (taken) {
    return Error{ErrorCode::kUsage, "there is a team '" + name + "' already; nothing was changed"};
  }
  TRY(SqlQuery insert, connection_.Prepare("INSERT INTO teams (id, name, created_at) VALUES (" +
                                           NextId("teams", "id") + ", $1, $2) RETURNING id"));
  TRY(const auto id, insert.BindText(1, name).Bind(2, clock_.Now()).RunForInteger());
  TRY_VOID(transaction.Commit());
  return TeamId{id.value_or(0)};
}

}  // namespace cognitrack
