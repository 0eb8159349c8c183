#include "upkeep/backup.h"

#include <cstdio>
#include <filesystem>

#include "store/ledger_transfer.h"

namespace cognitrack {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNoteEnd = ".sha256";

// "20260305T140000Z".
std::string Stamp(UtcSeconds now) {
  std::string text;
  for (const char c : FormatTime(now)) {
    if (c != '-' && c != ':') text.push_back(c);
  }
  return text;
}

DatabaseLocation FileAt(const std::string& path) { return {DatabaseLocation::Kind::kSqlite, path}; }

// What the file and its log take: never less than a copy does.
std::uint64_t BytesOf(const DatabaseLocation& location) {
  if (location.kind != DatabaseLocation::Kind::kSqlite) return 0;
  std::uint64_t bytes = 0;
  for (const char* end : {"", "-wal"}) {
    std::error_code error;
    const std::uintmax_t size = fs::file_size(location.path + end, error);
    if (!error) bytes += size;
  }
  return bytes;
}

Status Copy(LedgerSchema& ledger, const DatabaseLocation& location, const std::string& path,
            const SchemaOpener& open) {
  if (location.kind == DatabaseLocation::Kind::kSqlite) return ledger.CopyTo(path);
  TRY(const auto target, open(FileAt(path), DatabaseAccess::kWrite));
  TRY(const TransferredLedger ignored, TransferLedger(ledger, *target, {}));
  return {};
}

Status WriteNote(const BackupRecord& record) {
  const LedgerSummary& summary = record.summary;
  const std::string text =
      "# CogniTrack backup: schema " + std::to_string(summary.schema) + ", revision " +
      std::to_string(summary.revision) + "\n# windows " + std::to_string(summary.windows) +
      ", contents " + std::to_string(summary.contents) + ", rows " + std::to_string(summary.rows) +
      ", runs " + std::to_string(summary.runs) + ", bytes " + std::to_string(record.digest.bytes) +
      "\n" + ToHex(record.digest.sha256) + "  " + fs::path(record.path).filename().string() + "\n";
  TRY(NewFile note, NewFile::At(record.note_path));
  std::FILE* file = std::fopen(note.path().c_str(), "wbxe");
  const bool opened = file != nullptr;
  const bool written = opened && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = opened && std::fclose(file) == 0;
  if (!written || !closed) {
    return Error{ErrorCode::kDisk, record.note_path + ": cannot be written"};
  }
  return note.Put();
}

}  // namespace

std::string DefaultBackupPlace(const DatabaseLocation& location, int schema, UtcSeconds now) {
  const std::string base =
      location.kind == DatabaseLocation::Kind::kSqlite ? location.path : "ledger";
  const std::string name = base + ".backup-" + Stamp(now) + "-schema" + std::to_string(schema);
  std::string place = name + ".db";
  std::error_code ignored;
  for (int i = 2; fs::exists(fs::symlink_status(place, ignored)); ++i) {
    place = name + "-" + std::to_string(i) + ".db";
  }
  return place;
}

Result<BackupRecord> BackUp(LedgerSchema& ledger, const DatabaseLocation& location,
                            const std::optional<std::string>& out, const BackupParts& parts) {
  TRY(const SchemaStatus status, ledger.State());
  if (status.Held() == 0) {
    return Error{ErrorCode::kConfig,
                 "there is no ledger yet, so there is nothing to back up; nothing was written"};
  }
  BackupRecord record;
  record.path = out.value_or(DefaultBackupPlace(location, status.Held(), parts.clock.Now()));
  record.note_path = record.path + std::string(kNoteEnd);
  TRY(NewFile file, NewFile::At(record.path));
  TRY(const NewFile note, NewFile::At(record.note_path));
  TRY_VOID(file.CheckRoom(BytesOf(location), parts.free_bytes));
  TRY_VOID(Copy(ledger, location, file.path(), parts.open));
  {
    TRY(const auto copy, parts.open(FileAt(file.path()), DatabaseAccess::kRead));
    TRY(record.contents_compared, CompareWithOriginal(ledger.connection(), copy->connection()));
    TRY(record.summary, copy->Summary());
  }
  TRY(record.digest, DigestOf(file.path()));
  TRY_VOID(file.Put());
  TRY_VOID(WriteNote(record));
  return record;
}

Result<std::optional<std::string>> NotedSha256(const std::string& backup_path) {
  constexpr std::size_t kHexLength = 64;
  const std::string path = backup_path + std::string(kNoteEnd);
  std::FILE* file = std::fopen(path.c_str(), "rbe");
  if (file == nullptr) return std::optional<std::string>();
  std::string text(4'096, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  while (!text.empty()) {
    const std::string line = text.substr(0, text.find('\n'));
    text.erase(0, line.size() + 1);
    const std::size_t length = line.find_first_not_of("0123456789abcdef");
    if (length == kHexLength) return std::optional<std::string>(line.substr(0, kHexLength));
  }
  return Error{ErrorCode::kBadInput, path + ": this is no line of sha256sum; nothing was changed"};
}

}  // namespace cognitrack
