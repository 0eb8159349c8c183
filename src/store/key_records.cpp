#include "store/key_records.h"

#include <algorithm>
#include <array>

#include "store/dialect.h"

namespace cognitrack {
namespace {

constexpr std::array kStates = {KeyState::kActive, KeyState::kSpare, KeyState::kAuthFailed,
                                KeyState::kDisabled, KeyState::kRevoked};
constexpr const char* kColumns =
    "id, team, source, provider, label, state, state_reason, state_at, sealed, version, kek_id, "
    "last_four, organisation, project_ids, added_at, added_by, used_at, checked_at";

std::string Joined(const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : ",") + id;
  return text;
}

std::vector<std::string> Split(std::string_view text) {
  std::vector<std::string> ids;
  while (!text.empty()) {
    const std::string_view id = text.substr(0, text.find(','));
    text.remove_prefix(std::min(id.size() + 1, text.size()));
    ids.emplace_back(id);
  }
  return ids;
}

bool IsInUse(KeyState state) { return state == KeyState::kActive || state == KeyState::kSpare; }

Result<KeyRecord> RecordIn(const SqlQuery& query) {
  KeyRecord record;
  record.id = query.Integer(0);
  record.team = query.Text(1);
  record.source = query.Text(2);
  record.provider = query.Text(3);
  record.label = query.Text(4);
  const auto* state = std::find_if(kStates.begin(), kStates.end(), [&query](KeyState known) {
    return NameOf(known) == query.TextView(5);
  });
  if (state == kStates.end()) {
    return Error{ErrorCode::kInvariant, "key " + std::to_string(record.id) +
                                            " is damaged: its state is '" + query.Text(5) + "'"};
  }
  record.state = *state;
  record.state_reason = query.Text(6);
  record.state_at = query.Integer(7);
  record.sealed = query.Blob(8);
  record.version = query.Integer(9);
  record.kek_id = query.Text(10);
  record.last_four = query.Text(11);
  record.organisation = query.Text(12);
  record.project_ids = Split(query.TextView(13));
  record.added_at = query.Integer(14);
  record.added_by = query.Text(15);
  record.used_at = query.Integer(16);
  record.checked_at = query.Integer(17);
  return record;
}

// Everything but the time of its last use, which is noted beside other changes.
void BindRecord(const KeyRecord& record, SqlQuery* write) {
  write->Bind(1, record.id).BindText(2, record.team).BindText(3, record.source);
  write->BindText(4, record.provider).BindText(5, record.label).BindText(6, NameOf(record.state));
  write->BindText(7, record.state_reason).Bind(8, record.state_at).BindBlob(9, record.sealed);
  write->Bind(10, record.version).BindText(11, record.kek_id).BindText(12, record.last_four);
  write->BindText(13, record.organisation).BindText(14, Joined(record.project_ids));
  write->Bind(15, record.added_at).BindText(16, record.added_by).Bind(17, record.checked_at);
}

Error NoSuchKey(std::int64_t id) {
  return Error{ErrorCode::kUsage, "there is no key " + std::to_string(id) +
                                      "; 'cognitrack keys list' shows those that there are"};
}

}  // namespace

std::string_view NameOf(KeyState state) {
  switch (state) {
    case KeyState::kActive:
      return "active";
    case KeyState::kSpare:
      return "spare";
    case KeyState::kAuthFailed:
      return "auth_failed";
    case KeyState::kDisabled:
      return "disabled";
    case KeyState::kRevoked:
      return "revoked";
  }
  return "";
}

Result<std::vector<KeyRecord>> KeyRecords::All() { return Read("", {}); }

Result<KeyRecord> KeyRecords::Find(std::int64_t id) {
  TRY(std::vector<KeyRecord> found,
      Read("WHERE id = $1", [id](SqlQuery* query) { query->Bind(1, id); }));
  if (found.empty()) return NoSuchKey(id);
  return std::move(found.front());
}

