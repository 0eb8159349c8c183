#include "ingest/prune_plan.h"

#include <algorithm>
#include <array>

namespace cognitrack {
namespace {

constexpr std::array<std::string_view, 7> kReasonNames = {
    "too_young", "money", "from_export", "not_settled", "no_export", "changed_since", "not_proven"};

// Machines that share a ledger differ by seconds.
constexpr UtcSeconds kClockSlack = 5 * 60;
constexpr UtcSeconds kLongestPause = 7 * kSecondsPerDay;

std::size_t PlaceOf(const Surface* surface) {
  return static_cast<std::size_t>(surface - Surfaces().data());
}

std::optional<StayReason> WhyItStays(const WindowRecord& record, const std::string& surface,
                                     const ProofBook& proofs, const PruneRules& rules) {
  const Day day = DayOf(record.start);
  if (day >= rules.keep_from()) return StayReason::kTooYoung;
  if (HoldsMoney(surface) && rules.surfaces.count(surface) == 0) return StayReason::kMoney;
  if (!record.origin.from_api) return StayReason::kFromExport;
  if (StateOf(record, surface, rules.now) != WindowState::kSettled) return StayReason::kNotSettled;
  // Somebody doubts it, or the last read did not confirm it.
  if (AsksForAnotherRead(record.attempt.outcome)) return StayReason::kNotSettled;
  if (!CanBeProven(surface)) return StayReason::kNoExport;
  if (proofs.ProofOf(surface, day, record.content_hash)) return std::nullopt;
  return proofs.AnyProofOf(surface, day) ? StayReason::kChangedSince : StayReason::kNotProven;
}

bool IsAskedFor(const Surface* surface, const PruneRules& rules) {
  return surface != nullptr &&
         (rules.surfaces.empty() || rules.surfaces.count(std::string(surface->name)) > 0);
}

void Stay(const WindowRecord& record, StayingWindows* stay) {
  const Day day = DayOf(record.start);
  stay->first = stay->windows == 0 ? day : std::min(stay->first, day);
  stay->last = stay->windows == 0 ? day : std::max(stay->last, day);
  ++stay->windows;
  stay->rows += record.row_count;
}

void PlanStream(const PruneStream& stream, const ProofBook& proofs, const PruneRules& rules,
                PrunePlan* plan) {
  const std::string& surface = stream.held.stream.key.surface;
  const Surface* described = FindSurface(surface);
  if (!IsAskedFor(described, rules)) return;
  for (const WindowRecord& record : stream.held.windows) {
    const Day day = DayOf(record.start);
    if ((rules.from && day < *rules.from) || (rules.to && day > *rules.to)) continue;
    if (!record.has_content()) continue;
    if (record.pruned) {
      ++plan->pruned_before;
      continue;
    }
    const auto found = stream.weights.find(record.start);
    const WindowWeight weight = found == stream.weights.end() ? WindowWeight() : found->second;
    if (record.row_count == 0 && weight.history_rows == 0) continue;
    if (const auto reason = WhyItStays(record, surface, proofs, rules)) {
      Stay(record, &plan->stay[{PlaceOf(described), *reason}]);
      continue;
    }
    plan->go.push_back({surface,
                        day,
                        {stream.held.stream.id, record.start, record.revision},
                        record.row_count,
                        weight,
                        *proofs.ProofOf(surface, day, record.content_hash)});
  }
}

}  // namespace

std::string_view NameOf(StayReason reason) {
  return kReasonNames[static_cast<std::size_t>(reason)];
}

std::int64_t PrunePlan::rows() const {
  std::int64_t rows = 0;
  for (const PlannedPrune& planned : go) rows += planned.rows;
  return rows;
}

PrunePlan PlanPrune(const std::vector<PruneStream>& streams, const ProofBook& proofs,
                    const PruneRules& rules) {
  PrunePlan plan;
  for (const PruneStream& stream : streams) PlanStream(stream, proofs, rules, &plan);
  std::sort(plan.go.begin(), plan.go.end(), [](const PlannedPrune& a, const PlannedPrune& b) {
    if (a.day != b.day) return a.day < b.day;
    return FindSurface(a.surface) < FindSurface(b.surface);
  });
  return plan;
}

Status CheckShare(const PrunePlan& plan, std::int64_t rows_held, int percent) {
  const WideCount rows = plan.rows();
  if (rows * 100 <= WideCount{rows_held} * percent) return {};
  const WideCount needed = (rows * 100 + rows_held - 1) / rows_held;
  return Error{ErrorCode::kUsage,
               "this would take " + ToText(rows) + " of the ledger's " + std::to_string(rows_held) +
                   " rows, more than the " + std::to_string(percent) +
                   " % that one prune may take; nothing was pruned. Look at --dry-run; if that is "
                   "what you want, --allow-share " +
                   ToText(needed) + " permits it"};
}

Status CheckClockForPrune(UtcSeconds now, UtcSeconds newest) {
  if (now + kClockSlack < newest) {
    return Error{ErrorCode::kConfig,
                 "the clock reads " + FormatTime(now) + ", but the ledger knows of something at " +
                     FormatTime(newest) +
                     ": one of the two clocks was wrong; nothing was pruned. Set the machine's "
                     "clock: everything here is UTC"};
  }
  if (newest != 0 && now - newest > kLongestPause) {
    return Error{ErrorCode::kConfig,
                 "the clock reads " + FormatTime(now) +
                     ", and the last thing that the ledger knows "
                     "of happened at " +
                     FormatTime(newest) +
                     ": the clock jumped, or nothing was pulled or proven for more than a week; "
                     "nothing was pruned. If the clock is right, run 'cognitrack ingest' first"};
  }
  return {};
}

}  // namespace cognitrack
