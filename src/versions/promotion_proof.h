// PromotionProof: whether the comparisons on record permit to promote a candidate without giving
// another reason: together they cover all comparable content that is held now, and what they cover
// shows no difference. A leaf: no I/O, no current time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "versions/version.h"

namespace cognitrack {

// A window that both versions can be asked about, as it is held now.
struct HeldContent {
  std::string source;
  std::string surface;
  Day day;
  std::int64_t revision = 0;
};

struct PromotionProof {
  bool is_clean = false;
  std::string why;  // What is missing, or what proves it.
  // The newest comparison of the two sides over all that was held, whatever it found; else the
  // newest of a part; nothing where there is none.
  std::optional<std::int64_t> comparison_run;
  std::int64_t comparisons = 0;  // Of the two sides.
};

// `in_force` and `candidate` as comparisons name them; `comparisons` is newest first, of any sides.
// Of each window the newest comparison that covers it counts.
PromotionProof JudgeComparisons(VersionKind kind, const std::string& in_force,
                                const std::string& candidate,
                                const std::vector<VersionComparison>& comparisons,
                                const std::vector<HeldContent>& held);

}  // namespace cognitrack
