// Batches: statements on many ids, some dozens of them at a time. A server is asked once where one
// id at a time would be one journey each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/sql_connection.h"

namespace cognitrack {

inline constexpr std::size_t kBatchSize = 64;

// "$first, $first+1, …": the parameters of one batch, for IN (…).
std::string Batch(int first);

// Runs a statement that gives no rows for all of `ids`; parameters from `first` on are the batch.
// Those that the last one has no use for are NULL, which nothing is IN.
Status RunInBatches(SqlQuery* query, int first, const std::vector<std::int64_t>& ids);

}  // namespace cognitrack
