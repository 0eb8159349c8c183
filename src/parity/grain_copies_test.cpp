#include "parity/grain_copies.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Day kMarch1{20'513};
const Day kApril1{20'544};

MetricValues Tokens(std::int64_t input, std::int64_t output) {
  MetricValues values;
  values.Set(Metric::kInputTokens, input);
  values.Set(Metric::kOutputTokens, output);
  return values;
}

class GrainCopiesTest : public ::testing::Test {
 protected:
  SeriesRef Ref(std::vector<DimensionValue> values) {
    return series_.Intern(Series(std::move(values)));
  }
  void Add(Day day, std::vector<DimensionValue> values, const MetricValues& metrics) {
    copies_.Add(day, Ref(std::move(values)), metrics);
  }
  SeriesTable series_;
  GrainCopies copies_{&series_};
};

TEST_F(GrainCopiesTest, AMonthHeldAtThreeGrainsIsFoundWithItsDays) {
  for (const Day day : {kMarch1, kMarch1 + 5}) {
    Add(day, {}, Tokens(30, 3));
    Add(day, {{"model", "gpt-a"}}, Tokens(10, 1));
    Add(day, {{"model", "gpt-b"}}, Tokens(20, 2));
    Add(day, {{"model", "gpt-a"}, {"project_id", "proj_alpha"}}, Tokens(10, 1));
    Add(day, {{"model", "gpt-b"}, {"project_id", "proj_alpha"}}, Tokens(20, 2));
  }
  const auto found = copies_.Found();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].month, "2026-03");
  EXPECT_THAT(found[0].grains,
              ElementsAre(Grain(), Grain({"model"}), Grain({"model", "project_id"})));
  EXPECT_THAT(found[0].days, ElementsAre(kMarch1, kMarch1 + 5));
  EXPECT_EQ(found[0].ToText(),
            "2026-03 is held at 3 grains (no dimension; model; model,project_id) with equal "
            "totals: these are copies of the same use, not parts of a sum");
}

TEST_F(GrainCopiesTest, UnattributedUseBesideAttributedUseIsNoCopy) {
  Add(kMarch1, {{"model", "gpt-a"}}, Tokens(10, 1));
  Add(kMarch1, {{"model", "gpt-a"}, {"user_id", "user_ann"}}, Tokens(10, 2));
  EXPECT_THAT(copies_.Found(), IsEmpty());
}

TEST_F(GrainCopiesTest, EqualTotalsOfTheMonthOnDifferentDaysAreNoCopies) {
  Add(kMarch1, {{"model", "gpt-a"}}, Tokens(10, 1));
  Add(kMarch1 + 1, {{"model", "gpt-a"}, {"user_id", "user_ann"}}, Tokens(10, 1));
  EXPECT_THAT(copies_.Found(), IsEmpty());
}

TEST_F(GrainCopiesTest, PartsWithoutUseDoNotCount) {
  Add(kMarch1, {}, Tokens(0, 0));
  Add(kMarch1, {{"model", "gpt-a"}}, Tokens(10, 1));
  EXPECT_THAT(copies_.Found(), IsEmpty());
}

TEST_F(GrainCopiesTest, OneGrainIsNoCopy) {
  Add(kMarch1, {{"model", "gpt-a"}}, Tokens(10, 1));
  Add(kMarch1, {{"model", "gpt-b"}}, Tokens(10, 1));
  EXPECT_THAT(copies_.Found(), IsEmpty());
}

TEST_F(GrainCopiesTest, AnEmptyValueIsNoValue) {
  Add(kMarch1, {{"model", "gpt-a"}, {"user_id", ""}}, Tokens(10, 1));
  Add(kMarch1, {{"model", "gpt-b"}}, Tokens(10, 1));
  EXPECT_THAT(copies_.Found(), IsEmpty());
}

TEST_F(GrainCopiesTest, EachMonthIsJudgedAlone) {
  Add(kMarch1, {}, Tokens(10, 1));
  Add(kMarch1, {{"model", "gpt-a"}}, Tokens(10, 1));
  Add(kApril1, {{"model", "gpt-a"}}, Tokens(10, 1));
  const auto found = copies_.Found();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].month, "2026-03");
}

TEST_F(GrainCopiesTest, TotalsAddedAtOnceCountAsTheirRows) {
  MetricTotals totals;
  totals.Add(Tokens(10, 1));
  copies_.AddTotals(kMarch1, Grain(), totals);
  Add(kMarch1, {{"model", "gpt-a"}}, Tokens(10, 1));
  EXPECT_EQ(copies_.Found().size(), 1u);
}

}  // namespace
}  // namespace cognitrack
