#include "store/flag_records.h"

#include "store/dialect.h"

namespace cognitrack {

Result<std::int64_t> FlagRecords::Add(const FlagChange& change) {
  TRY(SqlTransaction transaction, connection_->BeginWrite());
  TRY(const std::optional<std::int64_t> source_id, SourceId(change.source));
  TRY(SqlQuery write,
      connection_->Prepare("INSERT INTO flag_changes (id, flag, source_id, setting, reason, "
                           "set_by, parity_run, run_id, set_at) VALUES (" +
                           NextId("flag_changes", "id") +
                           ", $1, $2, $3, $4, $5, $6, $7, $8) RETURNING id"));
  write.BindText(1, change.flag).Bind(2, source_id).BindText(3, NameOf(change.setting));
  write.BindText(4, change.reason).BindText(5, change.set_by).Bind(6, change.parity_run);
  write.Bind(7, change.run_id).Bind(8, change.set_at);
  TRY(const std::optional<std::int64_t> id, write.RunForInteger());
  TRY_VOID(transaction.Commit());
  return id.value_or(0);
}

Result<std::vector<FlagChange>> FlagRecords::All() {
  TRY(SqlQuery query,
      connection_->Prepare(
          "SELECT f.id, f.flag, s.name, f.setting, f.reason, f.set_by, "
          "f.parity_run, f.run_id, f.set_at FROM flag_changes AS f "
          "LEFT JOIN sources AS s ON s.id = f.source_id WHERE s.team_id = $1 OR "
          "(f.source_id IS NULL AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.id = f.run_id "
          "AND runs.team_id <> $1)) ORDER BY f.id DESC"));
  query.Bind(1, team_.value);
  std::vector<FlagChange> changes;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return changes;
    FlagChange change;
    change.id = query.Integer(0);
    change.flag = query.Text(1);
    if (!query.IsNull(2)) change.source = query.Text(2);
    const auto setting = FlagSettingNamed(query.TextView(3));
    if (!setting) {
      return Error{ErrorCode::kInvariant, "entry " + std::to_string(change.id) +
                                              " of the flags is damaged: it sets '" +
                                              query.Text(3) + "'"};
    }
    change.setting = *setting;
    change.reason = query.Text(4);
    change.set_by = query.Text(5);
    change.parity_run = query.OptionalInteger(6);
    change.run_id = query.Integer(7);
    change.set_at = query.Integer(8);
    changes.push_back(std::move(change));
  }
}

Result<std::optional<std::int64_t>> FlagRecords::SourceId(
    const std::optional<std::string>& source) {
  if (!source) return std::optional<std::int64_t>();
  TRY(SqlQuery query,
      connection_->Prepare("SELECT id FROM sources WHERE name = $1 AND team_id = $2"));
  query.BindText(1, *source).Bind(2, team_.value);
  TRY(const std::optional<std::int64_t> id, query.RunForInteger());
  if (id) return id;
  return Error{ErrorCode::kConfig,
               "the ledger holds no source '" + *source + "'; nothing was changed"};
}

}  // namespace cognitrack
