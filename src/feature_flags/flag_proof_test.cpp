#include "feature_flags/flag_proof.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

constexpr Day kToday{20'500};

ParityEvidence Clean(std::int64_t run, const std::string& surface, Day to) {
  return {run, surface, Verdict::kExact, true, to, "Ann"};
}

std::string WhyNot(const std::vector<ParityEvidence>& evidence) {
  const FlagProof proof = JudgeParity("openai", evidence, kToday);
  EXPECT_FALSE(proof.is_clean) << proof.why;
  return proof.why;
}

TEST(FlagProofTest, ACleanRecentCheckProves) {
  const FlagProof proof =
      JudgeParity("openai", {Clean(12, "completions", kToday - kRecentDays)}, kToday);
  EXPECT_TRUE(proof.is_clean);
  EXPECT_EQ(proof.why, "parity run 12 of completions is exact up to 2026-02-09");
  EXPECT_EQ(proof.parity_run, 12);
  EXPECT_EQ(proof.signed_by, "Ann");
}

TEST(FlagProofTest, TheCheckThatReachesFurthestIsTheProof) {
  const FlagProof proof = JudgeParity(
      "openai", {Clean(14, "costs", kToday - 40), Clean(12, "completions", kToday - 1)}, kToday);
  EXPECT_TRUE(proof.is_clean);
  EXPECT_EQ(proof.parity_run, 12);
}

TEST(FlagProofTest, WhatIsMissingIsSaid) {
  EXPECT_EQ(WhyNot({}), "no parity check of openai is on record");
  EXPECT_THAT(WhyNot({Clean(12, "completions", kToday - kRecentDays - 1)}),
              HasSubstr("proves days up to 2026-02-08, and must reach 2026-02-09"));
  ParityEvidence check = Clean(12, "completions", kToday - 1);
  check.verdict = Verdict::kIncomplete;
  EXPECT_THAT(WhyNot({Clean(13, "costs", kToday - 1), check}),
              HasSubstr("parity run 12 of completions is not clean: incomplete"));
  check = Clean(12, "completions", kToday - 1);
  check.is_whole = false;
  EXPECT_THAT(WhyNot({check}), HasSubstr("a part of the rows only"));
  check.is_whole = true;
  check.proven_to.reset();
  EXPECT_THAT(WhyNot({check}), HasSubstr("proves nothing"));
}

TEST(FlagProofTest, OnlyDaysProvenBySomethingElseCount) {
  ParityDocument document;
  document.scope.emplace();
  ParityDay day;
  day.csv.emplace();
  day.ledger.emplace();
  day.day = kToday - 3;
  document.days.push_back(day);
  day.day = kToday - 2;
  day.self = true;
  document.days.push_back(day);
  day.day = kToday - 1;
  day.self = false;
  day.ledger.reset();
  document.days.push_back(day);
  ParityEvidence evidence = EvidenceIn(document, 7, "");
  EXPECT_TRUE(evidence.is_whole);
  EXPECT_EQ(evidence.proven_to, std::optional(kToday - 3));
  document.scope->filters.emplace_back("model", "gpt-a");
  EXPECT_FALSE(EvidenceIn(document, 7, "").is_whole);
  document.scope.reset();
  EXPECT_FALSE(EvidenceIn(document, 7, "").is_whole) << "nobody knows what it compared";
}

}  // namespace
}  // namespace cognitrack
