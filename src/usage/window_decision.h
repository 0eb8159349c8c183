// What a read means for the window that the ledger holds: pure rules, no storage (DESIGN §2, §3).
#pragma once

#include <cstdint>
#include <string_view>

#include "usage/window.h"

namespace cognitrack {

enum class WindowAction {
  kStore,       // Nothing was held: store it.
  kReplace,     // Content changed: replace it, keep what it replaced.
  kConfirm,     // Equal content: only the read time moves.
  kHoldEmpty,   // An empty read of a non-empty window, the first: only the attempt changes.
  kKeepApi,     // An export never replaces what the API gave.
  kKeepPruned,  // What was pruned on purpose does not come back by itself.
};

struct WindowDecision {
  WindowAction action = WindowAction::kStore;
  // What to record as the window's last attempt (not for kKeepApi and kKeepPruned, which change
  // nothing). A second empty read that comes too early keeps the first one's time and run.
  Attempt attempt;
  // Codes for the run's issues, from the closed list; empty where there is nothing to report.
  std::string_view issue_code;
};

// `held` and `read` are of one stream, of that surface. `equal` tells whether the read's content
// equals the held one: the content hashes at equal grain; for a coarser read, the held rows
// coarsened to it (`coarser` is then true); of a pruned window only the hashes can tell. The
// attempt's outcome is kOk unless the action is kHoldEmpty.
WindowDecision Decide(const WindowRecord& held, const WindowRead& read, std::string_view surface,
                      bool equal, bool coarser, std::int64_t run_id);

// A second empty read counts if it comes at least this much after the first, in another run.
inline constexpr UtcSeconds kEmptyConfirmedAfter = kSecondsPerHour;

}  // namespace cognitrack
