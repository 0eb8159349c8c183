#include "parity/day_verdict.h"

#include <algorithm>
#include <array>

namespace cognitrack {

DayVerdict VerdictOf(const DayFacts& facts) {
  if (facts.open) return {Verdict::kIncomplete, Cause::kDayOpen, true};
  if (!facts.held) {
    return {Verdict::kIncomplete, facts.parked ? Cause::kWindowParked : Cause::kWindowMissing,
            true};
  }
  if (!facts.listed) {
    return {facts.holds_use ? Verdict::kVariance : Verdict::kIncomplete, Cause::kDayAbsent, true};
  }
  if (facts.filter_blind) return {Verdict::kIncomplete, std::nullopt, true};
  if (facts.second_grain) return {Verdict::kVariance, Cause::kSecondGrain, true};
  if (facts.hours_missing) {
    return {facts.differs ? Verdict::kVariance : Verdict::kIncomplete, Cause::kHoursMissing, true};
  }
  if (!facts.differs) return {Verdict::kExact, std::nullopt, false};
  if (facts.ends_early && !facts.clipped && !facts.csv_above) {
    return {Verdict::kExplained, Cause::kClippedDay, true};
  }
  if (facts.pruned) return {Verdict::kVariance, Cause::kPruned, true};
  return {Verdict::kVariance, facts.worst, false};
}

Cause WorseOf(Cause a, Cause b) {
  constexpr std::array<Cause, 5> kOrder = {Cause::kDoubledRow, Cause::kRowAdded, Cause::kRowAbsent,
                                           Cause::kValueDiffers, Cause::kNotReported};
  const auto rank = [&](Cause cause) { return std::find(kOrder.begin(), kOrder.end(), cause); };
  return rank(b) < rank(a) ? b : a;
}

}  // namespace cognitrack
