#include "upkeep/restore.h"

#include <filesystem>

#include "store/ledger_transfer.h"

namespace cognitrack {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kNothing = "; nothing was changed";

Status CheckIsFile(const std::string& from, const DatabaseLocation& to) {
  std::error_code error;
  if (!fs::is_regular_file(from, error) || fs::file_size(from, error) == 0) {
    return Error{ErrorCode::kUsage, from + ": there is no such backup" + std::string(kNothing)};
  }
  if (to.kind == DatabaseLocation::Kind::kSqlite && fs::equivalent(from, to.path, error)) {
    return Error{ErrorCode::kUsage, from + ": this is the ledger itself" + std::string(kNothing)};
  }
  return {};
}

Result<bool> CheckNote(const std::string& from) {
  TRY(const auto noted, NotedSha256(from));
  if (!noted) return false;
  TRY(const FileDigest digest, DigestOf(from));
  if (ToHex(digest.sha256) == *noted) return true;
  return Error{ErrorCode::kBadInput,
               from + ": its SHA-256 is " + ToHex(digest.sha256) + ", and " + from +
                   ".sha256 says " + *noted +
                   ": it was damaged or changed since it was made; use another backup, or take "
                   "the note away if you know why" +
                   std::string(kNothing)};
}

Status CheckIsSound(LedgerSchema& backup, const std::string& from) {
  TRY(const SchemaStatus status, backup.State());
  if (const auto ours = RefuseForeignSchema(status); !ours) return ours.error().At(from);
  if (status.Held() == 0) {
    return Error{ErrorCode::kBadInput, from + ": there is no ledger in it" + std::string(kNothing)};
  }
  TRY(const auto faults, backup.connection().session().CheckItself());
  if (faults.empty()) return {};
  return Error{ErrorCode::kDisk,
               from + ": the backup is damaged: " + faults.front() + std::string(kNothing)};
}

// A ledger that cannot be read cannot be kept as a backup; its files can be kept as they are.
Error WithAdvice(Error error, const DatabaseLocation& to) {
  if (error.code != ErrorCode::kDisk || to.kind != DatabaseLocation::Kind::kSqlite) return error;
  error.message += "; where the ledger itself is damaged, move " + to.path + ", " + to.path +
                   "-wal and " + to.path +
                   "-shm away together while nothing uses them, then restore again" +
                   std::string(kNothing);
  return error;
}

RunRecord RunOf(const RestoreRecord& record, const std::string& from, UtcSeconds started_at,
                UtcSeconds now) {
  RunRecord run;
  run.verb = "restore";
  run.parameters = "{}";
  run.started_at = started_at;
  run.finished_at = now;
  run.outcome = "ok";
  run.message = "from " + from + ", revision " + std::to_string(record.summary.revision);
  if (record.kept) run.message += "; what was there before: " + record.kept->path;
  return run;
}

class Restoring {
 public:
  Restoring(const std::string& from, const DatabaseLocation& to, const BackupParts& parts)
      : from_(from), to_(to), parts_(parts) {}

  Result<RestoreRecord> Run() {
    const UtcSeconds started_at = parts_.clock.Now();
    TRY_VOID(CheckIsFile(from_, to_));
    TRY(record_.note_checked, CheckNote(from_));
    TRY(const auto backup,
        parts_.open({DatabaseLocation::Kind::kSqlite, from_}, DatabaseAccess::kRead));
    TRY_VOID(CheckIsSound(*backup, from_));
    // From here to the end nobody else writes it.
    auto target = parts_.open(to_, DatabaseAccess::kWrite);
    if (!target) return WithAdvice(target.error(), to_);
    TRY_VOID(Keep(**target));
    TRY_VOID(Replace(*backup, **target));
    TRY_VOID(Verify(*backup, **target));
    TRY(const SchemaStatus status, (*target)->State());
    record_.newest_schema = status.Newest();
    TRY_VOID((*target)->AddRun(RunOf(record_, from_, started_at, parts_.clock.Now())));
    return std::move(record_);
  }

 private:
  Status Keep(LedgerSchema& target) {
    TRY(const bool empty, target.connection().session().IsEmpty());
    if (empty) return {};
    if (to_.kind != DatabaseLocation::Kind::kSqlite) {
      return Error{ErrorCode::kUsage,
                   "the database is not empty: restore into a new one, and let --db name it" +
                       std::string(kNothing)};
    }
    auto kept = BackUp(target, to_, std::nullopt, parts_);
    if (!kept) return WithAdvice(kept.error(), to_);
    record_.kept = *std::move(kept);
    return {};
  }

  Status Replace(LedgerSchema& backup, LedgerSchema& target) {
    if (to_.kind == DatabaseLocation::Kind::kSqlite) return target.ReplaceBy(from_);
    TRY(const TransferredLedger ignored, TransferLedger(backup, target, {}));
    return {};
  }

  Status Verify(LedgerSchema& backup, LedgerSchema& target) {
    TRY(record_.summary, backup.Summary());
    TRY(const LedgerSummary restored, target.Summary());
    auto compared = CompareWithOriginal(backup.connection(), target.connection());
    if (compared && restored == record_.summary) {
      record_.contents_compared = *compared;
      return {};
    }
    const std::string why = compared ? "other counts" : compared.error().message;
    return Error{ErrorCode::kInvariant,
                 "what was restored is not what the backup holds (" + why + "); " +
                     (record_.kept ? "what was there before is in " + record_.kept->path
                                   : std::string("there was nothing before"))};
  }

  const std::string& from_;
  const DatabaseLocation& to_;
  const BackupParts& parts_;
  RestoreRecord record_;
};

}  // namespace

Result<RestoreRecord> Restore(const std::string& from, const DatabaseLocation& to,
                              const BackupParts& parts) {
  return Restoring(from, to, parts).Run();
}

}  // namespace cognitrack
