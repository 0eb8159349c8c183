// Backup: a ledger of any schema, whatever its database, as an SQLite ledger in one file, checked
// before it appears; and beside it a note that 'sha256sum -c' understands.
#pragma once

#include <optional>
#include <string>

#include "store/ledger_schema.h"
#include "upkeep/new_file.h"

namespace cognitrack {

struct BackupParts {
  Clock& clock;
  const SchemaOpener& open;
  FreeBytes free_bytes = FreeBytesOf;
};

struct BackupRecord {
  std::string path;
  std::string note_path;  // path + ".sha256".
  FileDigest digest;
  LedgerSummary summary;
  std::int64_t contents_compared = 0;  // With the ledger, by count and hash.
};

// "ledger.sqlite.backup-20260305T140000Z-schema1.db", beside an SQLite ledger's file, else in the
// working directory; the first name of that kind that is free.
std::string DefaultBackupPlace(const DatabaseLocation& location, int schema, UtcSeconds now);

// Writes a backup of what `ledger`, which stands at `location`, holds at one moment; others may
// read and write meanwhile. kUsage where the place is taken, kDisk where there is no room, kConfig
// where there is nothing to back up, kInvariant where the copy is not what was copied. After an
// error there is no backup.
Result<BackupRecord> BackUp(LedgerSchema& ledger, const DatabaseLocation& location,
                            const std::optional<std::string>& out, const BackupParts& parts);

// The hash in the note beside a backup; nothing where there is no note. kBadInput where it does not
// say one.
Result<std::optional<std::string>> NotedSha256(const std::string& backup_path);

}  // namespace cognitrack
