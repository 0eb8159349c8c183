// Rebuild: derives windows from the archived bytes that gave them, as they were read when they
// came, and compares the content with what is held. Damage is mended; a difference that comes of
// another way of reading is told, and stored as a revision only where that is asked for.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ingest/progress.h"
#include "providers/bucket_reader.h"
#include "store/ledger_store.h"

namespace cognitrack {

struct RebuildOptions {
  std::string source;
  std::vector<std::string> surfaces;  // Of Surfaces(); empty: all of them.
  std::optional<Day> from;
  std::optional<Day> to;
  std::string label;
  bool accept = false;   // Store differences as revisions, with history.
  bool dry_run = false;  // Say what would be done; nothing is written, no run recorded.
};

struct RebuildEnvironment {
  LedgerStore& store;
  BucketReader& reader;
  Clock& clock;
  Progress& progress;
  std::function<bool()> stop_requested = StopRequested;
};

// What became of a window; in the order of how much it matters.
enum class RebuildResult {
  kEqual,       // The archive gives what is held.
  kMended,      // What was held was damaged; the archive gave the recorded content again.
  kDiffers,     // The archive gives another content, and what is held is sound.
  kAccepted,    // Likewise, and it was stored as a revision.
  kLost,        // The archive gives another content, and what is held is damaged.
  kDamaged,     // The archived bytes cannot be read, or the window cannot be mended.
  kNotKept,     // No bytes are kept: nothing to derive it from.
  kFromExport,  // It came from a file.
  kPruned,      // Its rows and bytes went on purpose.
};
// "equal", "mended", "differs", "accepted", "lost", "damaged", "not_kept", "from_export", "pruned".
std::string_view NameOf(RebuildResult result);

// A window that is neither equal nor without bytes.
struct RebuiltWindow {
  std::string surface;
  Day day;
  RebuildResult result = RebuildResult::kEqual;
  std::int64_t rows_written = 0;
  std::string detail;
};

struct RebuildSummary {
  RunRecord run;  // A chunk for each surface; run.exit_code is the verb's.
  std::map<RebuildResult, std::int64_t> windows;
  std::vector<RebuiltWindow> found;

  std::int64_t Count(RebuildResult result) const;
};

// kConfig for a source that there is not. The exit code is 1 where a window differs, is lost or
// stays damaged.
Result<RebuildSummary> Rebuild(const RebuildOptions& options, RebuildEnvironment environment);

}  // namespace cognitrack
