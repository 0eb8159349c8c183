// WindowPrune: takes the rows of windows away and keeps what is known of them: the record with its
// totals and hashes, the roll-ups, the history of records. What goes: rows, their history, unknown
// metrics by row (their sums over the window stay), and the archived bytes. Where nothing else is
// in a month of a table, the database is asked to empty it at once.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
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
  // A window that is to go, and the sums of its unknown metrics by name.
  struct Going {
    StreamRecord stream;
    WindowRecord record;
    std::map<std::string, std::string> sums;
  };
  using Goings = std::vector<Going>;

  // The targets that hold what they were chosen for, by stream and start.
  Result<Goings> Held(const std::vector<PruneTarget>& targets);
  // For each stream: its part of `windows`, and the range that it spans.
  static Status ForEachStream(
      Goings* windows, const std::function<Status(std::span<Going>, const WindowRange&)>& part);
  Status SumUnknown(Goings* windows);
  // kDisk where the roll-ups are not those of the windows: they would be all that is left of them.
  Status CheckRollUps(Goings* windows);
  // The series without any value, which the sums of unknown metrics stand under; made where one of
  // the windows has such metrics.
  Result<std::int64_t> SeriesOfSums(const std::vector<PruneTarget>& targets);
  Status Mark(const Going& window, std::int64_t series_of_sums);
  Status RemoveRows(Goings* windows, PruneOutcome* outcome);
  Status RemoveOneByOne(std::span<const Going* const> windows, PruneOutcome* outcome);
  // False: the tables of these windows cannot be emptied at once.
  Result<bool> Empty(const std::vector<std::string>& tables, std::span<const Going* const> windows,
                     PruneOutcome* outcome);
  // Rows of history by stream and start, of the whole month.
  using RowCounts = std::map<std::pair<std::int64_t, UtcSeconds>, std::int64_t>;
  Result<RowCounts> CountHistory(std::span<const Going* const> windows);
  // Whether nothing but these windows has rows of their kind in their month, as records tell.
  Result<bool> AreAllOfTheirMonth(std::span<const Going* const> windows);

  PruneParts parts_;
};

}  // namespace cognitrack
