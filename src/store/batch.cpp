#include "store/batch.h"

#include <algorithm>

namespace cognitrack {

std::size_t BatchSizeFor(std::size_t count) {
  std::size_t size = kBatchSize;
  while (size < count && size < kLargestBatch) size *= 4;
  return size;
}

std::string Batch(int first, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text += (i == 0 ? "$" : ", $") + std::to_string(first + static_cast<int>(i));
  }
  return text;
}

void BindBatch(SqlQuery* query, int first, std::span<const std::int64_t> ids, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    query->Bind(first + static_cast<int>(i), i < ids.size() ? std::optional(ids[i]) : std::nullopt);
  }
}

Status RunInBatches(SqlQuery* query, int first, const std::vector<std::int64_t>& ids) {
  for (std::size_t start = 0; start < ids.size(); start += kBatchSize) {
    const std::size_t count = std::min(kBatchSize, ids.size() - start);
    BindBatch(query, first, std::span(ids).subspan(start, count), kBatchSize);
    TRY_VOID(query->Run());
  }
  return {};
}

}  // namespace cognitrack
