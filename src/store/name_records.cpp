#include "store/name_records.h"

#include <set>

#include "names/email_text.h"

namespace cognitrack {
namespace {

// The columns of NameVersion, in both tables alike.
constexpr std::string_view kVersionColumns =
    "id, since, listed, name, project_id, owner_kind, owner_id, redacted_value, status, "
    "created_at, archived_at, email";
constexpr int kVersionColumnCount = 12;

std::optional<std::string> OptionalText(const SqlQuery& query, int column) {
  if (query.IsNull(column)) return std::nullopt;
  return query.Text(column);
}

// From the columns behind the id.
NameVersion VersionIn(const SqlQuery& query) {
  NameVersion version;
  version.since = query.Integer(1);
  version.listed = query.Integer(2) != 0;
  version.facts.name = OptionalText(query, 3);
  version.facts.project_id = query.Text(4);
  version.facts.owner_kind = query.Text(5);
  version.facts.owner_id = query.Text(6);
  version.facts.redacted_value = query.Text(7);
  version.facts.status = query.Text(8);
  version.facts.created_at = query.OptionalInteger(9);
  version.facts.archived_at = query.OptionalInteger(10);
  version.facts.email = OptionalText(query, 11);
  return version;
}

void BindOptionalText(int parameter, const std::optional<std::string>& text, SqlQuery* query) {
  if (text) {
    query->BindText(parameter, *text);
  } else {
    query->Bind(parameter, std::optional<std::int64_t>());
  }
}

// $1 source, $2 kind, from $3 on the columns of a version.
void BindVersion(std::int64_t source_id, NameKind kind, const std::string& id,
                 const NameVersion& version, SqlQuery* query) {
  const NameFacts& facts = version.facts;
  query->Bind(1, source_id).BindText(2, NameOf(kind)).BindText(3, id);
  query->Bind(4, version.since).Bind(5, std::int64_t{version.listed});
  BindOptionalText(6, facts.name, query);
  query->BindText(7, facts.project_id).BindText(8, facts.owner_kind).BindText(9, facts.owner_id);
  query->BindText(10, facts.redacted_value).BindText(11, facts.status);
  query->Bind(12, facts.created_at).Bind(13, facts.archived_at);
  BindOptionalText(14, facts.email, query);
}

bool HidesEmails(NameFacts* facts) {
  const std::optional<std::string> name =
      facts->name ? std::optional(WithoutEmails(*facts->name)) : std::nullopt;
  const bool held_one = facts->email.has_value() || name != facts->name;
  facts->email.reset();
  facts->name = name;
  return held_one;
}

}  // namespace

Result<NameTally> NameRecords::Store(std::int64_t source_id, const NameListing& listing) {
  TRY(SqlTransaction transaction, connection_->BeginWrite());
  TRY(const auto held, Held(source_id, listing.kind));
  NameTally tally;
  std::set<std::string_view> seen_ids;
  for (const SeenName& seen : listing.seen) {
    if (!seen_ids.insert(seen.id).second) continue;
    const auto found = held.find(seen.id);
    const NameRecord* record = found == held.end() ? nullptr : &found->second;
    const NameDecision decision = DecideSeen(record, seen, listing);
    ++tally.seen;
    tally.Count(decision.change);
    TRY_VOID(Carry(source_id, record, decision));
  }
  for (const auto& [id, record] : held) {
    if (seen_ids.count(id) != 0) continue;
    const NameDecision decision = DecideUnseen(record, listing);
    if (!decision.writes) continue;
    tally.Count(decision.change);
    TRY_VOID(Carry(source_id, &record, decision));
  }
  TRY_VOID(transaction.Commit());
  return tally;
}

Status NameRecords::Carry(std::int64_t source_id, const NameRecord* held,
                          const NameDecision& decision) {
  if (!decision.writes) return {};
  if (decision.replaces) {
    NameVersion replaced = held->current;
    replaced.until = decision.next.current.since;
    TRY_VOID(WriteHistory(source_id, *held, replaced));
  }
  return Write(source_id, decision.next);
}

Status NameRecords::Write(std::int64_t source_id, const NameRecord& record) {
  TRY(SqlQuery write,
      connection_->Prepare("INSERT INTO names (source_id, kind, " + std::string(kVersionColumns) +
                           ", first_seen_at, seen_at, last_used_at) VALUES ($1, $2, $3, $4, $5, "
                           "$6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) "
                           "ON CONFLICT (source_id, kind, id) DO UPDATE SET since = $4, "
                           "listed = $5, name = $6, project_id = $7, owner_kind = $8, "
                           "owner_id = $9, redacted_value = $10, status = $11, created_at = $12, "
                           "archived_at = $13, email = $14, first_seen_at = $15, seen_at = $16, "
                           "last_used_at = $17"));
  BindVersion(source_id, record.kind, record.id, record.current, &write);
  write.Bind(15, record.first_seen_at).Bind(16, record.seen_at).Bind(17, record.last_used_at);
  return write.Run();
}

Status NameRecords::WriteHistory(std::int64_t source_id, const NameRecord& record,
                                 const NameVersion& version) {
  TRY(SqlQuery write,
      connection_->Prepare("INSERT INTO name_history (source_id, kind, " +
                           std::string(kVersionColumns) +
                           ", until_time) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
                           "$12, $13, $14, $15) ON CONFLICT (source_id, kind, id, since) DO "
                           "UPDATE SET name = $6, email = $14, until_time = $15"));
  BindVersion(source_id, record.kind, record.id, version, &write);
  return write.Bind(15, version.until).Run();
}

Result<std::map<std::string, NameRecord>> NameRecords::Held(std::int64_t source_id, NameKind kind) {
  TRY(SqlQuery query, connection_->Prepare("SELECT " + std::string(kVersionColumns) +
                                           ", first_seen_at, seen_at, last_used_at FROM names "
                                           "WHERE source_id = $1 AND kind = $2"));
  query.Bind(1, source_id).BindText(2, NameOf(kind));
  std::map<std::string, NameRecord> names;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return names;
    NameRecord record;
    record.kind = kind;
    record.id = query.Text(0);
    record.current = VersionIn(query);
    record.first_seen_at = query.Integer(kVersionColumnCount);
    record.seen_at = query.Integer(kVersionColumnCount + 1);
    record.last_used_at = query.OptionalInteger(kVersionColumnCount + 2);
    names.emplace(record.id, std::move(record));
  }
}

