#include "store/sqlite/sqlite_ledger.h"

#include <filesystem>

#include "store/sql_ledger.h"
#include "store/sqlite/sqlite_session.h"

namespace cognitrack {
namespace {

Status MakeDirectoryFor(const std::string& path) {
  const std::filesystem::path directory = std::filesystem::path(path).parent_path();
  if (directory.empty()) return {};
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (!error) return {};
  return Error{ErrorCode::kConfig, directory.string() + ": the directory cannot be made: " +
                                       error.message() + "; nothing was stored"};
}

bool IsAbsentOrEmpty(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) return true;
  const auto size = std::filesystem::file_size(path, error);
  return !error && size == 0;
}

Status RefuseDirectory(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) return {};
  return Error{ErrorCode::kConfig,
               path + ": this is a directory; name a file in it with --db; nothing was stored"};
}

Result<std::unique_ptr<LedgerStore>> OpenForRead(const std::string& path, Clock& clock,
                                                 TeamId team) {
  if (IsAbsentOrEmpty(path)) return OpenEmptyLedger(clock);
  TRY(auto session, OpenSqliteSession(path, SqliteMode::kRead));
  TRY(const bool empty, session->IsEmpty());
  if (empty) return OpenEmptyLedger(clock);
  auto ledger =
      OpenSqlLedger(std::move(session), EmptyDatabase::kRefuse, clock, LedgerMigrations(), team);
  if (!ledger) return ledger.error().At(path);
  return ledger;
}

Result<std::unique_ptr<LedgerStore>> OpenForWrite(const std::string& path, Clock& clock,
                                                  TeamId team) {
  TRY_VOID(MakeDirectoryFor(path));
  TRY(auto session, OpenSqliteSession(path, SqliteMode::kWrite));
  auto ledger = OpenSqlLedger(std::move(session), EmptyDatabase::kCreateSchema, clock,
                              LedgerMigrations(), team);
  if (!ledger) return ledger.error().At(path);
  return ledger;
}

}  // namespace

Result<std::unique_ptr<LedgerStore>> OpenEmptyLedger(Clock& clock) {
  TRY(auto session, OpenSqliteSession(":memory:", SqliteMode::kMemory));
  return OpenSqlLedger(std::move(session), EmptyDatabase::kCreateSchema, clock);
}

Result<std::unique_ptr<LedgerStore>> OpenSqliteLedger(const std::string& path,
                                                      DatabaseAccess access, Clock& clock,
                                                      TeamId team) {
  TRY_VOID(RefuseDirectory(path));
  return access == DatabaseAccess::kRead ? OpenForRead(path, clock, team)
                                         : OpenForWrite(path, clock, team);
}

Result<std::unique_ptr<ServiceStore>> OpenSqliteServiceStore(const std::string& path, Clock& clock,
                                                             TeamId team) {
  TRY_VOID(RefuseDirectory(path));
  if (IsAbsentOrEmpty(path)) {
    return Error{ErrorCode::kConfig, path +
                                         ": there is no ledger yet; the first verb that writes "
                                         "makes one ('cognitrack serve', 'cognitrack migrate "
                                         "up'); nothing was stored"};
  }
  TRY(auto session, OpenSqliteSession(path, SqliteMode::kBeside));
  auto store = ServiceStore::Open(std::move(session), clock, LedgerMigrations(), team);
  if (!store) return store.error().At(path);
  return store;
}

Result<std::unique_ptr<LedgerSchema>> OpenSqliteSchema(const std::string& path,
                                                       DatabaseAccess access, Clock& clock,
                                                       std::span<const Migration> migrations) {
  TRY_VOID(RefuseDirectory(path));
  SqliteMode mode = SqliteMode::kWrite;
  if (access == DatabaseAccess::kRead) {
    mode = IsAbsentOrEmpty(path) ? SqliteMode::kMemory : SqliteMode::kRead;
  } else {
    TRY_VOID(MakeDirectoryFor(path));
  }
  TRY(auto session, OpenSqliteSession(mode == SqliteMode::kMemory ? ":memory:" : path, mode));
  return std::make_unique<LedgerSchema>(std::move(session), clock, migrations);
}

}  // namespace cognitrack
