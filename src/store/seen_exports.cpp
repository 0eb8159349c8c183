#include "store/seen_exports.h"

#include "store/dialect.h"

namespace cognitrack {
namespace {

constexpr const char* kSelect =
    "SELECT sha256, name, bytes, modified_at, seen_at, outcome, detail, run_id FROM seen_exports "
    "WHERE team_id = $1";

SeenExport SeenIn(const SqlQuery& query) {
  SeenExport seen;
  seen.sha256 = query.Text(0);
  seen.name = query.Text(1);
  seen.bytes = query.Integer(2);
  seen.modified_at = query.Integer(3);
  seen.seen_at = query.Integer(4);
  seen.outcome = query.Text(5);
  seen.detail = query.Text(6);
  seen.run_id = query.OptionalInteger(7);
  return seen;
}

}  // namespace

Result<bool> SeenExports::Add(const SeenExport& seen) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(SqlQuery add,
      connection_->Prepare("INSERT INTO seen_exports (id, team_id, sha256, name, bytes, "
                           "modified_at, seen_at, outcome, detail, run_id) VALUES (" +
                           NextId("seen_exports", "id") +
                           ", $1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (team_id, sha256) "
                           "DO NOTHING RETURNING id"));
  add.Bind(1, team_.value).BindText(2, seen.sha256).BindText(3, seen.name).Bind(4, seen.bytes);
  add.Bind(5, seen.modified_at).Bind(6, seen.seen_at).BindText(7, seen.outcome);
  TRY(const auto id, add.BindText(8, seen.detail).Bind(9, seen.run_id).RunForInteger());
  TRY_VOID(transaction.Commit());
  return id.has_value();
}

Result<std::optional<SeenExport>> SeenExports::Find(const std::string& sha256) {
  TRY(SqlQuery query, connection_->Prepare(std::string(kSelect) + " AND sha256 = $2"));
  TRY(const bool row, query.Bind(1, team_.value).BindText(2, sha256).Step());
  if (!row) return std::optional<SeenExport>();
  return std::optional<SeenExport>(SeenIn(query));
}

Result<std::vector<SeenExport>> SeenExports::Newest(std::int64_t limit) {
  TRY(SqlQuery query, connection_->Prepare(std::string(kSelect) + " ORDER BY id DESC LIMIT $2"));
  query.Bind(1, team_.value).Bind(2, limit);
  std::vector<SeenExport> all;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return all;
    all.push_back(SeenIn(query));
  }
}

}  // namespace cognitrack
