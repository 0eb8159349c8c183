// CompareScope: which of the windows that are held two versions are compared on, and how the work
// is told and stopped.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ingest/progress.h"
#include "store/ledger_store.h"
#include "versions/promotion_proof.h"

namespace cognitrack {

struct CompareScope {
  std::optional<std::string> source;  // Nothing: all of them.
  std::optional<Day> from;            // Inclusive; nothing: all days.
  std::optional<Day> to;
  std::int64_t after_revision = 0;  // Only content that is newer.
};

struct CompareEnvironment {
  LedgerStore& store;
  Clock& clock;
  Progress& progress;
  std::function<bool()> stop_requested = StopRequested;
};

// What is held of a source.
struct SourceToCompare {
  SourceRecord source;
  std::vector<HeldStream> streams;
};

// Of the scope's sources, with the windows of the scope that have content. kConfig for a source
// that there is not.
Result<std::vector<SourceToCompare>> HeldIn(const CompareScope& scope, LedgerStore& store);

// Whether readings can be compared on a window, as far as its record tells.
bool HasAnswer(const WindowRecord& window);
// Whether a window is of use that has a price, and can still be priced.
bool CanBePriced(const StreamKey& stream, const WindowRecord& window);

// All windows that versions of a kind can be compared on.
Result<std::vector<HeldContent>> ComparableContent(VersionKind kind, LedgerStore& store);

// Tells how far a comparison is, one window after the other, and keeps the leases alive.
class CompareProgress {
 public:
  CompareProgress(const CompareEnvironment& environment, const std::vector<SourceToCompare>& held);
  // kTryLater where the comparison is to stop.
  Status Next();

 private:
  const CompareEnvironment& environment_;
  ProgressReport report_;
  std::chrono::milliseconds began_;
};

}  // namespace cognitrack
