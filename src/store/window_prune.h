// WindowPrune: takes the rows of windows away and keeps what is known of them: the record with its
// totals and hashes, the roll-ups, the history of records. What goes: rows, their history, unknown
// metrics by row (their sums over the window stay), and the archived bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "store/archive.h"
#include "store/fact_rows.h"
#include "store/ledger_store.h"
#include "store/roll_ups.h"
#include "store/series_dictionary.h"
#include "store/source_records.h"
#include "store/window_records.h"

namespace cognitrack {

struct PruneParts {
  SqlConnection& connection;
  StreamRecords& streams;
  SeriesDictionary& dictionary;
  WindowRecords& windows;
  Facts& facts;
  RollUps& roll_ups;
  Archive& archive;
};

class WindowPrune {
 public:
  explicit WindowPrune(PruneParts parts) : parts_(parts) {}

  // See LedgerStore::PruneWindows.
  Result<PruneOutcome> Carry(const std::vector<PruneTarget>& targets);
  // See LedgerStore::WeighWindows.
  Result<std::vector<WindowWeight>> Weigh(std::int64_t stream_id, UtcSeconds from, UtcSeconds to);

 private:
  // The series without any value, which the sums of unknown metrics stand under; made where one of
  // the windows has such metrics.
  Result<std::int64_t> SeriesOfSums(const std::vector<PruneTarget>& targets);
  Status Prune(const PruneTarget& target, std::int64_t series_of_sums, PruneOutcome* outcome);
  // kDisk where the roll-ups are not those of the window: they would be all that is left of it.
  Status CheckRollUps(const StreamRecord& stream, const WindowRecord& record);

  PruneParts parts_;
};

}  // namespace cognitrack
