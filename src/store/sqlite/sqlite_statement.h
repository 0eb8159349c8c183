// SqliteStatement: SqlStatement on sqlite3_stmt.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "store/sql_session.h"
#include "store/sqlite/write_lock.h"

struct sqlite3;
struct sqlite3_stmt;

namespace cognitrack {

// What a session and its statements share: the connection, its path for messages, and whether a
// failed fsync has made it unusable.
struct SqliteHandle {
  std::unique_ptr<WriteLock> lock;  // Of a write session; given back after the database was closed.
  sqlite3* database = nullptr;
  std::string path;
  bool unusable = false;

  SqliteHandle() = default;
  SqliteHandle(const SqliteHandle&) = delete;
  SqliteHandle& operator=(const SqliteHandle&) = delete;
  ~SqliteHandle();

  // The error of the last call; remembers a failed fsync.
  Error ErrorOf(int code, std::string_view doing);
  // The error for every call after a failed fsync.
  Error Unusable() const;
};

class SqliteStatement : public SqlStatement {
 public:
  static Result<std::unique_ptr<SqlStatement>> Prepare(std::shared_ptr<SqliteHandle> handle,
                                                       std::string_view sql);
  SqliteStatement(std::shared_ptr<SqliteHandle> handle, sqlite3_stmt* statement);
  ~SqliteStatement() override;
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  void BindNull(int parameter) override;
  void BindInteger(int parameter, std::int64_t value) override;
  void BindText(int parameter, std::string_view text) override;
  void BindBlob(int parameter, std::string_view bytes) override;
  void BindIntegers(int first, std::span<const std::int64_t> values,
                    std::uint32_t present) override;
  Result<bool> Step() override;
  bool IsNull(int column) const override;
  std::int64_t Integer(int column) const override;
  std::string_view Text(int column) const override;
  std::string_view Blob(int column) const override;
  std::uint32_t Integers(int first, std::span<std::int64_t> values) const override;
  void Reset() override;
  void Forget() override;

 private:
  // What a parameter holds, as far as binding the same again can be spared.
  struct Bound {
    enum class Kind { kNull, kInteger, kBytes };
    Kind kind = Kind::kNull;
    std::int64_t integer = 0;
    bool operator==(const Bound&) const = default;
  };
  // SQLite numbers $n by first appearance; this is the number that it gave to ours.
  int IndexOf(int parameter);
  // Whether the parameter holds that already; if not, it will.
  bool Has(int parameter, const Bound& value);
  void Remember(int code);

  std::shared_ptr<SqliteHandle> handle_;
  sqlite3_stmt* statement_;
  std::vector<int> index_of_;
  std::vector<Bound> bound_;  // By our numbers.
  int bind_failure_ = 0;
};

}  // namespace cognitrack
