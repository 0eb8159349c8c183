// SqlSession: one connection to an SQL database, as the store needs it. All SQL of the ledger
// stands in store/ and is written once; a session prepares, binds, steps and holds what differs
// between databases. Parameters are written $1, $2, … and bound by that number. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/dialect.h"

namespace cognitrack {

// A prepared statement. Binding copies texts and blobs. A failed binding is told by the next Step.
// Columns are counted from 0 and may be read until the next Step or Reset.
class SqlStatement {
 public:
  virtual ~SqlStatement() = default;

  virtual void BindNull(int parameter) = 0;
  virtual void BindInteger(int parameter, std::int64_t value) = 0;
  virtual void BindText(int parameter, std::string_view text) = 0;
  virtual void BindBlob(int parameter, std::string_view bytes) = 0;
  // Parameters `first`, `first` + 1, …: value i, or NULL where bit i of `present` is not set.
  virtual void BindIntegers(int first, std::span<const std::int64_t> values,
                            std::uint32_t present) = 0;

  // True: there is a row to read. False: the statement is done.
  virtual Result<bool> Step() = 0;

  virtual bool IsNull(int column) const = 0;
  virtual std::int64_t Integer(int column) const = 0;
  virtual std::string_view Text(int column) const = 0;
  virtual std::string_view Blob(int column) const = 0;
  // Columns `first`, `first` + 1, … into `values` (0 for NULL); gives the bits of those not NULL.
  virtual std::uint32_t Integers(int first, std::span<std::int64_t> values) const = 0;

  // Ends the execution; the statement can be stepped again. Parameters keep their values until they
  // are bound anew, so that a loop pays for what changes only.
  virtual void Reset() = 0;
  // Reset, and every parameter is NULL.
  virtual void Forget() = 0;
  // Of a statement of PrepareRows: what was stepped is in the table afterwards, or an error is
  // told.
  virtual Status Finish() { return {}; }
};

// kRead is one snapshot. kWrite holds the database's write lock from its begin. kWriteBeside goes
// on beside others of its kind, where the database can do that, and never beside a kWrite one: it
// changes only what is of one stream (LockStream) or of one run, and until LockOrder nothing that
// NextId counts. kWriteService is alone among its kind and otherwise like kWriteBeside: it changes
// only tables that no window and no run stands in, and counts ids there.
enum class SqlTransactionKind { kRead, kWrite, kWriteBeside, kWriteService };

// One window of a stream.
struct SqlWindow {
  std::int64_t stream = 0;
  std::int64_t start = 0;
};

// What became of a month that was to be emptied at once.
enum class MonthFate {
  kEmptied,
  kCannot,  // The database does not keep months apart, or this one holds rows of other windows.
  kBusy,    // Readers held on to it for as long as is waited for them.
};

// Of a database that another process is rolling back.
std::string RollbackHeldBy(const std::string& database, const std::string& process);

class SqlSession {
 public:
  virtual ~SqlSession() = default;

  virtual Result<std::unique_ptr<SqlStatement>> Prepare(std::string_view sql) = 0;
  // A SELECT whose answer may be of any length: it is read piece by piece, in bounded memory.
  // Executed inside a transaction only; other statements may be executed between its steps.
  virtual Result<std::unique_ptr<SqlStatement>> PrepareScan(std::string_view sql);
  // A statement whose every Step adds one row to a table and gives none back; parameter n is the
  // n-th of `columns` ("a, b, c"). Between its first Step and Finish nothing else is executed.
  virtual Result<std::unique_ptr<SqlStatement>> PrepareRows(std::string_view table,
                                                            std::string_view columns);
  // Statements without parameters, separated by semicolons.
  virtual Status Execute(std::string_view script) = 0;

  virtual Status Begin(SqlTransactionKind kind) = 0;
  virtual Status Commit() = 0;
  // Undoes what was not committed; does nothing where no transaction is open.
  virtual void Rollback() = 0;

  // Inside a kWriteBeside transaction, first of all: who else writes to the stream comes before or
  // after it.
  virtual Status LockStream(std::int64_t stream);
  // Inside a kWriteBeside transaction: from here to its end one writer at a time, so that revisions
  // are committed in their order.
  virtual Status LockOrder();
  // Whether no other process can write while this one has the database open.
  virtual bool WritesAlone() const { return true; }
  // Whether what failed last did so because of another transaction or of a lost connection, and
  // nothing of it was committed: done again from its begin it may succeed.
  virtual bool CanBeRepeated() const { return false; }

  // Inside a kWrite transaction, before rows of a window are written for the first time: makes room
  // for them in every table that is split by month.
  virtual Status EnsureMonth(std::int64_t window_start);
  // Whether a transaction that was committed made it.
  virtual bool HasMonth(std::int64_t) const { return true; }
  // Inside a kWrite transaction, as its last statement: takes the rows of these windows, which are
  // of one month, out of tables of facts and their histories, all at once and nothing else. Unless
  // kEmptied nothing has changed. Readers that begin afterwards wait for the commit.
  virtual Result<MonthFate> EmptyMonth(const std::vector<std::string>& tables,
                                       const std::vector<SqlWindow>& windows);

  // Keeps every other session from doing the same for as long as this one is there; free at once
  // when its process dies, whatever becomes of the database's tables meanwhile. Nothing else is
  // asked of this session then. `process` is how others are told of it; kTryLater, naming the one
  // that came before.
  virtual Status HoldRollback(const std::string& process);
  // kTryLater where that was lost since, with the connection.
  virtual Status CheckRollbackHeld();

  virtual SqlDialect dialect() const = 0;
  // True where the database holds no table at all.
  virtual Result<bool> IsEmpty() = 0;
  // The database's own check of its structure and references: one text a fault.
  virtual Result<std::vector<std::string>> CheckItself() = 0;
  // Writes the database, as the last commit left it, to a new file of its owner's alone. Outside of
  // any transaction.
  virtual Status CopyTo(const std::string& path) = 0;
  // Puts what an SQLite file of that path holds in the place of everything that is held here, in
  // one transaction of its own; readers go on with what they saw. kConfig where this database
  // cannot.
  virtual Status ReplaceBy(const std::string& path);
  // Writes the database anew, outside of any transaction, so that its files keep no trace of what
  // was deleted or overwritten. kTryLater where a reader holds on to the old state.
  virtual Status Compact() = 0;
};

}  // namespace cognitrack
