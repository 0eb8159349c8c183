#include "versions/promotion_proof.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

constexpr Day kFirst{20'500};  // 2026-02-16.

class PromotionProofTest : public ::testing::Test {
 protected:
  // One window a day, of revisions 1, 2, 3, …
  void Hold(int days, const std::string& source = "openai") {
    for (int i = 0; i < days; ++i) held_.push_back({source, "completions", kFirst + i, i + 1});
  }
  // Newer than all that were added before.
  VersionComparison& Add(std::int64_t after, std::int64_t to, std::int64_t differing = 0) {
    VersionComparison comparison;
    comparison.run_id = 10 + static_cast<std::int64_t>(comparisons_.size());
    comparison.kind = VersionKind::kIngest;
    comparison.in_force = "1";
    comparison.candidate = "2";
    comparison.after_revision = after;
    comparison.to_revision = to;
    comparison.compared = to - after;
    comparison.differing = differing;
    comparisons_.insert(comparisons_.begin(), comparison);
    return comparisons_.front();
  }
  PromotionProof Judge() const {
    return JudgeComparisons(VersionKind::kIngest, "1", "2", comparisons_, held_);
  }
  std::string WhyNot() const {
    const PromotionProof proof = Judge();
    EXPECT_FALSE(proof.is_clean);
    return proof.why;
  }

  std::vector<VersionComparison> comparisons_;
  std::vector<HeldContent> held_;
};

TEST_F(PromotionProofTest, AComparisonOfAllThatIsHeldProves) {
  Hold(3);
  Add(0, 3);
  EXPECT_TRUE(Judge().is_clean);
  EXPECT_EQ(Judge().why, "compared without a difference, all 3 windows that are held (run 10)");
  EXPECT_EQ(Judge().comparison_run, 10);
}

TEST_F(PromotionProofTest, OneWholeAndNightByNightProveTogether) {
  Hold(5);
  Add(0, 3);
  Add(3, 4).source = "openai";
  Add(4, 5).source = "openai";
  EXPECT_TRUE(Judge().is_clean);
  EXPECT_EQ(Judge().why,
            "compared without a difference, all 5 windows that are held (runs 10 to 12)");
  EXPECT_EQ(Judge().comparison_run, 10) << "which is the one of everything";
  EXPECT_EQ(Judge().comparisons, 3);
}

TEST_F(PromotionProofTest, ContentThatCameSinceIsMissing) {
  Hold(5);
  Add(0, 3);
  EXPECT_EQ(WhyNot(),
            "2 windows of what is held were not compared, the first is completions of 2026-02-19 "
            "(openai)");
  Add(4, 5);
  EXPECT_EQ(WhyNot(),
            "1 window of what is held was not compared, the first is completions of 2026-02-19 "
            "(openai)");
}

TEST_F(PromotionProofTest, APartProvesThatPart) {
  Hold(3);
  Add(0, 3).source = "acme";
  EXPECT_EQ(WhyNot().substr(0, 9), "3 windows");
  Add(0, 3).from = kFirst + 1;
  EXPECT_EQ(WhyNot().substr(0, 8), "1 window");
  VersionComparison& to = Add(0, 3);
  to.to = kFirst;
  EXPECT_TRUE(Judge().is_clean);
}

TEST_F(PromotionProofTest, WithoutOneOfEverythingTheNewestIsNamed) {
  Hold(2);
  Add(0, 1).source = "openai";
  EXPECT_EQ(Judge().comparison_run, 10);
  Add(0, 2).to = kFirst + 1;
  EXPECT_EQ(Judge().comparison_run, 11);
  EXPECT_TRUE(Judge().is_clean);
}

TEST_F(PromotionProofTest, ADifferenceSpeaksAgainstIt) {
  Hold(3);
  Add(0, 3, 2);
  EXPECT_EQ(WhyNot(), "the comparison of run 10 found 2 differences");
  EXPECT_EQ(Judge().comparison_run, 10) << "for whoever promotes it all the same";
  Add(1, 3, 1);
  EXPECT_EQ(WhyNot(), "the comparison of run 11 found 1 difference, that of run 10 2");
  Add(1, 3);
  EXPECT_EQ(WhyNot(), "the comparison of run 10 found 2 differences")
      << "it is still all that is known of the first day";
  Add(0, 3);
  EXPECT_TRUE(Judge().is_clean) << "the newest of each window counts";
}

TEST_F(PromotionProofTest, ComparisonsOfOtherSidesSayNothing) {
  Hold(1);
  Add(0, 1).in_force = "0";
  Add(0, 1).candidate = "3";
  Add(0, 1).kind = VersionKind::kPricing;
  EXPECT_EQ(WhyNot(), "it was never compared with what is in force");
  EXPECT_FALSE(Judge().comparison_run);
}

TEST_F(PromotionProofTest, NothingToCompareProvesNothing) {
  Add(0, 0);
  EXPECT_EQ(WhyNot(), "nothing is held that the two can be compared on");
  Hold(1);
  Add(0, 1).compared = 0;
  EXPECT_EQ(WhyNot(), "nothing is held that the two can be compared on")
      << "its bytes were not kept";
}

}  // namespace
}  // namespace cognitrack