Status NameRecords::ReadHistory(std::int64_t source_id, NameKind kind,
                                std::map<std::string, NameRecord>* names) {
  TRY(SqlQuery query, connection_->Prepare("SELECT " + std::string(kVersionColumns) +
                                           ", until_time FROM name_history WHERE source_id = $1 "
                                           "AND kind = $2 ORDER BY id, since"));
  query.Bind(1, source_id).BindText(2, NameOf(kind));
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return {};
    const auto found = names->find(query.Text(0));
    if (found == names->end()) continue;
    NameVersion version = VersionIn(query);
    version.until = query.Integer(kVersionColumnCount);
    found->second.history.push_back(std::move(version));
  }
}

Result<std::vector<NameRecord>> NameRecords::OfSource(std::int64_t source_id) {
  TRY(SqlTransaction snapshot, connection_->BeginRead());
  std::vector<NameRecord> all;
  for (const NameKind kind : kNameKinds) {
    TRY(auto names, Held(source_id, kind));
    TRY_VOID(ReadHistory(source_id, kind, &names));
    for (auto& [id, record] : names) all.push_back(std::move(record));
  }
  return all;
}

Result<std::int64_t> NameRecords::ForgetEmails(std::int64_t source_id) {
  std::int64_t forgotten = 0;
  {
    TRY(SqlTransaction transaction, connection_->BeginWrite());
    for (const NameKind kind : kNameKinds) {
      TRY(auto names, Held(source_id, kind));
      TRY_VOID(ReadHistory(source_id, kind, &names));
      for (auto& [id, record] : names) {
        for (NameVersion& version : record.history) {
          if (!HidesEmails(&version.facts)) continue;
          ++forgotten;
          TRY_VOID(WriteHistory(source_id, record, version));
        }
        if (!HidesEmails(&record.current.facts)) continue;
        ++forgotten;
        TRY_VOID(Write(source_id, record));
      }
    }
    TRY_VOID(transaction.Commit());
  }
  // Also where nothing was left to forget: an earlier call may have died before it came to this.
  TRY_VOID(connection_->session().Compact());
  return forgotten;
}

}  // namespace cognitrack
