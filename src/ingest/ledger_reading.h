// LedgerReading: some days of the ledger, read and tallied for a comparison beside whatever its
// owner does meanwhile (reading the files). Until Finish has returned, or the object is gone, it
// alone uses the ledger and the tally.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/spawner.h"
#include "ingest/compared_ledger.h"
#include "parity/ledger_tally.h"

namespace cognitrack {

// A comparison that was asked to stop.
Error ComparisonInterrupted();

struct LedgerReadingSources {
  ComparedLedger& ledger;
  SeriesTable& series;
  LedgerTally& tally;
  const std::function<bool()>& stop_requested;  // Asked now and then; true ends with kTryLater.
};

class LedgerReading {
 public:
  // Begins to read `days`, which are in order. What `sources` refers to outlives this.
  LedgerReading(std::vector<DayToTally> days, const LedgerReadingSources& sources,
                Spawner& spawner);
  LedgerReading(const LedgerReading&) = delete;
  LedgerReading& operator=(const LedgerReading&) = delete;
  // A read that runs ends soon, one that did not begin never does.
  ~LedgerReading();

  // Whether Finish() would return at once.
  bool IsDone() const { return task_->IsDone(); }
  // Waits, once.
  Result<std::vector<TalliedDay>> Finish();

 private:
  Status Read();

  std::vector<DayToTally> days_;
  LedgerReadingSources sources_;
  std::atomic<bool> abandoned_ = false;
  Status read_;
  std::unique_ptr<Task> task_;
};

}  // namespace cognitrack
