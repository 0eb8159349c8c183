#include "versions/promotion_proof.h"

#include <algorithm>
#include <set>

namespace cognitrack {
namespace {

bool Covers(const VersionComparison& comparison, const HeldContent& window) {
  return (!comparison.source || *comparison.source == window.source) &&
         (!comparison.from || *comparison.from <= window.day) &&
         (!comparison.to || window.day <= *comparison.to) &&
         comparison.after_revision < window.revision && window.revision <= comparison.to_revision;
}

bool IsWhole(const VersionComparison* comparison) {
  return !comparison->source && !comparison->from && !comparison->to &&
         comparison->after_revision == 0;
}

std::string Counted(std::int64_t count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string FoundText(const VersionComparison& comparison) {
  return "the comparison of run " + std::to_string(comparison.run_id) + " found " +
         Counted(comparison.differing, "difference");
}

std::string AlsoFoundText(const VersionComparison& comparison) {
  return ", that of run " + std::to_string(comparison.run_id) + " " +
         std::to_string(comparison.differing);
}

std::string ProofText(const std::vector<const VersionComparison*>& used, std::int64_t windows) {
  const std::string runs = used.size() == 1 ? "run " + std::to_string(used.front()->run_id)
                                            : "runs " + std::to_string(used.back()->run_id) +
                                                  " to " + std::to_string(used.front()->run_id);
  return "compared without a difference, all " + Counted(windows, "window") + " that " +
         (windows == 1 ? "is" : "are") + " held (" + runs + ")";
}

}  // namespace

PromotionProof JudgeComparisons(VersionKind kind, const std::string& in_force,
                                const std::string& candidate,
                                const std::vector<VersionComparison>& comparisons,
                                const std::vector<HeldContent>& held) {
  std::vector<const VersionComparison*> of_both;
  for (const VersionComparison& comparison : comparisons) {
    if (comparison.kind == kind && comparison.in_force == in_force &&
        comparison.candidate == candidate) {
      of_both.push_back(&comparison);
    }
  }
  PromotionProof proof;
  if (of_both.empty()) {
    proof.why = "it was never compared with what is in force";
    return proof;
  }
  proof.comparisons = static_cast<std::int64_t>(of_both.size());
  const auto whole = std::find_if(of_both.begin(), of_both.end(), IsWhole);
  proof.comparison_run = (whole == of_both.end() ? of_both.front() : *whole)->run_id;
  std::set<const VersionComparison*> needed;
  std::int64_t uncovered = 0;
  const HeldContent* first_uncovered = nullptr;
  for (const HeldContent& window : held) {
    const auto covering =
        std::find_if(of_both.begin(), of_both.end(),
                     [&](const VersionComparison* one) { return Covers(*one, window); });
    if (covering != of_both.end()) {
      needed.insert(*covering);
      continue;
    }
    if (uncovered++ == 0) first_uncovered = &window;
  }
  std::vector<const VersionComparison*> used;
  std::int64_t compared = 0;
  for (const VersionComparison* comparison : of_both) {
    if (!needed.contains(comparison)) continue;
    used.push_back(comparison);
    compared += comparison->compared;
    if (comparison->differing == 0) continue;
    proof.why += proof.why.empty() ? FoundText(*comparison) : AlsoFoundText(*comparison);
  }
  if (!proof.why.empty()) return proof;
  if (uncovered > 0) {
    proof.why = Counted(uncovered, "window") + " of what is held " +
                (uncovered == 1 ? "was" : "were") + " not compared, the first is " +
                first_uncovered->surface + " of " + FormatDay(first_uncovered->day) + " (" +
                first_uncovered->source + ")";
    return proof;
  }
  if (compared == 0) {
    proof.why = "nothing is held that the two can be compared on";
    return proof;
  }
  proof.is_clean = true;
  proof.why = ProofText(used, static_cast<std::int64_t>(held.size()));
  return proof;
}

}  // namespace cognitrack
