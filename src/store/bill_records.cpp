#include "store/bill_records.h"

namespace cognitrack {

Status BillRecords::Save(const BillRecord& record) {
  TRY(SqlTransaction transaction, connection_->BeginWrite());
  TRY(SqlQuery write,
      connection_->Prepare("INSERT INTO bill_records (run_id, verdict, price_book, document) "
                           "VALUES ($1, $2, $3, $4) ON CONFLICT (run_id) DO UPDATE SET "
                           "verdict = $2, price_book = $3, document = $4"));
  write.Bind(1, record.run_id).BindText(2, record.verdict).BindText(3, record.price_book);
  write.BindText(4, record.document);
  TRY_VOID(write.Run());
  return transaction.Commit();
}

Result<std::optional<BillRecord>> BillRecords::Read(std::optional<std::int64_t> run_id) {
  TRY(SqlQuery query,
      connection_->Prepare("SELECT run_id, verdict, price_book, document FROM bill_records "
                           "WHERE ($1 = 0 OR run_id = $1) AND NOT EXISTS (SELECT 1 FROM runs WHERE "
                           "runs.id = bill_records.run_id "
                           "AND runs.team_id <> $2) ORDER BY run_id DESC LIMIT 1"));
  query.Bind(1, run_id.value_or(0)).Bind(2, team_.value);
  TRY(const bool row, query.Step());
  if (!row) return std::optional<BillRecord>();
  return std::optional<BillRecord>({query.Integer(0), query.Text(1), query.Text(2), query.Text(3)});
}

}  // namespace cognitrack
