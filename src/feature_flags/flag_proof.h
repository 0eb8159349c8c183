// FlagProof: whether what is known of a source's parity permits to turn a flag on without giving
// another reason: the newest check of each surface is clean, and one of them reaches recent days.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "parity/parity_document.h"

namespace cognitrack {

// How many days ago the last proven day may lie.
inline constexpr int kRecentDays = 7;

// What the newest parity check of one surface of a source says.
struct ParityEvidence {
  std::int64_t run_id = 0;
  std::string surface;
  Verdict verdict = Verdict::kVariance;
  bool is_whole = false;         // Neither filters nor fewer dimensions.
  std::optional<Day> proven_to;  // The last day that was proven by something else than its origin.
  std::string signed_by;         // Empty: nobody signed it.
};

ParityEvidence EvidenceIn(const ParityDocument& document, std::int64_t run_id,
                          const std::string& signed_by);

struct FlagProof {
  bool is_clean = false;
  std::string why;              // What is missing, or what proves it.
  std::int64_t parity_run = 0;  // The check that reaches furthest.
  std::string signed_by;        // Who signed that one.
};

// Of the newest check of each surface.
FlagProof JudgeParity(const std::string& source, const std::vector<ParityEvidence>& evidence,
                      Day today);

}  // namespace cognitrack
