#include "store/batch.h"

namespace cognitrack {

std::string Batch(int first) {
  std::string text;
  for (std::size_t i = 0; i < kBatchSize; ++i) {
    text += (i == 0 ? "$" : ", $") + std::to_string(first + static_cast<int>(i));
  }
  return text;
}

Status RunInBatches(SqlQuery* query, int first, const std::vector<std::int64_t>& ids) {
  for (std::size_t start = 0; start < ids.size(); start += kBatchSize) {
    for (std::size_t i = 0; i < kBatchSize; ++i) {
      const bool is_used = start + i < ids.size();
      query->Bind(first + static_cast<int>(i),
                  is_used ? std::optional(ids[start + i]) : std::nullopt);
    }
    TRY_VOID(query->Run());
  }
  return {};
}

}  // namespace cognitrack
