// Flags as they were set, entry by entry.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "accounts/team.h"
#include "feature_flags/flag.h"
#include "store/sql_connection.h"

namespace cognitrack {

class FlagRecords {
 public:
  FlagRecords(SqlConnection* connection, TeamId team) : connection_(connection), team_(team) {}

  // kConfig for a source that there is not.
  Result<std::int64_t> Add(const FlagChange& change);
  // Newest first. kInvariant for a setting that is none.
  Result<std::vector<FlagChange>> All();

 private:
  Result<std::optional<std::int64_t>> SourceId(const std::optional<std::string>& source);

  SqlConnection* connection_;
  TeamId team_;
};

}  // namespace cognitrack
