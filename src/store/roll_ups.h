// Roll-ups: the rows of each window summed onto fewer dimensions, written in the window's own
// transaction, so that they are never older than the rows. Reports read them where they suffice.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "store/fact_rows.h"
#include "store/series_dictionary.h"
#include "store/sql_connection.h"
#include "store/window_scan.h"

namespace cognitrack {

// What counts no tokens has none: a day of it is some dozens of rows.
inline bool HasRollUps(const StreamKey& stream) { return CountsTokens(stream.surface); }
inline constexpr std::size_t kRollUpKinds = 5;
// The dimensions of kind 1, 2, …; index 0 is kind 1.
const std::array<Grain, kRollUpKinds>& RollUpGrains();
// The kind whose rows suffice for these dimensions, the smallest first; nothing where none does.
std::optional<int> RollUpFor(const Grain& dimensions);
// So few rows a window that reading them all, and verifying their sum, costs less than looking for
// some.
constexpr bool IsSmallRollUp(int kind) { return kind >= 4; }

struct RollUpRow {
  std::int64_t series = 0;
  std::int64_t usage_rows = 0;
  MetricValues metrics;
  bool operator==(const RollUpRow&) const = default;
};

// The rows of each kind, in order of series id.
using WindowRollUps = std::array<std::vector<const RollUpRow*>, kRollUpKinds>;

class RollUps {
 public:
  RollUps(SqlConnection* connection, SeriesDictionary* dictionary)
      : connection_(connection), dictionary_(dictionary) {}

  // Sums rows (`refs[i]` is the series of `rows[i]`). Adds the coarser series to the dictionary, in
  // a transaction of its own. kBadInput where a sum does not fit 64 bits. Valid until the next
  // call.
  Result<WindowRollUps> Of(const SeriesTable& series, const std::vector<SeriesRef>& refs,
                           const std::vector<NewRow>& rows);

  // Makes the window hold these, inside the caller's transaction; writes only what differs. Gives
  // the number of rows removed and inserted.
  Result<std::int64_t> Replace(const WindowChange& change, const WindowRollUps& roll_ups,
                               bool holds_rows);
  // The rows of many windows, by series id within each, inside the caller's transaction.
  Result<RowScan<RollUpRow>> Scan(int kind, const WindowRange& range);
  // The sum of each window's rows, in one row of series 0.
  Result<RowScan<RollUpRow>> Sums(int kind, const WindowRange& range);
  // The rows of these series only, in no order within a window. At most kLargestBatch of them
  // (store/batch.h).
  Result<RowScan<RollUpRow>> Probe(int kind, const WindowRange& range,
                                   std::span<const std::int64_t> series);

 private:
  // The series that one kind sums onto, numbered as they were met; and the sums of the window at
  // hand, whose memory is used again for the next one.
  struct Kind {
    std::unordered_map<std::int64_t, std::uint32_t> number_of;
    std::vector<std::int64_t> ids;        // By number.
    std::vector<std::uint32_t> place_of;  // By number: where the sum stands in `sums`.
    std::vector<RollUpRow> sums;
  };
  using Targets = std::array<std::uint32_t, kRollUpKinds>;  // Numbers.

  Result<std::vector<Targets>> EnsureTargets(const SeriesTable& series,
                                             const std::vector<SeriesRef>& refs,
                                             const std::vector<NewRow>& rows);
  static std::uint32_t NumberIn(Kind* kind, std::int64_t id);
  static bool AddTo(Kind* kind, std::uint32_t number, const MetricValues& metrics);
  void Forget();
  // Of a query whose first parameters are stream, from, to and kind.
  static RowScan<RollUpRow> ScanOf(SqlQuery query, int kind, const WindowRange& range);
  Result<std::vector<RollUpRow>> ReadAll(int kind, std::int64_t stream, UtcSeconds start);
  Status Insert(const WindowChange& change, const WindowRollUps& roll_ups);
  // Of one kind: removes what the window holds and `rows` do not, and counts it; gives those that
  // it lacks.
  Result<std::vector<const RollUpRow*>> RemoveOthers(int kind, const WindowChange& change,
                                                     const std::vector<const RollUpRow*>& rows,
                                                     std::int64_t* removed);

  SqlConnection* connection_;
  SeriesDictionary* dictionary_;
  std::array<Kind, kRollUpKinds> kinds_;
  boost::unordered_flat_map<std::int64_t, Targets> targets_of_;  // By the row's series id.
};

}  // namespace cognitrack
