#include "usage/window_decision.h"

namespace cognitrack {
namespace {

bool HoldsUse(const WindowRecord& held) { return held.row_count > 0 && !held.totals.IsZero(); }

bool ReadsUse(const WindowRead& read) {
  for (const UsageRow& row : read.rows) {
    if (!row.metrics.IsZero()) return true;
  }
  return !read.unknown_metrics.empty();
}

bool ConfirmsEmptiness(const Attempt& before, const WindowRead& read, std::int64_t run_id) {
  return before.outcome == AttemptOutcome::kEmptyUnconfirmed && before.run_id != run_id &&
         read.read_at - before.at >= kEmptyConfirmedAfter;
}

WindowDecision HoldEmpty(const WindowRecord& held, const WindowRead& read, std::int64_t run_id) {
  WindowDecision decision;
  decision.action = WindowAction::kHoldEmpty;
  decision.issue_code = "empty_unconfirmed";
  decision.attempt = held.attempt;
  if (held.attempt.outcome != AttemptOutcome::kEmptyUnconfirmed) {
    decision.attempt = {AttemptOutcome::kEmptyUnconfirmed,
                        "the provider answered with no use for a day that holds use; believed when "
                        "another run reads the same at least an hour later",
                        run_id, read.read_at};
  }
  return decision;
}

}  // namespace

WindowDecision Decide(const WindowRecord& held, const WindowRead& read, std::string_view surface,
                      bool equal, bool coarser, std::int64_t run_id) {
  WindowDecision decision;
  decision.attempt = {AttemptOutcome::kOk, "", run_id, read.read_at};
  if (!held.has_content()) return decision;

  if (held.pruned && !read.revives_pruned) {
    decision.action = WindowAction::kKeepPruned;
    return decision;
  }

  if (!read.origin.from_api) {
    if (held.origin.from_api) {
      decision.action = WindowAction::kKeepApi;
    } else {
      decision.action = equal ? WindowAction::kConfirm : WindowAction::kReplace;
    }
    return decision;
  }

  if (HoldsUse(held) && !ReadsUse(read) && !ConfirmsEmptiness(held.attempt, read, run_id)) {
    return HoldEmpty(held, read, run_id);
  }
  // A window of export origin is replaced even by equal numbers: from then on the API vouches for
  // it.
  if (equal && held.origin.from_api && !held.pruned) {
    decision.action = WindowAction::kConfirm;
    return decision;
  }
  decision.action = WindowAction::kReplace;
  // Equal rows come back as they went.
  if (held.pruned && equal) return decision;
  const bool was_settled =
      held.pruned || StateOf(held, surface, read.read_at) == WindowState::kSettled;
  if (held.origin.from_api && was_settled) {
    decision.issue_code = "settled_window_changed";
  } else if (held.origin.from_api && coarser) {
    decision.issue_code = "coarser_read_differs";
  }
  return decision;
}

}  // namespace cognitrack
