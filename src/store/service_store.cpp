#include "store/service_store.h"

namespace cognitrack {

Result<std::unique_ptr<ServiceStore>> ServiceStore::Open(std::unique_ptr<SqlSession> session,
                                                         Clock& clock,
                                                         std::span<const Migration> migrations) {
  auto store = std::make_unique<ServiceStore>(std::move(session), clock);
  TRY_VOID(RequireCurrentSchema(store->connection_, migrations));
  return store;
}

}  // namespace cognitrack
