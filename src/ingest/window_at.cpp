#include "ingest/window_at.h"

namespace cognitrack {

Result<std::optional<WindowRecord>> WindowAt(const WindowRecord& now,
                                             std::optional<std::int64_t> as_of, std::int64_t stream,
                                             LedgerStore& store) {
  if (!now.has_content()) return std::optional<WindowRecord>();
  if (!as_of || now.revision <= *as_of) return std::optional<WindowRecord>(now);
  TRY(const std::vector<WindowRevision> history, store.WindowHistory(stream, now.start));
  std::optional<WindowRecord> found;
  for (const WindowRevision& revision : history) {
    if (revision.record.revision <= *as_of) found = revision.record;
  }
  return found;
}

}  // namespace cognitrack
