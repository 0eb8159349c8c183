// RunLease: one process at a time works on a source. Taken before a run begins, given back with the
// end of its scope; while it is held, the ledger refuses whatever a process that lost it would
// still write (LedgerStore::TakeLease).
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "store/ledger_store.h"

namespace cognitrack {

enum class LeaseWait { kNo, kUntilFree };

// "host:4711": no two processes that live at one time have the same.
std::string ThisProcess();

class RunLease {
 public:
  // Takes the source ("": what is of no source), and marks runs of it that died. kTryLater, saying
  // who works on it, where another process does; `kUntilFree` waits for that one's end, and gives
  // up where the clock's Sleep is told to stop.
  static Result<RunLease> Take(LedgerStore& store, Clock& clock, const std::string& source,
                               LeaseWait wait = LeaseWait::kNo,
                               const std::string& process = ThisProcess());
  RunLease(RunLease&& other) noexcept;
  RunLease& operator=(RunLease&&) = delete;
  ~RunLease();

  // Where another process gave the source back less than a minute ago: when it had begun. What it
  // read since then need not be read again.
  std::optional<UtcSeconds> fresh_since() const { return fresh_since_; }

 private:
  RunLease(LedgerStore* store, Lease lease) : store_(store), lease_(std::move(lease)) {}

  LedgerStore* store_;  // Null: given away.
  Lease lease_;
  std::optional<UtcSeconds> fresh_since_;
};

// Runs that are still "running" in the ledger although their process is gone become "interrupted":
// those of sources that nobody, or this process alone, has a lease of.
Status MarkDeadRuns(LedgerStore& store,
                    const std::optional<std::string>& own_source = std::nullopt);

}  // namespace cognitrack
