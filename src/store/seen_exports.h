// SeenExports: files of the watched folder that were dealt with, by what is in them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "accounts/team.h"
#include "base/result.h"
#include "base/time.h"
#include "store/sql_connection.h"

namespace cognitrack {

struct SeenExport {
  std::string sha256;  // Lower-case hex.
  std::string name;    // As it was found first.
  std::int64_t bytes = 0;
  UtcSeconds modified_at = 0;  // The file.
  UtcSeconds seen_at = 0;
  std::string outcome;  // The verdict of the comparison, or "refused".
  std::string detail;   // Why it was refused.
  std::optional<std::int64_t> run_id;
  bool operator==(const SeenExport&) const = default;
};

class SeenExports {
 public:
  SeenExports(SqlConnection* connection, TeamId team) : connection_(connection), team_(team) {}

  // False where these bytes were dealt with before: nothing is changed then.
  Result<bool> Add(const SeenExport& seen);
  Result<std::optional<SeenExport>> Find(const std::string& sha256);
  // The newest, first.
  Result<std::vector<SeenExport>> Newest(std::int64_t limit);

 private:
  SqlConnection* connection_;
  TeamId team_;
};

}  // namespace cognitrack
