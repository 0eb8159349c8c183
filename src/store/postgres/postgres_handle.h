// PostgresHandle: one libpq connection, with its transactions, what it takes to survive a lost one,
// and the server's answers as Results. A session and its statements share it.
//
// Nothing outlives a transaction on the server: time limits are set for each transaction, no
// statement is prepared by name. So it works behind a pooler that hands out a server connection for
// one transaction at a time (PgBouncer, Neon's pooled addresses). Statements outside of a
// transaction get a short one of their own, which may only read.
//
// Where the connection is lost, the transaction is gone and its calls fail with kUnavailable; the
// next transaction connects anew. A COMMIT whose answer was lost is looked up (pg_xact_status).
#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/postgres/postgres_address.h"
#include "store/postgres/postgres_limits.h"
#include "store/sql_session.h"

namespace cognitrack {

struct PostgresResultDeleter {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, PostgresResultDeleter>;

// The parameters of a statement as libpq takes them, in binary.
struct PostgresParameters {
  std::vector<Oid> types;
  std::vector<const char*> values;  // Null for NULL.
  std::vector<int> lengths;
  std::vector<int> formats;
};

class PostgresHandle {
 public:
  static Result<std::shared_ptr<PostgresHandle>> Connect(const std::string& address,
                                                         const PostgresLimits& limits,
                                                         Clock& clock);
  ~PostgresHandle();
  PostgresHandle(const PostgresHandle&) = delete;
  PostgresHandle& operator=(const PostgresHandle&) = delete;

  // `first` is a script of a kRead one's first statements, none of which takes its snapshot.
  Status Begin(SqlTransactionKind kind, std::string_view first = "");
  // Inside a kWriteBeside transaction, to its end.
  Status LockStream(std::int64_t stream);
  Status LockOrder();
  // See SqlSession. It is the lock of a transaction that reads nothing and stays open, so that it
  // works through a pooler, too; without a snapshot it keeps nothing from being cleaned up.
  Status HoldRollback(const std::string& process);
  Status CheckRollbackHeld();
  // See SqlSession::CanBeRepeated: after a deadlock, a failure of serialisation, or a connection
  // that was lost before the COMMIT.
  bool can_be_repeated() const { return can_be_repeated_; }
  Status Commit();
  void Rollback();
  bool in_transaction() const { return in_transaction_; }
  // The number of the open transaction, or of the last one.
  std::int64_t transaction() const { return transaction_; }
  // A name that no other cursor of this connection has.
  std::string NewCursorName() { return "scan_" + std::to_string(++cursors_); }

  // Statements without parameters; the last one's answer, as text. Outside of a transaction they
  // are one.
  Result<PostgresResult> Execute(std::string_view script);
  // One statement with parameters; its rows, in binary.
  Result<PostgresResult> Run(const std::string& sql, const PostgresParameters& parameters);

  // COPY … FROM STDIN, inside a transaction: begun, fed, ended. An unfinished one is given up,
  // which fails the transaction.
  Status BeginCopy(const std::string& sql);
  Status PutCopy(const std::string& bytes);
  Status EndCopy();
  void AbandonCopy();

  // Does nothing for a while; false where the process is to stop.
  bool Pause(std::chrono::milliseconds time) { return clock_->Sleep(time); }

  // How the database is called in messages: no password in it.
  const std::string& name() const { return name_; }
  const PostgresLimits& limits() const { return limits_; }
  // Told by a statement that removed rows without getting rid of all of them (see
  // PostgresSession::Compact): the first number in each DETAIL that the server sent, summed.
  std::int64_t TakeNoticedNumbers();

 private:
  PostgresHandle(PGconn* connection, PostgresTarget target, const PostgresLimits& limits,
                 Clock& clock);

  Status EnsureConnected();
  Status Reconnect();
  Status BeginWith(const std::string& script);
  // Of a COMMIT of the write transaction `id` whose answer was lost.
  Status Resolve(const std::string& id);
  std::string WriteLock(SqlTransactionKind kind) const;
  bool is_lost() const { return is_broken_ || PQstatus(connection_) != CONNECTION_OK; }
  bool Failed(const PGresult* result);
  Error ErrorOf(const PGresult* result, std::string_view doing);
  Error NotInATransaction() const;
  static void Notice(void* handle, const PGresult* notice);

  PGconn* connection_;
  std::string name_;
  PostgresLimits limits_;
  Clock* clock_;
  bool in_transaction_ = false;
  std::int64_t transaction_ = 0;
  std::int64_t cursors_ = 0;
  std::string write_id_;  // Of the open write transaction, as PostgreSQL numbers it.
  // What stands on the server as the unnamed statement, in the open transaction.
  std::string parsed_;
  std::vector<Oid> parsed_types_;
  std::int64_t noticed_numbers_ = 0;
  bool can_be_repeated_ = false;
  bool is_broken_ = false;  // Known to be lost.
  bool gave_up_ = false;    // The last time that it was to be made anew.
};

// The first eight words of a statement, for messages.
std::string FirstWords(std::string_view sql);

}  // namespace cognitrack
