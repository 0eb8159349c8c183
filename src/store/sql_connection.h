// SqlConnection: a session with its prepared statements kept, and its transactions as scopes. The
// one object that every noun of the store talks to. Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/result.h"
#include "store/sql_session.h"
#include "usage/metrics.h"

namespace cognitrack {

class SqlConnection;

// A prepared statement in use; goes back to its connection when it goes out of scope. Two uses of
// the same text at one time are two statements.
class SqlQuery {
 public:
  SqlQuery(SqlConnection* connection, const std::string* text,
           std::unique_ptr<SqlStatement> statement);
  SqlQuery(SqlQuery&&) = default;
  SqlQuery& operator=(SqlQuery&&) = delete;
  ~SqlQuery();

  SqlQuery& Bind(int parameter, std::int64_t value);
  SqlQuery& Bind(int parameter, std::optional<std::int64_t> value);
  // Text is UTF-8 without NUL, which not every database keeps: anything else is refused by the next
  // Step, as kBadInput.
  SqlQuery& BindText(int parameter, std::string_view text);
  SqlQuery& BindBlob(int parameter, std::string_view bytes);
  // NULL for a hash of zeros: "there is none".
  SqlQuery& BindHash(int parameter, const Hash256& hash);
  // The parameters from `first` on for the columns of a set (store/metric_columns.h); NULL for what
  // was not reported.
  SqlQuery& BindMetrics(int first, MetricSet set, const MetricValues& metrics);

  Result<bool> Step();
  // Executes a statement that gives no rows (or whose rows do not matter) and resets it.
  Status Run();
  // The first column of the first row, or nothing without a row; resets the statement.
  Result<std::optional<std::int64_t>> RunForInteger();
  void Reset() { statement_->Reset(); }
  // Of PrepareRows: the rows that were run are in the table.
  Status Finish() { return statement_->Finish(); }

  bool IsNull(int column) const { return statement_->IsNull(column); }
  std::int64_t Integer(int column) const { return statement_->Integer(column); }
  std::optional<std::int64_t> OptionalInteger(int column) const;
  std::string Text(int column) const { return std::string(statement_->Text(column)); }
  std::string_view TextView(int column) const { return statement_->Text(column); }
  std::string_view Blob(int column) const { return statement_->Blob(column); }
  // Zeros for NULL.
  Result<Hash256> Hash(int column) const;
  // From the columns of a set.
  MetricValues Metrics(int first, MetricSet set) const;

 private:
  SqlConnection* connection_;
  const std::string* text_;  // Null: not kept.
  std::unique_ptr<SqlStatement> statement_;
  std::optional<Error> refused_;  // A text that no ledger keeps.
};

// An open transaction; rolled back unless Commit() succeeded. A read scope inside another
// transaction is part of it.
class SqlTransaction {
 public:
  SqlTransaction(SqlTransaction&& other) noexcept;
  SqlTransaction& operator=(SqlTransaction&&) = delete;
  ~SqlTransaction();
  Status Commit();

 private:
  friend class SqlConnection;
  explicit SqlTransaction(SqlConnection* connection) : connection_(connection) {}
  SqlConnection* connection_;  // Null: nothing to end.
};

class SqlConnection {
 public:
  explicit SqlConnection(std::unique_ptr<SqlSession> session) : session_(std::move(session)) {}
  SqlConnection(const SqlConnection&) = delete;
  SqlConnection& operator=(const SqlConnection&) = delete;

  Result<SqlQuery> Prepare(std::string_view sql);
  // A statement for an answer of any length, inside a transaction (SqlSession::PrepareScan).
  Result<SqlQuery> PrepareScan(std::string_view sql);
  // A statement whose every Run adds a row (SqlSession::PrepareRows).
  Result<SqlQuery> PrepareRows(std::string_view table, std::string_view columns);
  // A statement that is not kept afterwards: for texts made out of a question.
  Result<SqlQuery> PrepareOnce(std::string_view sql);
  // Fails with kInvariant inside another transaction: a verb of the ledger writes by itself.
  Result<SqlTransaction> BeginWrite();
  // Beside other writers (SqlTransactionKind::kWriteBeside), with the stream locked where one is
  // given.
  Result<SqlTransaction> BeginWriteBeside(std::optional<std::int64_t> stream);
  // Of the service's own tables (SqlTransactionKind::kWriteService).
  Result<SqlTransaction> BeginWriteService() { return Begin(SqlTransactionKind::kWriteService); }
  // Makes room for a window's rows, in a transaction of its own, where there is none yet.
  Status EnsureMonth(std::int64_t window_start);
  Result<SqlTransaction> BeginRead();
  SqlSession& session() { return *session_; }
  // Asked at the begin of every transaction that writes, inside of it; where it fails the
  // transaction is undone.
  void SetFence(std::function<Status()> fence) { fence_ = std::move(fence); }

 private:
  friend class SqlQuery;
  friend class SqlTransaction;

  template <typename Make>
  Result<SqlQuery> Kept(std::string_view text, Make make);
  Result<SqlTransaction> Begin(SqlTransactionKind kind);

  std::unique_ptr<SqlSession> session_;
  std::map<std::string, std::vector<std::unique_ptr<SqlStatement>>, std::less<>> idle_;
  bool in_transaction_ = false;
  std::function<Status()> fence_;
};

}  // namespace cognitrack
