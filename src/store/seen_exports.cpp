#include "store/seen_exports.h"

#include "store/dialect.h"

namespace cognitrack {

Result<bool> SeenExports::Add(const SeenExport& seen) {
  TRY(SqlTransaction transaction, connection_->BeginWriteService());
  TRY(SqlQuery add,
      connection_->Prepare("INSERT INTO seen_exports (id, team_id, sha256, name, bytes, seen_at, "
                           "outcome, detail, run_id) VALUES (" +
                           NextId("seen_exports", "id") +
                           ", $1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (team_id, sha256) DO "
                           "NOTHING RETURNING id"));
  add.Bind(1, team_.value).BindText(2, seen.sha256).BindText(3, seen.name).Bind(4, seen.bytes);
  add.Bind(5, seen.seen_at).BindText(6, seen.outcome).BindText(7, seen.detail);
  TRY(const auto id, add.Bind(8, seen.run_id).RunForInteger());
  TRY_VOID(transaction.Commit());
  return id.has_value();
}

Result<std::optional<SeenExport>> SeenExports::Find(const std::string& sha256) {
  TRY(SqlQuery query,
      connection_->Prepare("SELECT sha256, name, bytes, seen_at, outcome, detail, run_id FROM "
                           "seen_exports WHERE team_id = $1 AND sha256 = $2"));
  TRY(const bool row, query.Bind(1, team_.value).BindText(2, sha256).Step());
  if (!row) return std::optional<SeenExport>();
  SeenExport seen{query.Text(0), query.Text(1), query.Integer(2),        query.Integer(3),
                  query.Text(4), query.Text(5), query.OptionalInteger(6)};
  return std::optional<SeenExport>(std::move(seen));
}

}  // namespace cognitrack
