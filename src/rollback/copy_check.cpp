#include "rollback/copy_check.h"

#include <filesystem>

#include "upkeep/schema_change.h"

namespace cognitrack {
namespace {

// The copy, gone with all that stands beside it when this is.
class PassingCopy {
 public:
  explicit PassingCopy(std::string path) : path_(std::move(path)) {}
  PassingCopy(const PassingCopy&) = delete;
  PassingCopy& operator=(const PassingCopy&) = delete;
  ~PassingCopy() {
    std::error_code ignored;
    for (const char* end : {"", ".sha256", "-wal", "-shm", ".lock"}) {
      std::filesystem::remove(path_ + end, ignored);
    }
  }
  DatabaseLocation place() const { return {DatabaseLocation::Kind::kSqlite, path_}; }

 private:
  std::string path_;
};

}  // namespace

Result<ParityDocument> CheckOnCopy(const ParityOptions& options, const RollbackParts& parts) {
  const BackupParts& upkeep = parts.upkeep;
  TRY(const auto ledger, upkeep.open(parts.place, DatabaseAccess::kRead));
  TRY(const SchemaStatus status, ledger->State());
  const PassingCopy copy(DefaultBackupPlace(parts.place, status.Held(), upkeep.clock.Now()) +
                         ".check");
  TRY_VOID(BackUp(*ledger, parts.place, copy.place().path, upkeep));
  {
    SchemaChangeOptions up;
    up.no_backup = "a copy that is only looked at";
    TRY(const auto schema, upkeep.open(copy.place(), DatabaseAccess::kWrite));
    TRY_VOID(ChangeSchema(*schema, copy.place(), up, upkeep));
  }
  TRY(const auto store, parts.open_ledger(copy.place(), DatabaseAccess::kRead));
  return CheckParity(options, {*store, upkeep.clock, parts.spawner, parts.progress});
}

}  // namespace cognitrack
