// LedgerReading: some days of the ledger, read and tallied for a comparison beside whatever its
// owner does meanwhile (reading the files). Until Finish has returned, or the object is gone, it
// alone uses the store and the tally.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/spawner.h"
#include "parity/ledger_tally.h"
#include "store/ledger_store.h"

namespace cognitrack {

// What is held of `days`, which are in order: those that follow each other are read together, those
// between them are not. `row` returning false ends it.
Status ReadLedgerDays(LedgerStore& store, std::int64_t stream, const std::vector<Day>& days,
                      SeriesTable* series, const std::function<bool(const LedgerRow&)>& row,
                      const std::function<void(Day, const std::vector<UnknownMetric>&)>& unknown);

// A comparison that was asked to stop.
Error ComparisonInterrupted();

struct LedgerReadingSources {
  LedgerStore& store;
  std::int64_t stream = 0;
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
