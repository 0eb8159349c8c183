// PostgresRows: the rows of one table by COPY in binary, which the server takes several times as
// fast as statements.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "store/postgres/postgres_handle.h"
#include "store/sql_session.h"

namespace cognitrack {

class PostgresRows : public SqlStatement {
 public:
  PostgresRows(std::shared_ptr<PostgresHandle> handle, std::string_view table,
               std::string_view columns);
  ~PostgresRows() override { PostgresRows::Forget(); }
  PostgresRows(const PostgresRows&) = delete;
  PostgresRows& operator=(const PostgresRows&) = delete;

  void BindNull(int parameter) override;
  void BindInteger(int parameter, std::int64_t value) override;
  void BindText(int parameter, std::string_view text) override { Bind(parameter, text); }
  void BindBlob(int parameter, std::string_view bytes) override { Bind(parameter, bytes); }
  void BindIntegers(int first, std::span<const std::int64_t> values,
                    std::uint32_t present) override;
  Result<bool> Step() override;
  Status Finish() override;

  bool IsNull(int) const override { return true; }
  std::int64_t Integer(int) const override { return 0; }
  std::string_view Text(int) const override { return {}; }
  std::string_view Blob(int) const override { return {}; }
  std::uint32_t Integers(int, std::span<std::int64_t>) const override { return 0; }
  void Reset() override {}
  void Forget() override;  // Gives up rows that were not finished, and with them the transaction.

 private:
  // A field as COPY takes it: its length (of 32 bits; all set for NULL), then its bytes, which
  // stand in `bytes` where they are no integer.
  struct Field {
    std::array<char, sizeof(std::int32_t) + sizeof(std::int64_t)> begin;
    std::size_t size = 0;  // Of `begin`.
    std::string bytes;
  };
  Field& At(int parameter) { return fields_[static_cast<std::size_t>(parameter) - 1]; }
  void Bind(int parameter, std::string_view bytes);

  std::shared_ptr<PostgresHandle> handle_;
  std::string sql_;
  std::vector<Field> fields_;
  std::string buffer_;
  bool is_open_ = false;
};

}  // namespace cognitrack
