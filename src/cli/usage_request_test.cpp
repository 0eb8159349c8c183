#include "cli/usage_request.h"

#include "cli/filter_match.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

bool Passes(const std::vector<std::string>& texts, const Series& series) {
  return Matches(ParseFilters(texts).value(), Grain({"model", "project_id"}), series);
}

TEST(UsageRequestTest, FiltersOfOneDimensionAndSenseAreAlternatives) {
  const auto filters =
      ParseFilters({"model=a", "model=b", "model!=c", "project_id=", "user_id=''"});
  ASSERT_OK(filters);
  ASSERT_EQ(filters->size(), 4u);
  EXPECT_THAT((*filters)[0].values, ElementsAre("a", "b"));
  EXPECT_FALSE((*filters)[0].exclude);
  EXPECT_TRUE((*filters)[1].exclude);
  EXPECT_THAT((*filters)[2].values, ElementsAre(std::nullopt));
  EXPECT_THAT((*filters)[3].values, ElementsAre(""));
}

TEST(UsageRequestTest, AValueMayHoldAnEqualsSign) {
  const auto filters = ParseFilters({"model=ft:x=y"});
  ASSERT_OK(filters);
  EXPECT_THAT(filters->front().values, ElementsAre("ft:x=y"));
}

TEST(UsageRequestTest, AFilterOfAnotherFormIsRefused) {
  for (const char* text : {"model", "=x", "!=x"}) {
    EXPECT_THAT(ParseFilters({text}), HasError(ErrorCode::kUsage, HasSubstr("K=V"))) << text;
  }
}

TEST(UsageRequestTest, ParityKnowsNoExclusion) {
  EXPECT_THAT(ParseEqualities({"model=a", "batch="}),
              IsOkAndHolds(ElementsAre(Pair("model", "a"), Pair("batch", ""))));
  EXPECT_THAT(ParseEqualities({"model!=a"}), HasError(ErrorCode::kUsage, HasSubstr("K!=V")));
}

TEST(UsageRequestTest, TheGroupingHasADefaultAndNoRepetition) {
  CommandOptions options;
  EXPECT_THAT(GroupByOf(options, "completions"), ElementsAre("day"));
  options.day = kFirstDay;
  EXPECT_THAT(GroupByOf(options, "completions"), ElementsAre("model"));
  options.group_by = {"model, day", "model"};
  EXPECT_THAT(GroupByOf(options, "completions"), ElementsAre("model", "day"));
}

TEST(UsageRequestTest, MoneyIsAlwaysGroupedByItsCurrency) {
  CommandOptions options;
  EXPECT_THAT(GroupByOf(options, "costs"), ElementsAre("day", "amount_currency"));
  options.group_by = {"amount_currency,project_id"};
  EXPECT_THAT(GroupByOf(options, "costs"), ElementsAre("amount_currency", "project_id"));
}

TEST(FilterMatchTest, AllFiltersMustPass) {
  const Series row({{"model", "gpt-5"}});
  EXPECT_TRUE(Passes({}, row));
  EXPECT_TRUE(Passes({"model=gpt-5", "project_id="}, row));
  EXPECT_FALSE(Passes({"model=gpt-5", "project_id=proj_alpha"}, row));
  EXPECT_FALSE(Passes({"model!=gpt-5"}, row));
  EXPECT_TRUE(Passes({"project_id!=proj_alpha"}, row));
  EXPECT_FALSE(Passes({"project_id!="}, row));
}

TEST(FilterMatchTest, ADimensionOutsideTheGrainPassesNeitherWay) {
  const Series row({{"model", "gpt-5"}});
  EXPECT_FALSE(Passes({"user_id="}, row));
  EXPECT_FALSE(Passes({"user_id!=user_ann"}, row));
}

}  // namespace
}  // namespace cognitrack
