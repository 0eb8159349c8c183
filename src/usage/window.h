// Windows: the unit of the ledger. A window is the half-open UTC interval [start, end) of a stream;
// everything of it is read and checked before anything is stored, then it is replaced as a whole.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "base/packed_bytes.h"
#include "base/time.h"
#include "usage/grain.h"
#include "usage/metrics.h"
#include "usage/series.h"
#include "usage/surface.h"

namespace cognitrack {

// What is pulled as one series of windows, within one source.
struct StreamKey {
  std::string surface = "completions";
  std::string width = "1d";
  std::string pass;  // "" unless one surface is asked twice in different splits.
  auto operator<=>(const StreamKey&) const = default;
};

struct UsageRow {
  SeriesRef series = 0;
  MetricValues metrics;
};

// A metric that the ledger does not know, of the row of that series; `value` is a normal decimal.
struct UnknownMetric {
  SeriesRef series = 0;
  std::string name;
  std::string value;
  auto operator<=>(const UnknownMetric&) const = default;
};

// Where a window's content came from.
struct Origin {
  bool from_api = true;
  std::string file_sha256;  // Lower-case hex; empty for the API.

  std::string ToText() const;  // "api" or "export:<sha256>".
  static Origin FromText(std::string_view text);
  auto operator<=>(const Origin&) const = default;
};

// The content of one window as it was read, whole and checked. One row a series.
struct WindowRead {
  UtcSeconds start = 0;
  UtcSeconds end = 0;    // The nominal end: start + the stream's width.
  bool clipped = false;  // The provider's bucket ended before `end`.
  Grain grain;
  MetricSet reported;          // Metrics reported by at least one row, or by the file's header.
  std::vector<UsageRow> rows;  // In any order, one a series.
  std::vector<UnknownMetric> unknown_metrics;
  Origin origin;
  UtcSeconds read_at = 0;
  // The bucket as the provider wrote it, for the archive; left out where nothing is to be stored.
  PackedBytes source_bytes;
  Hash256 source_hash;  // SHA-256 of the bucket as the provider wrote it; zero where there is none.
  bool revives_pruned = false;  // Asked for in so many words; else a pruned window stays as it is.
};

enum class WindowState { kMissing, kOpen, kProvisional, kSettled, kPruned };
std::string_view NameOf(WindowState state);

// kReset: nobody tried; somebody asked, for a reason, to read the window again.
enum class AttemptOutcome { kNone, kOk, kParked, kEmptyUnconfirmed, kReset };
std::string_view NameOf(AttemptOutcome outcome);
std::optional<AttemptOutcome> AttemptOutcomeNamed(std::string_view name);

// Whether the window is to be read again whatever its state: the last try stored nothing, or an
// empty answer that another read must confirm, or it was reset.
constexpr bool AsksForAnotherRead(AttemptOutcome outcome) {
  return outcome == AttemptOutcome::kParked || outcome == AttemptOutcome::kEmptyUnconfirmed ||
         outcome == AttemptOutcome::kReset;
}

// The last try to read a window. A parked one stored nothing.
struct Attempt {
  AttemptOutcome outcome = AttemptOutcome::kNone;
  std::string reason;
  std::int64_t run_id = 0;
  UtcSeconds at = 0;
  bool operator==(const Attempt&) const = default;
};

// What the ledger holds of a window besides its rows. `revision` 0: nothing was ever stored, only
// tried (has_content() is false).
struct WindowRecord {
  UtcSeconds start = 0;
  UtcSeconds end = 0;
  bool clipped = false;
  Grain grain;
  MetricSet reported;
  std::int64_t revision = 0;
  std::int64_t row_count = 0;
  MetricValues totals;
  Hash256 content_hash;
  Hash256 source_hash;
  Origin origin;
  UtcSeconds content_since = 0;  // The first read that gave this content.
  UtcSeconds read_at = 0;        // The last read that gave this content.
  bool pruned = false;           // Its rows are gone; all else here is kept.
  Attempt attempt;

  bool has_content() const { return revision != 0; }
};

// A record of a surface at a time: the state that people see. Settled = two equal reads of the API
// at least 20 h apart, the later at least 48 h (costs: 35 d) after the window's end; or one at
// least 35 d after it (DESIGN §2).
WindowState StateOf(const WindowRecord& record, std::string_view surface, UtcSeconds now);

inline constexpr UtcSeconds kSettledReadsApart = 20 * kSecondsPerHour;
inline constexpr UtcSeconds kSettledAfter = 48 * kSecondsPerHour;
inline constexpr UtcSeconds kSettledByAge = 35 * kSecondsPerDay;

// BLAKE2b-256 over surface, width, grain, reported metric names, then rows in order of their series
// hash with their metrics (not reported apart from 0) and unknown metrics by name. Never over
// names, prices, ids of ours, times or page layout: the same content has the same hash on every
// machine.
Hash256 ContentHash(const StreamKey& stream, const WindowRead& read, const SeriesTable& series);

// The rows of `read` at a coarser grain, summed, with only the metrics in `metrics` (unknown
// metrics dropped). Nothing where a sum does not fit 64 bits.
std::optional<WindowRead> CoarsenedTo(const Grain& grain, MetricSet metrics, const WindowRead& read,
                                      SeriesTable& series);

// Sum over the rows. Nothing where a sum does not fit 64 bits.
std::optional<MetricValues> TotalsOf(const std::vector<UsageRow>& rows);

}  // namespace cognitrack
