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

WindowRead ReadOf(std::initializer_list<Series> rows, SeriesTable* series) {
  WindowRead read;
  for (const Series& row : rows) read.rows.push_back({series->Intern(row), {}});
  return read;
}

TEST(ProjectIdsTest, GivesTheProjectsOfTheReadsAtHandWhateverWasReadBefore) {
  ProjectIds projects;
  SeriesTable series;
  std::set<std::string> ids;
  const Series alpha{{"model", "gpt-a"}, {"project_id", "proj_alpha"}};
  const Series beta{{"model", "gpt-a"}, {"project_id", "proj_beta"}};
  const Series nobody{{"model", "gpt-a"}};
  const Series unnamed{{"project_id", ""}};
  projects.AddTo(&ids, {ReadOf({alpha, nobody}, &series), ReadOf({beta, unnamed, alpha}, &series)},
                 series);
  EXPECT_THAT(ids, ElementsAre("proj_alpha", "proj_beta"));

  ids.clear();
  const Series gamma{{"project_id", "proj_gamma"}};
  const Series other_beta{{"project_id", "proj_beta"}};
  projects.AddTo(&ids, {ReadOf({gamma, nobody, other_beta}, &series)}, series);
  EXPECT_THAT(ids, ElementsAre("proj_beta", "proj_gamma"));
}

TEST(ProjectIdsTest, AnotherTableHasSeriesOfItsOwn) {
  ProjectIds projects;
  SeriesTable series;
  std::set<std::string> ids;
  projects.AddTo(&ids, {ReadOf({{{"project_id", "proj_alpha"}}}, &series)}, series);
  ids.clear();
  SeriesTable other;
  projects.AddTo(&ids, {ReadOf({{{"project_id", "proj_beta"}}}, &other)}, other);
  EXPECT_THAT(ids, ElementsAre("proj_beta"));
}

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
