#include "store/parity_records.h"

namespace cognitrack {

Status ParityRecords::Save(const ParityRecord& record) {
  TRY(SqlTransaction transaction, connection_->BeginWrite());
  TRY(SqlQuery write,
      connection_->Prepare("INSERT INTO parity_records (run_id, verdict, document, signed_by, "
                           "signed_at, note) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (run_id) "
                           "DO UPDATE SET verdict = $2, document = $3, signed_by = $4, "
                           "signed_at = $5, note = $6"));
  write.Bind(1, record.run_id).BindText(2, record.verdict).BindText(3, record.document);
  write.BindText(4, record.signed_by).Bind(5, record.signed_at).BindText(6, record.note);
  TRY_VOID(write.Run());
  return transaction.Commit();
}

Result<std::vector<ParityRecord>> ParityRecords::List(int limit, std::int64_t before) {
  TRY(SqlQuery query, connection_->Prepare(
                          "SELECT run_id, verdict, document, signed_by, signed_at, note "
                          "FROM parity_records WHERE NOT EXISTS (SELECT 1 FROM runs WHERE runs.id "
                          "= parity_records.run_id "
                          "AND runs.team_id <> $2) AND run_id < $3 ORDER BY run_id DESC LIMIT $1"));
  constexpr std::int64_t kAll = std::int64_t{1} << 62;
  query.Bind(1, limit > 0 ? limit : kAll).Bind(2, team_.value).Bind(3, before > 0 ? before : kAll);
  std::vector<ParityRecord> records;
  while (true) {
    TRY(const bool row, query.Step());
    if (!row) return records;
    records.push_back({query.Integer(0), query.Text(1), query.Text(2), query.Text(3),
                       query.Integer(4), query.Text(5)});
  }
}

Status ParityRecords::Sign(std::int64_t run_id, const std::string& name, UtcSeconds at,
                           const std::string& note) {
  TRY(SqlTransaction transaction, connection_->BeginWrite());
  TRY(SqlQuery sign,
      connection_->Prepare("UPDATE parity_records SET signed_by = $2, signed_at = $3, note = $4 "
                           "WHERE run_id = $1 AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.id = "
                           "parity_records.run_id "
                           "AND runs.team_id <> $5) RETURNING run_id"));
  sign.Bind(1, run_id).BindText(2, name).Bind(3, at).BindText(4, note);
  sign.Bind(5, team_.value);
  TRY(const auto signed_run, sign.RunForInteger());
  if (!signed_run) {
    return Error{ErrorCode::kUsage, "no parity document of run " + std::to_string(run_id) +
                                        " is kept; 'cognitrack runs' lists the runs; nothing was "
                                        "signed"};
  }
  return transaction.Commit();
}

}  // namespace cognitrack
