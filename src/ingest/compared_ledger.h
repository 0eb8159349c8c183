// ComparedLedger: the port through which a parity check reads the ledger's side, wherever that
// ledger stands: in a database that this process opened, or behind a service that shows it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "store/ledger_store.h"

namespace cognitrack {

struct ComparedWindow {
  WindowRecord record;
  WindowState state = WindowState::kMissing;
};

// Errors are those of whoever holds the ledger. A check calls Sources and Choose once, before all
// else, and never two calls at a time, though ReadDays comes from another thread.
class ComparedLedger {
 public:
  virtual ~ComparedLedger() = default;

  // All of them; of each the name and the projects are needed.
  virtual Result<std::vector<SourceRecord>> Sources() = 0;
  // What the calls below are about.
  virtual Status Choose(const SourceRecord& source, const StreamKey& key) = 0;
  // Those of the range that hold something or were tried; all of them by default.
  virtual Result<std::vector<ComparedWindow>> Windows(std::optional<Day> from,
                                                      std::optional<Day> to) = 0;
  // What is held of `days`, which are in order, as the rows were stored. `row` returning false ends
  // it.
  virtual Status ReadDays(
      const std::vector<Day>& days, SeriesTable* series,
      const std::function<bool(const LedgerRow&)>& row,
      const std::function<void(Day, const std::vector<UnknownMetric>&)>& unknown) = 0;
};

// Of `days`, which are in order, the runs of those that follow each other: first and last.
std::vector<std::pair<Day, Day>> RunsOf(const std::vector<Day>& days);

// The ledger in a database. `store` and `clock` outlive it.
class StoredLedger : public ComparedLedger {
 public:
  StoredLedger(LedgerStore& store, Clock& clock) : store_(store), clock_(clock) {}

  Result<std::vector<SourceRecord>> Sources() override;
  Status Choose(const SourceRecord& source, const StreamKey& key) override;
  Result<std::vector<ComparedWindow>> Windows(std::optional<Day> from,
                                              std::optional<Day> to) override;
  Status ReadDays(
      const std::vector<Day>& days, SeriesTable* series,
      const std::function<bool(const LedgerRow&)>& row,
      const std::function<void(Day, const std::vector<UnknownMetric>&)>& unknown) override;

 private:
  LedgerStore& store_;
  Clock& clock_;
  std::string surface_;
  std::optional<std::int64_t> stream_;  // Nothing: the source holds nothing of the surface.
};

}  // namespace cognitrack
