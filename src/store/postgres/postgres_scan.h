// PostgresScan: SqlStatement for an answer of any length, by a cursor. It is fetched in pieces of
// some megabytes, between which the connection is free for other statements. Lives in one
// transaction: a scan outside of any is refused, kInvariant.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "store/postgres/postgres_statement.h"

namespace cognitrack {

class PostgresScan : public PostgresStatement {
 public:
  PostgresScan(std::shared_ptr<PostgresHandle> handle, std::string_view sql);
  ~PostgresScan() override { PostgresScan::Reset(); }
  PostgresScan(const PostgresScan&) = delete;
  PostgresScan& operator=(const PostgresScan&) = delete;

  Result<bool> Step() override;
  void Reset() override;

 private:
  Status Open();
  Status Fetch();
  bool is_open() const;

  std::string select_;
  std::string cursor_;            // Empty: none was opened.
  std::int64_t transaction_ = 0;  // That the cursor is of.
  std::int64_t asked_for_ = 0;    // Rows, by the last FETCH.
  bool is_last_ = false;          // Nothing is left behind the piece at hand.
};

}  // namespace cognitrack