Result<std::optional<KeyRecord>> KeyRecords::Active(const std::string& source) {
  TRY(std::vector<KeyRecord> found, Of(source, KeyState::kActive));
  if (found.empty()) return std::optional<KeyRecord>();
  return std::optional<KeyRecord>(std::move(found.front()));
}

Result<KeyRecord> KeyRecords::Add(KeyRecord record, bool as_spare, const SealRecord& seal) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(SqlQuery next, connection_->Prepare("SELECT " + NextId("provider_keys", "id")));
  TRY(const std::optional<std::int64_t> id, next.RunForInteger());
  record.id = id.value_or(1);
  record.version = 1;
  record.added_at = record.state_at = clock_->Now();
  TRY(const bool has_active, HasActive(record.source));
  record.state = as_spare || has_active ? KeyState::kSpare : KeyState::kActive;
  TRY_VOID(seal(&record));
  TRY(SqlQuery insert,
      connection_->Prepare(std::string("INSERT INTO provider_keys (") + kColumns +
                           ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
                           "$14, $15, $16, 0, $17)"));
  BindRecord(record, &insert);
  TRY_VOID(insert.Run());
  TRY_VOID(transaction.Commit());
  return record;
}

Result<KeyRecord> KeyRecords::Exchange(KeyRecord record, const SealRecord& seal) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(const KeyRecord held, Find(record.id));
  if (held.state == KeyState::kRevoked) {
    return Error{ErrorCode::kUsage, "key " + std::to_string(held.id) +
                                        " was removed; 'cognitrack keys add' stores another one"};
  }
  if (held.version != record.version) {
    return Error{ErrorCode::kTryLater, "key " + std::to_string(held.id) +
                                           " was exchanged meanwhile; nothing was changed"};
  }
  ++record.version;
  if (!IsInUse(held.state)) {
    TRY(const bool has_active, HasActive(record.source));
    record.state = has_active ? KeyState::kSpare : KeyState::kActive;
  } else {
    record.state = held.state;
  }
  record.state_reason.clear();
  record.state_at = clock_->Now();
  record.used_at = held.used_at;
  TRY_VOID(seal(&record));
  TRY_VOID(Write(record));
  TRY_VOID(transaction.Commit());
  return record;
}

Status KeyRecords::Reseal(KeyRecord record, const SealRecord& seal) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(const KeyRecord held, Find(record.id));
  if (held.version != record.version || held.sealed != record.sealed) return {};
  TRY_VOID(seal(&record));
  TRY(SqlQuery write, connection_->Prepare("UPDATE provider_keys SET sealed = $2, kek_id = $3 "
                                           "WHERE id = $1"));
  write.Bind(1, record.id).BindBlob(2, record.sealed).BindText(3, record.kek_id);
  TRY_VOID(write.Run());
  return transaction.Commit();
}

Status KeyRecords::WhenUnused(const std::function<bool(const KeyRecord&)>& is_in_use,
                              const std::function<Status()>& change) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(const std::vector<KeyRecord> records, All());
  std::string users;
  for (const KeyRecord& record : records) {
    if (!is_in_use(record)) continue;
    users += (users.empty() ? "" : ", ") + std::to_string(record.id);
  }
  if (!users.empty()) {
    return Error{ErrorCode::kTryLater, "still in use by key " + users + "; nothing was changed"};
  }
  TRY_VOID(change());
  return transaction.Commit();
}

Result<std::optional<KeyRecord>> KeyRecords::TakeOut(const KeyRecord& record, KeyState to,
                                                     const std::string& reason) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(const KeyRecord held, Find(record.id));
  std::optional<KeyRecord> successor;
  const bool is_same = held.version == record.version;
  const bool changes = to == KeyState::kRevoked ? held.state != to : IsInUse(held.state);
  if (!is_same || !changes) return successor;
  TRY_VOID(SetState(held.id, to, reason));
  if (to == KeyState::kRevoked) {
    TRY(SqlQuery empty,
        connection_->Prepare("UPDATE provider_keys SET sealed = $2, kek_id = '' WHERE id = $1"));
    empty.Bind(1, held.id).BindBlob(2, "");
    TRY_VOID(empty.Run());
  }
  if (held.state == KeyState::kActive) {
    TRY(std::vector<KeyRecord> spares, Of(held.source, KeyState::kSpare));
    if (!spares.empty()) {
      successor = std::move(spares.front());
      successor->state = KeyState::kActive;
      successor->state_reason = "took over from key " + std::to_string(held.id);
      TRY_VOID(SetState(successor->id, KeyState::kActive, successor->state_reason));
    }
  }
  TRY_VOID(transaction.Commit());
  return successor;
}

