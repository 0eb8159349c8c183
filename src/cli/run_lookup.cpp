#include "cli/run_lookup.h"

#include <algorithm>
#include <utility>

namespace cognitrack {

Result<std::optional<RunRecord>> FindRun(LedgerStore& store, std::int64_t id) {
  constexpr int kNewest[] = {1, 20, 0};  // 0: all of them.
  for (const int limit : kNewest) {
    TRY(std::vector<RunRecord> runs, store.Runs("", "", limit));
    const auto found =
        std::find_if(runs.begin(), runs.end(), [id](const RunRecord& run) { return run.id == id; });
    if (found != runs.end()) return std::optional<RunRecord>(std::move(*found));
    if (runs.empty() || runs.front().id < id) break;  // Ids only grow.
  }
  return std::optional<RunRecord>();
}

}  // namespace cognitrack
