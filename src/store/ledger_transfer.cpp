#include "store/ledger_transfer.h"

#include "store/schema_tables.h"

namespace cognitrack {
namespace {

constexpr std::int64_t kRowsBetweenReports = 50'000;

std::string Listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string ColumnsOf(const SchemaTable& table) {
  std::vector<std::string> names;
  for (const SchemaColumn& column : table.columns) names.push_back(column.name);
  return Listed(names);
}

std::string SelectOf(const SchemaTable& table) {
  return "SELECT " + ColumnsOf(table) + " FROM " + table.name + " ORDER BY " + Listed(table.key);
}

// NULL, numbers, texts and bytes never hash alike.
class RowHasher {
 public:
  void AddNull() { hasher_.AddBytes("n"); }
  void AddInteger(std::int64_t value) {
    hasher_.AddBytes("i");
    hasher_.AddInteger(value);
  }
  void AddText(std::string_view text) {
    hasher_.AddBytes("t");
    hasher_.AddText(text);
  }
  void AddBytes(std::string_view bytes) {
    hasher_.AddBytes("b");
    hasher_.AddText(bytes);
  }
  Hash256 Finish() { return hasher_.Finish(); }

 private:
  Blake2bHasher hasher_;
};

// One value of the row at hand, hashed, and bound as the n-th parameter where there is a target.
void Take(const SqlQuery& row, const SchemaColumn& column, int at, RowHasher* hasher,
          SqlStatement* target) {
  if (row.IsNull(at)) {
    hasher->AddNull();
    if (target != nullptr) target->BindNull(at + 1);
    return;
  }
  switch (column.kind) {
    case ColumnKind::kInteger:
      hasher->AddInteger(row.Integer(at));
      if (target != nullptr) target->BindInteger(at + 1, row.Integer(at));
      return;
    case ColumnKind::kText:
      hasher->AddText(row.TextView(at));
      if (target != nullptr) target->BindText(at + 1, row.TextView(at));
      return;
    case ColumnKind::kBytes:
      hasher->AddBytes(row.Blob(at));
      if (target != nullptr) target->BindBlob(at + 1, row.Blob(at));
      return;
  }
}

// Reads a table to its end; each row goes into `target`, where there is one.
Result<TransferredTable> ReadThrough(SqlConnection& from, const SchemaTable& table,
                                     SqlStatement* target, const TransferProgress& progress) {
  TransferredTable read{table.name, 0, {}};
  RowHasher hasher;
  TRY(SqlQuery rows, from.PrepareScan(SelectOf(table)));
  while (true) {
    TRY(const bool row, rows.Step());
    if (!row) break;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      Take(rows, table.columns[i], static_cast<int>(i), &hasher, target);
    }
    if (target != nullptr) {
      TRY(const bool ignored, target->Step());
      target->Reset();
      static_cast<void>(ignored);
    }
    if (++read.rows % kRowsBetweenReports == 0 && progress) progress(table.name, read.rows);
  }
  read.hash = hasher.Finish();
  return read;
}

// Where a table is split by month, its parts must be there before its rows.
Status MakeMonths(SqlConnection& from, const SchemaTable& table, SqlSession& to) {
  if (!table.by_month) return {};
  TRY(SqlQuery starts,
      from.PrepareOnce("SELECT DISTINCT window_start FROM " + table.name + " ORDER BY 1"));
  while (true) {
    TRY(const bool row, starts.Step());
    if (!row) return {};
    TRY_VOID(to.EnsureMonth(starts.Integer(0)));
  }
}

Result<TransferredTable> Transfer(SqlConnection& from, const SchemaTable& table, SqlConnection& to,
                                  const TransferProgress& progress) {
  TRY_VOID(MakeMonths(from, table, to.session()));
  // What a script put there is in the copied rows, too.
  TRY_VOID(to.session().Execute("DELETE FROM " + table.name));
  TransferredTable read;
  {
    TRY(const auto insert, to.session().PrepareRows(table.name, ColumnsOf(table)));
    TRY(read, ReadThrough(from, table, insert.get(), progress));
    TRY_VOID(insert->Finish());
  }
  TRY(const TransferredTable written, ReadThrough(to, table, nullptr, {}));
  if (written.rows == read.rows && written.hash == read.hash) return read;
  return Error{ErrorCode::kInvariant, "the copy of " + table.name +
                                          " differs: " + std::to_string(read.rows) +
                                          " rows were read and " + std::to_string(written.rows) +
                                          " are there, or a value changed; nothing was stored"};
}

Result<std::vector<SchemaTable>> TablesIn(LedgerSchema& ledger) {
  TRY(const SchemaStatus status, ledger.State());
  TRY_VOID(RefuseForeignSchema(status));
  return TablesOf(ledger.migrations(), status.Held());
}

}  // namespace

std::int64_t TransferredLedger::Rows() const {
  std::int64_t rows = 0;
  for (const TransferredTable& table : tables) rows += table.rows;
  return rows;
}

Result<TransferredLedger> TransferLedger(LedgerSchema& from, LedgerSchema& to,
                                         const TransferProgress& progress) {
  SqlConnection& source = from.connection();
  SqlConnection& target = to.connection();
  TRY(SqlTransaction snapshot, source.BeginRead());
  TRY(const std::vector<SchemaTable> tables, TablesIn(from));
  if (tables.empty()) {
    return Error{ErrorCode::kConfig,
                 "there is no ledger to copy: the database is empty; nothing was stored"};
  }
  TRY(SqlTransaction transaction, target.BeginWrite());
  TRY(const bool empty, target.session().IsEmpty());
  if (!empty) {
    return Error{ErrorCode::kUsage,
                 "the database to copy to is not empty; name a new one; nothing was changed in it"};
  }
  TransferredLedger done;
  TRY(done.summary, SummaryOf(source));
  for (const Migration& migration : from.migrations()) {
    if (migration.version > done.summary.schema) continue;
    TRY_VOID(target.session().Execute(InDialect(migration.sql, target.session().dialect())));
  }
  for (const SchemaTable& table : tables) {
    TRY(TransferredTable copied, Transfer(source, table, target, progress));
    done.tables.push_back(std::move(copied));
  }
  TRY_VOID(transaction.Commit());
  return done;
}

Result<std::vector<TransferredTable>> HashTables(LedgerSchema& ledger) {
  TRY(SqlTransaction snapshot, ledger.connection().BeginRead());
  TRY(const std::vector<SchemaTable> tables, TablesIn(ledger));
  std::vector<TransferredTable> hashed;
  for (const SchemaTable& table : tables) {
    TRY(TransferredTable one, ReadThrough(ledger.connection(), table, nullptr, {}));
    hashed.push_back(std::move(one));
  }
  return hashed;
}

}  // namespace cognitrack
