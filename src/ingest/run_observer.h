// RunObserver: is told what a pull does while it does it, for whoever counts and logs. It changes
// nothing of the run. Called on the thread of the run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "store/ledger_store.h"

namespace cognitrack {

// What became of windows of one surface that a run dealt with.
enum class WindowOutcome {
  kStored,            // Nothing was held.
  kUpdated,           // The content changed.
  kUnchanged,         // Equal content.
  kParked,            // Refused or failed: nothing stored.
  kEmptyUnconfirmed,  // An empty answer that another read must confirm: nothing stored.
  kSkipped,           // Pruned, or the API's where this is an export.
};
// "stored", "updated", "unchanged", "parked", "empty_unconfirmed", "skipped".
std::string_view NameOf(WindowOutcome outcome);

struct WindowEvent {
  std::string surface;
  WindowOutcome outcome = WindowOutcome::kStored;
  std::int64_t windows = 1;
  std::int64_t rows_written = 0;
  std::string where = {};       // Of parked ones: the surface and its days.
  std::string reason = {};      // Of parked ones.
  std::optional<Day> day = {};  // Where it is one window.
};

class RunObserver {
 public:
  virtual ~RunObserver() = default;
  // `run` has its id.
  virtual void OnBegin(const RunRecord& run) = 0;
  virtual void OnWindow(const RunRecord& run, const WindowEvent& event) = 0;
  // `run` is whole: counters, chunks, issues, outcome.
  virtual void OnEnd(const RunRecord& run) = 0;
};

}  // namespace cognitrack
