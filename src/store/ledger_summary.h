// What a ledger holds, in a few numbers, and whether a copy holds what its original held at the
// copied revision. Reads the tables of the first schema alone, which every later one keeps.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "store/sql_connection.h"

namespace cognitrack {

struct LedgerSummary {
  int schema = 0;  // 0: the database is empty.
  std::int64_t revision = 0;
  std::int64_t sources = 0;
  std::int64_t windows = 0;   // With content.
  std::int64_t contents = 0;  // … and what they held before.
  std::int64_t rows = 0;      // Of usage and costs, held now.
  std::int64_t runs = 0;
  bool operator==(const LedgerSummary&) const = default;
};

// In one snapshot.
Result<LedgerSummary> SummaryOf(SqlConnection& connection);

// kInvariant unless the copy has the database's own blessing and holds exactly the windows of the
// original's at the copy's revision, with the same counts and content hashes, and the same history.
// The original may have gone on since. Gives the number of contents compared.
Result<std::int64_t> CompareWithOriginal(SqlConnection& original, SqlConnection& copy);

}  // namespace cognitrack
