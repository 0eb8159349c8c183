#include "feature_flags/flag_proof.h"

namespace cognitrack {
namespace {

FlagProof Missing(std::string why) { return {false, std::move(why), 0, ""}; }

std::string CheckText(const ParityEvidence& check) {
  return "parity run " + std::to_string(check.run_id) + " of " + check.surface;
}

// What speaks against one check; empty where nothing does.
std::string FaultOf(const ParityEvidence& check) {
  if (!check.is_whole) return CheckText(check) + " compared a part of the rows only";
  if (!Proves(check.verdict)) {
    return CheckText(check) + " is not clean: " + std::string(NameOf(check.verdict));
  }
  if (!check.proven_to) {
    return CheckText(check) +
           " compared days with the very exports they came from, which proves "
           "nothing";
  }
  return "";
}

}  // namespace

ParityEvidence EvidenceIn(const ParityDocument& document, std::int64_t run_id,
                          const std::string& signed_by) {
  ParityEvidence evidence{run_id, document.surface, document.verdict, false, {}, signed_by};
  evidence.is_whole =
      document.scope && document.scope->filters.empty() && !document.scope->dimensions;
  for (const ParityDay& day : document.days) {
    if (day.csv && day.ledger && !day.self && Proves(day.verdict)) evidence.proven_to = day.day;
  }
  return evidence;
}

FlagProof JudgeParity(const std::string& source, const std::vector<ParityEvidence>& evidence,
                      Day today) {
  if (evidence.empty()) return Missing("no parity check of " + source + " is on record");
  const ParityEvidence* furthest = nullptr;
  for (const ParityEvidence& check : evidence) {
    if (std::string fault = FaultOf(check); !fault.empty()) return Missing(std::move(fault));
    if (furthest == nullptr || *check.proven_to > *furthest->proven_to) furthest = &check;
  }
  if (*furthest->proven_to < today - kRecentDays) {
    return Missing(CheckText(*furthest) + " proves days up to " + FormatDay(*furthest->proven_to) +
                   ", and must reach " + FormatDay(today - kRecentDays));
  }
  return {true,
          CheckText(*furthest) + " is " + std::string(NameOf(furthest->verdict)) + " up to " +
              FormatDay(*furthest->proven_to),
          furthest->run_id, furthest->signed_by};
}

}  // namespace cognitrack
