// Roll-ups: the rows of each window summed onto fewer dimensions, written in the window's own
// transaction, so that they are never older than the rows. Reports read them where they suffice.
// They are written in blocks of many rows.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "store/fact_rows.h"
#include "store/roll_up_block.h"
#include "store/roll_up_scan.h"
#include "store/roll_up_sums.h"
#include "store/series_dictionary.h"
#include "store/sql_connection.h"
#include "store/window_scan.h"

namespace cognitrack {

// What counts no tokens has none: a day of it is some dozens of rows.
inline bool HasRollUps(const StreamKey& stream) { return CountsTokens(stream.surface); }
// The dimensions of kind 1, 2, …; index 0 is kind 1.
const std::array<Grain, kRollUpKinds>& RollUpGrains();
// The kind whose rows suffice for these dimensions, the smallest first; nothing where none does.
std::optional<int> RollUpFor(const Grain& dimensions);
// So few rows a window that reading them all, and verifying their sum, costs less than looking for
// some.
constexpr bool IsSmallRollUp(int kind) { return kind >= 4; }

class RollUps {
 public:
  RollUps(SqlConnection* connection, SeriesDictionary* dictionary)
      : connection_(connection), dictionary_(dictionary) {}

  // Begins to sum a window's rows (`refs[i]` is the series of `rows[i]`): adds the coarser series
  // to the dictionary, in transactions of their own. The sums are good until the next call.
  Result<RollUpSums*> Begin(const SeriesTable& series, const std::vector<SeriesRef>& refs,
                            const std::vector<NewRow>& rows);

  // Makes the window hold these, inside the caller's transaction; writes only what differs, and
  // leaves only those blocks in `roll_ups`. Gives the number of blocks and rows removed and
  // inserted.
  Result<std::int64_t> Replace(const WindowChange& change, WindowRollUps* roll_ups,
                               bool holds_rows);
  // The rows of many windows, inside the caller's transaction.
  Result<RollUpScan> Scan(int kind, const WindowRange& range);
  // Likewise, where only their sum matters: in as few rows as is cheap.
  Result<RollUpScan> Sums(int kind, const WindowRange& range);
  // The rows of these series only, in no order within a window. At most kLargestBatch of them
  // (store/batch.h).
  Result<RollUpScan> Probe(int kind, const WindowRange& range,
                           std::span<const std::int64_t> series);

 private:
  // `rows` is the statement for windows of which no block is found.
  Result<RollUpScan> ScanOr(const std::string& rows, int kind, const WindowRange& range);
  using Targets = RollUpSums::Targets;
  using IdOfRef = std::unordered_map<SeriesRef, std::int64_t>;

  Result<std::vector<Targets>> EnsureTargets(const SeriesTable& series,
                                             const std::vector<SeriesRef>& refs,
                                             const std::vector<NewRow>& rows);
  // Of the series that one kind sums onto, in any order and more than once.
  Result<IdOfRef> EnsureIds(std::size_t kind, const SeriesTable& coarser,
                            std::vector<SeriesRef> targets);
  void Forget();
  // Of one kind.
  struct Held {
    std::vector<RollUpBlock> blocks;
    std::vector<RollUpRow> rows;  // Of a window that was written before there were blocks.
  };
  Result<Held> ReadHeld(int kind, const WindowChange& change);
  // Makes the window hold these, and gives how many blocks and rows that took away; leaves the
  // blocks that it lacks in `blocks`.
  Result<std::int64_t> RemoveOthers(int kind, const WindowChange& change,
                                    const std::vector<const RollUpRow*>& rows,
                                    std::vector<RollUpBlock>* blocks);

  SqlConnection* connection_;
  SeriesDictionary* dictionary_;
  RollUpSums sums_;
  boost::unordered_flat_map<std::int64_t, Targets> targets_of_;  // By the row's series id.
};

}  // namespace cognitrack
