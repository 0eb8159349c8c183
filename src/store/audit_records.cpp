#include "store/audit_records.h"

namespace cognitrack {
namespace {

constexpr std::string_view kSelect =
    "SELECT id, at, actor, address, action, target, detail, outcome, previous, hash FROM "
    "audit_entries ";

constexpr std::size_t kFaultsTold = 20;

Result<AuditEntry> EntryIn(const SqlQuery& query) {
  AuditEntry entry;
  entry.id = query.Integer(0);
  entry.at = query.Integer(1);
  entry.actor = query.Text(2);
  entry.address = query.Text(3);
  entry.action = query.Text(4);
  entry.target = query.Text(5);
  entry.detail = query.Text(6);
  entry.outcome = query.Text(7);
  TRY(entry.previous, query.Hash(8));
  TRY(entry.hash, query.Hash(9));
  return entry;
}

void Tell(const std::string& fault, AuditVerdict* verdict) {
  if (verdict->faults.size() < kFaultsTold) verdict->faults.push_back(fault);
}

std::string Numbered(std::int64_t id) { return "entry " + std::to_string(id); }

}  // namespace

Result<AuditEntry> AuditRecords::Append(AuditEntry entry) {
  TRY(SqlQuery head, connection_->Prepare("SELECT entry_id, hash FROM audit_head WHERE id = 1"));
  TRY(const bool has_head, head.Step());
  entry.id = has_head ? head.Integer(0) + 1 : 1;
  entry.previous = Hash256{};
  if (has_head) {
    TRY(entry.previous, head.Hash(1));
  }
  head.Reset();
  TRY_VOID(CheckEnd(entry.id - 1, entry.previous));
  entry.at = clock_->Now();
  entry.hash = AuditHash(entry);
  TRY(SqlQuery insert,
      connection_->Prepare("INSERT INTO audit_entries (id, team_id, at, actor, address, action, "
                           "target, detail, outcome, previous, hash) VALUES ($1, $2, $3, $4, $5, "
                           "$6, $7, $8, $9, $10, $11)"));
  insert.Bind(1, entry.id).Bind(2, team_.value).Bind(3, entry.at).BindText(4, entry.actor);
  insert.BindText(5, entry.address).BindText(6, entry.action).BindText(7, entry.target);
  insert.BindText(8, entry.detail).BindText(9, entry.outcome).BindHash(10, entry.previous);
  TRY_VOID(insert.BindHash(11, entry.hash).Run());
  TRY(SqlQuery write,
      connection_->Prepare("INSERT INTO audit_head (id, entry_id, hash) VALUES (1, $1, $2) ON "
                           "CONFLICT (id) DO UPDATE SET entry_id = $1, hash = $2"));
  TRY_VOID(write.Bind(1, entry.id).BindHash(2, entry.hash).Run());
  return entry;
}

Status AuditRecords::CheckEnd(std::int64_t id, const Hash256& hash) {
  TRY(SqlQuery last,
      connection_->Prepare("SELECT id, hash FROM audit_entries ORDER BY id DESC LIMIT 1"));
  TRY(const bool row, last.Step());
  const std::int64_t held = row ? last.Integer(0) : 0;
  Hash256 end;
  if (row) {
    TRY(end, last.Hash(1));
  }
  if (held == id && end == hash) return {};
  return Error{ErrorCode::kDisk,
               "the audit log does not end where it did: entry " + std::to_string(id) +
                   " was the newest, and " + std::to_string(held) +
                   " is; nothing was changed; 'cognitrack audit verify' tells more"};
}

Result<AuditEntry> AuditRecords::Record(AuditEntry entry) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(AuditEntry recorded, Append(std::move(entry)));
  TRY_VOID(transaction.Commit());
  return recorded;
}

Result<std::vector<AuditEntry>> AuditRecords::List(std::int64_t after, int limit) {
  TRY(SqlQuery query, connection_->Prepare(std::string(kSelect) +
                                           "WHERE team_id = $1 AND id > $2 ORDER BY id LIMIT $3"));
  query.Bind(1, team_.value).Bind(2, after).Bind(3, limit);
  return EntriesIn(std::move(query));
}

Result<std::vector<AuditEntry>> AuditRecords::Newest(int limit) {
  TRY(SqlQuery query,
      connection_->Prepare(std::string(kSelect) + "WHERE team_id = $1 ORDER BY id DESC LIMIT $2"));
  query.Bind(1, team_.value).Bind(2, limit);
  return EntriesIn(std::move(query));
}

Result<std::vector<AuditEntry>> AuditRecords::EntriesIn(SqlQuery query) {
  std::vector<AuditEntry> entries;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return entries;
    TRY(AuditEntry entry, EntryIn(query));
    entries.push_back(std::move(entry));
  }
}

Result<AuditVerdict> AuditRecords::Verify(std::int64_t noted_id, const Hash256& noted) {
  TRY(SqlTransaction snapshot, connection_->BeginRead());
  AuditVerdict verdict;
  TRY(SqlQuery query, connection_->PrepareScan(std::string(kSelect) + "ORDER BY id"));
  Hash256 previous;
  std::int64_t last = 0;
  bool has_noted = noted_id == 0;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) break;
    TRY(const AuditEntry entry, EntryIn(query));
    ++verdict.entries;
    if (entry.id != last + 1) {
      Tell("entries " + std::to_string(last + 1) + " to " + std::to_string(entry.id - 1) +
               " are missing",
           &verdict);
    } else if (entry.previous != previous) {
      Tell(Numbered(entry.id) + " does not follow the one before it", &verdict);
    }
    if (AuditHash(entry) != entry.hash) Tell(Numbered(entry.id) + " was edited", &verdict);
    has_noted = has_noted || (entry.id == noted_id && entry.hash == noted);
    previous = entry.hash;
    last = entry.id;
  }
  TRY(SqlQuery head, connection_->Prepare("SELECT entry_id, hash FROM audit_head WHERE id = 1"));
  TRY(const bool has_head, head.Step());
  if (has_head) {
    verdict.head_id = head.Integer(0);
    TRY(verdict.head, head.Hash(1));
  }
  if (verdict.head_id != last || verdict.head != previous) {
    Tell("the log ends with entry " + std::to_string(last) + ", but " +
             std::to_string(verdict.head_id) + " was the newest",
         &verdict);
  }
  if (!has_noted) Tell(Numbered(noted_id) + " is not the one that was noted", &verdict);
  return verdict;
}

}  // namespace cognitrack
