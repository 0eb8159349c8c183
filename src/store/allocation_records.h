// Allocation rules as they were set, version by version.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "store/ledger_store.h"
#include "store/sql_connection.h"

namespace cognitrack {

class AllocationRecords {
 public:
  explicit AllocationRecords(SqlConnection* connection) : connection_(connection) {}

  // The revision of the version in force, where it says the same in the same order.
  Result<std::optional<std::int64_t>> RevisionOf(const std::vector<AllocationRule>& rules);
  // Within the caller's transaction, which made the revision.
  Status Write(std::int64_t revision, const std::vector<AllocationRule>& rules);
  Result<std::vector<AllocationVersion>> Versions(std::optional<std::int64_t> as_of, int limit);

 private:
  Result<std::vector<AllocationRule>> RulesOf(std::int64_t revision, std::int64_t count);

  SqlConnection* connection_;
};

}  // namespace cognitrack
