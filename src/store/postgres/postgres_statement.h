// PostgresStatement: SqlStatement on a PostgresHandle. The first Step executes it and takes the
// whole answer, so that statements can be stepped by turns on one connection. Answers of any length
// are read by PostgresScan.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "store/postgres/postgres_handle.h"
#include "store/sql_session.h"

namespace cognitrack {

class PostgresStatement : public SqlStatement {
 public:
  PostgresStatement(std::shared_ptr<PostgresHandle> handle, std::string_view sql);

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

 protected:
  const PostgresHandle& handle() const { return *handle_; }
  PostgresHandle& handle() { return *handle_; }
  // Executes a text with the parameters that are bound.
  Status Execute(const std::string& sql);
  // The answer that is stepped through from here on.
  Status Take(PostgresResult result);
  const PGresult* answer() const { return result_.get(); }
  bool NextInAnswer();

 private:
  // A parameter keeps its type when it becomes NULL, so that the server need not read the statement
  // anew.
  struct Value {
    Oid type = 0;  // 0: the server finds it out.
    bool is_null = true;
    std::string bytes;
  };
  Value* At(int parameter);
  void Set(int parameter, Oid type, std::string_view bytes);
  // Sums of 64-bit integers come as numeric: each must be a 64-bit integer itself.
  Status CheckNumbers();

  std::shared_ptr<PostgresHandle> handle_;
  std::string sql_;
  std::vector<Value> values_;  // By number, from 1.
  int unknown_parameter_ = 0;  // Bound, but not in the statement.
  PostgresParameters parameters_;
  PostgresResult result_;
  int row_ = -1;
};

}  // namespace cognitrack
