// The adapter of names against the twin's lists: paging, archived projects, deleted and hidden
// keys.
#include "providers/openai/openai_names.h"

#include <gmock/gmock.h>

#include "base/random.h"
#include "tests/support/fake_clock.h"
#include "tests/support/result_matchers.h"
#include "twin/port/twin_transport.h"
#include "twin/seeded_organisation.h"

namespace cognitrack {
namespace {

TEST(OpenAiNamesContract, TheTwinsOrganisationIsListedWhole) {
  FakeClock clock(1'775'000'000);
  SeededRandom random(1);
  twin::SeededOptions options;
  options.first_day = Day{20'513};
  options.days = 10;
  options.rows_per_day = 3'000;  // Enough for more than a page of keys.
  const twin::Organisation organisation = twin::MakeSeededOrganisation(options);
  twin::UsageApi api(organisation, clock, {});
  TwinTransport transport(api);
  ProviderSettings settings;
  settings.base_url = "https://api.example/v1";
  settings.admin_key = Secret("sk-admin-x");
  settings.rate.per_minute = 0;
  const auto provider = MakeOpenAiNamesProvider(settings, transport, clock, random).value();
  NamesQuery query;
  const auto projects = provider->List(query);
  ASSERT_OK(projects);
  std::size_t keys = 0;
  std::size_t archived = 0;
  for (const SeenName& project : projects->seen) {
    archived += project.facts.archived_at ? 1U : 0U;
    query.kind = NameKind::kApiKey;
    query.project_id = project.id;
    const auto listed = provider->List(query);
    ASSERT_OK(listed);
    keys += listed->seen.size();
    query.kind = NameKind::kServiceAccount;
    const auto accounts = provider->List(query);
    ASSERT_OK(accounts);
    EXPECT_EQ(accounts->answer,
              project.facts.archived_at ? NamesAnswer::kNotThere : NamesAnswer::kListed);
  }
  const auto count = [&](twin::Dimension dimension) {
    return organisation.completions().ValuesOf(dimension).size() - 1;
  };
  EXPECT_EQ(projects->seen.size(), count(twin::Dimension::kProjectId));
  EXPECT_EQ(archived, 1U);
  EXPECT_EQ(keys, count(twin::Dimension::kApiKeyId) - 1) << "all but the deleted one";
  query = {};
  query.kind = NameKind::kUser;
  const auto users = provider->List(query);
  ASSERT_OK(users);
  EXPECT_LT(users->seen.size(), count(twin::Dimension::kUserId) + 1);
  EXPECT_GE(users->seen.size(), count(twin::Dimension::kUserId) - 1);
}

}  // namespace
}  // namespace cognitrack
