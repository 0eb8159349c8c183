// Window records: what is held of each window besides its rows, and the records that they replaced.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "store/ledger_store.h"
#include "store/sql_connection.h"

namespace cognitrack {

// A record with what the port does not show of it.
struct StoredWindow {
  WindowRecord record;
  Hash256 archived_hash;  // The archived bytes that gave the content; zero where none were kept.
};

class WindowRecords {
 public:
  explicit WindowRecords(SqlConnection* connection) : connection_(connection) {}

  // A record without content and without attempt where the window was never tried.
  Result<StoredWindow> Read(std::int64_t stream, UtcSeconds start);
  Result<std::vector<WindowRecord>> InRange(std::int64_t stream, UtcSeconds from, UtcSeconds to);
  // Windows with content in [from, to), as they were at revision `as_of` (now, without one), by
  // start.
  Result<std::vector<WindowRecord>> WithContent(std::int64_t stream, UtcSeconds from, UtcSeconds to,
                                                std::optional<std::int64_t> as_of);
  Result<std::vector<WindowRevision>> History(std::int64_t stream, UtcSeconds start);

  // Inside the caller's transaction.
  Status Write(std::int64_t stream, const StoredWindow& window);
  Status CopyToHistory(std::int64_t stream, UtcSeconds start, std::int64_t until_revision);
  Status Confirm(std::int64_t stream, const StoredWindow& window);
  Status WriteAttempt(std::int64_t stream, UtcSeconds start, UtcSeconds end,
                      const Attempt& attempt);
  // The window and every content it had: their rows and archived bytes are gone.
  Status MarkPruned(std::int64_t stream, UtcSeconds start);
  // See LedgerStore::ResetWindows.
  Result<std::int64_t> Reset(std::int64_t stream, UtcSeconds from, const Attempt& attempt);
  Result<std::int64_t> NewRevision(std::int64_t run_id, UtcSeconds now);
  // The one that NewRevision gives, or one before it where others write at the same time.
  Result<std::int64_t> NextRevision();
  Result<std::int64_t> RevisionAt(UtcSeconds time);

 private:
  SqlConnection* connection_;
};

}  // namespace cognitrack
