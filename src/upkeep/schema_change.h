// SchemaChange: migrating a ledger up or down, with a backup first.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "upkeep/backup.h"

namespace cognitrack {

struct SchemaChangeOptions {
  std::optional<int> down_to;            // Nothing: up, to the newest.
  bool lose_data = false;                // Down: what would be lost may be.
  std::optional<std::string> no_backup;  // Why none is to be made.
  std::optional<std::string> backup_out;
};

struct SchemaChange {
  int from = 0;
  int to = 0;
  std::vector<PlannedMigration> plan;
  std::vector<MigrationDone> done;
  std::optional<BackupRecord> backup;  // None: there was nothing to do or to lose, or by request.
};

// kConfig for a schema that is not of this program, kUsage for what would lose data, before
// anything is written. A migration that fails leaves those before it, and the backup; the message
// says which.
Result<SchemaChange> ChangeSchema(LedgerSchema& ledger, const DatabaseLocation& location,
                                  const SchemaChangeOptions& options, const BackupParts& parts);

}  // namespace cognitrack
