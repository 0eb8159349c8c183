// Restore: a backup takes the place of a ledger, which is itself kept as another backup. One
// transaction: a kill leaves the old ledger or the new one, and readers see the one or the other.
#pragma once

#include <optional>
#include <string>

#include "upkeep/backup.h"

namespace cognitrack {

struct RestoreRecord {
  LedgerSummary summary;             // Of what was restored.
  bool note_checked = false;         // The file's hash is the one in its note; false: no note.
  std::optional<BackupRecord> kept;  // What was there before; nothing where that was empty.
  int newest_schema = 0;             // That the program knows.
  std::int64_t contents_compared = 0;
};

// kUsage where there is no such file, kTryLater while somebody writes the ledger, kConfig where the
// backup's schema is not of this program, kBadInput where it is not what its note says, kDisk where
// it is damaged; the ledger is unchanged then. Elsewhere than in SQLite the ledger must be empty.
Result<RestoreRecord> Restore(const std::string& from, const DatabaseLocation& to,
                              const BackupParts& parts);

}  // namespace cognitrack
