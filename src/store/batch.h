// Batches: statements on many ids, some dozens of them at a time. A server is asked once where one
// id at a time would be one journey each.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "store/sql_connection.h"

namespace cognitrack {

inline constexpr std::size_t kBatchSize = 64;

// Of questions about many ids at once.
inline constexpr std::size_t kLargestBatch = 1'024;
// The smallest of the few sizes of batches that takes `count` ids, or the largest.
std::size_t BatchSizeFor(std::size_t count);

// "$first, $first+1, …": the parameters of one batch, for IN (…).
std::string Batch(int first, std::size_t size = kBatchSize);

// Binds one batch from `first` on to at most `size` ids. Parameters that it has no use for are
// NULL, which nothing is IN.
void BindBatch(SqlQuery* query, int first, std::span<const std::int64_t> ids, std::size_t size);

// Runs a statement that gives no rows for all of `ids`; parameters from `first` on are the batch.
Status RunInBatches(SqlQuery* query, int first, const std::vector<std::int64_t>& ids);

}  // namespace cognitrack
