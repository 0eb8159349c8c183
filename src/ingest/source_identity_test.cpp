#include "ingest/source_identity.h"

#include <gmock/gmock.h>

#include "ingest/run_journal.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

SourceRecord Source(const std::string& name, const std::string& provider,
                    std::vector<std::string> projects) {
  SourceRecord source;
  source.name = name;
  source.provider = provider;
  source.project_ids = std::move(projects);
  return source;
}

const std::vector<SourceRecord> kSources = {
    Source("openai", "openai", {"proj_alpha", "proj_beta"}),
    Source("lab", "openai", {"proj_gamma"}),
    Source("claude", "anthropic", {"proj_delta"}),
    Source("new", "openai", {}),
};

TEST(MatchSourceTest, OneProjectInCommonIsTheSameOrganisation) {
  EXPECT_THAT(MatchSource("openai", "openai", {"proj_beta", "proj_new"}, kSources),
              IsOkAndHolds(SourceMatch::kSame));
}

TEST(MatchSourceTest, KnownOnBothSidesAndDisjointIsAnotherOrganisation) {
  EXPECT_THAT(MatchSource("openai", "openai", {"proj_new"}, kSources),
              IsOkAndHolds(SourceMatch::kDisjoint));
}

TEST(MatchSourceTest, NothingKnownOnOneSideContradictsNothing) {
  EXPECT_THAT(MatchSource("openai", "openai", {}, kSources), IsOkAndHolds(SourceMatch::kUnknown));
  EXPECT_THAT(MatchSource("new", "openai", {"proj_new"}, kSources),
              IsOkAndHolds(SourceMatch::kUnknown));
  EXPECT_THAT(MatchSource("unheard", "openai", {"proj_new"}, kSources),
              IsOkAndHolds(SourceMatch::kUnknown));
}

TEST(MatchSourceTest, AProjectOfAnotherSourceIsRefusedWithThatSourcesName) {
  EXPECT_THAT(MatchSource("openai", "openai", {"proj_alpha", "proj_gamma"}, kSources),
              HasError(ErrorCode::kUsage,
                       HasSubstr("project proj_gamma belongs to source lab; use --source lab")));
  EXPECT_THAT(MatchSource("unheard", "openai", {"proj_gamma"}, kSources),
              HasError(ErrorCode::kUsage, HasSubstr("belongs to source lab")));
}

TEST(MatchSourceTest, ProjectsOfOtherProvidersDoNotCount) {
  EXPECT_THAT(MatchSource("new", "openai", {"proj_delta"}, kSources),
              IsOkAndHolds(SourceMatch::kUnknown));
}

TEST(MatchSourceTest, ANameOfAnotherProviderIsRefused) {
  EXPECT_THAT(MatchSource("claude", "openai", {}, kSources),
              HasError(ErrorCode::kUsage, HasSubstr("belongs to the provider anthropic")));
}

TEST(AddProjectIdsTest, TakesEveryProjectOnceAndNoBlankOne) {
  SeriesTable series;
  WindowRead read;
  for (const char* project : {"proj_b", "proj_a", "proj_b", ""}) {
    read.rows.push_back({series.Intern(Series({{"model", "m"}, {"project_id", project}})), {}});
  }
  read.rows.push_back({series.Intern(Series({{"model", "m"}})), {}});
  std::set<std::string> ids;
  AddProjectIds({read}, series, &ids);
  EXPECT_THAT(ids, ElementsAre("proj_a", "proj_b"));
}

TEST(WorstOfTest, FollowsTheOrderOfTheExitCodes) {
  EXPECT_EQ(WorstOf({ErrorCode::kTryLater, ErrorCode::kUnavailable}), ErrorCode::kUnavailable);
  EXPECT_EQ(WorstOf({ErrorCode::kUnavailable, ErrorCode::kProviderContract}),
            ErrorCode::kProviderContract);
  EXPECT_EQ(WorstOf({ErrorCode::kProviderContract, ErrorCode::kAuth}), ErrorCode::kAuth);
  EXPECT_EQ(WorstOf({ErrorCode::kAuth, ErrorCode::kDisk}), ErrorCode::kDisk);
  EXPECT_EQ(WorstOf({ErrorCode::kDisk, ErrorCode::kInvariant}), ErrorCode::kInvariant);
}

}  // namespace
}  // namespace cognitrack
