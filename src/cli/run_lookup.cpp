#include "cli/run_lookup.h"

#include <cstdint>
#include <utility>

namespace cognitrack {

Result<std::optional<RunRecord>> FindRun(LedgerStore& store, std::int64_t id) {
  if (id <= 0 || id == INT64_MAX) return std::optional<RunRecord>();
  // The newest below the next id.
  TRY(std::vector<RunRecord> runs, store.Runs("", "", 1, id + 1));
  if (!runs.empty() && runs.front().id == id) {
    return std::optional<RunRecord>(std::move(runs.front()));
  }
  return std::optional<RunRecord>();
}

}  // namespace cognitrack