Result<KeyRecord> KeyRecords::BringBack(std::int64_t id) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(KeyRecord held, Find(id));
  if (held.state != KeyState::kDisabled && held.state != KeyState::kAuthFailed) {
    return Error{
        ErrorCode::kUsage,
        "key " + std::to_string(id) + " is " + std::string(NameOf(held.state)) +
            (held.state == KeyState::kRevoked
                 ? ": it was removed, and its secret with it; 'cognitrack keys add' stores "
                   "another one"
                 : " already; nothing was changed")};
  }
  TRY(const bool has_active, HasActive(held.source));
  held.state = has_active ? KeyState::kSpare : KeyState::kActive;
  held.state_reason.clear();
  TRY_VOID(SetState(id, held.state, ""));
  TRY_VOID(transaction.Commit());
  return held;
}

Status KeyRecords::NoteUse(std::int64_t id) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(SqlQuery write, connection_->Prepare("UPDATE provider_keys SET used_at = $2 WHERE id = $1"));
  write.Bind(1, id).Bind(2, clock_->Now());
  TRY_VOID(write.Run());
  return transaction.Commit();
}

Status KeyRecords::NoteCheck(const KeyRecord& record) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(SqlQuery write,
      connection_->Prepare("UPDATE provider_keys SET checked_at = $2, organisation = $3, "
                           "project_ids = $4 WHERE id = $1"));
  write.Bind(1, record.id).Bind(2, clock_->Now()).BindText(3, record.organisation);
  write.BindText(4, Joined(record.project_ids));
  TRY_VOID(write.Run());
  return transaction.Commit();
}

Result<std::vector<KeyRecord>> KeyRecords::Of(const std::string& source, KeyState state) {
  return Read("WHERE source = $1 AND state = $2",
              [&](SqlQuery* query) { query->BindText(1, source).BindText(2, NameOf(state)); });
}

Result<std::vector<KeyRecord>> KeyRecords::Read(const std::string& where,
                                                const std::function<void(SqlQuery*)>& bind) {
  TRY(SqlQuery query, connection_->Prepare(std::string("SELECT ") + kColumns +
                                           " FROM provider_keys " + where + " ORDER BY id"));
  if (bind) bind(&query);
  std::vector<KeyRecord> records;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return records;
    TRY(KeyRecord record, RecordIn(query));
    records.push_back(std::move(record));
  }
}

Result<bool> KeyRecords::HasActive(const std::string& source) {
  TRY(const std::optional<KeyRecord> active, Active(source));
  return active.has_value();
}

Status KeyRecords::Write(const KeyRecord& record) {
  TRY(SqlQuery write,
      connection_->Prepare("UPDATE provider_keys SET team = $2, source = $3, provider = $4, "
                           "label = $5, state = $6, state_reason = $7, state_at = $8, "
                           "sealed = $9, version = $10, kek_id = $11, last_four = $12, "
                           "organisation = $13, project_ids = $14, added_at = $15, "
                           "added_by = $16, checked_at = $17 WHERE id = $1"));
  BindRecord(record, &write);
  return write.Run();
}

Status KeyRecords::SetState(std::int64_t id, KeyState state, const std::string& reason) {
  TRY(SqlQuery write,
      connection_->Prepare("UPDATE provider_keys SET state = $2, state_reason = $3, state_at = $4 "
                           "WHERE id = $1"));
  write.Bind(1, id).BindText(2, NameOf(state)).BindText(3, reason).Bind(4, clock_->Now());
  return write.Run();
}

}  // namespace cognitrack
