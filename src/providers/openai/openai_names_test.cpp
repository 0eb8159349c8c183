#include "providers/openai/openai_names.h"

#include <gmock/gmock.h>

#include "base/random.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

std::string Page(const std::string& id, const std::string& last_id, bool has_more = true) {
  return R"({"object":"list","data":[{"id":")" + id + R"("}],"last_id":)" + last_id +
         R"(,"has_more":)" + (has_more ? "true" : "false") + "}";
}

class OpenAiNamesTest : public ::testing::Test {
 protected:
  std::unique_ptr<NamesProvider> Make(HttpTransport& transport) {
    ProviderSettings settings;
    settings.base_url = "https://api.example/v1";
    settings.admin_key = Secret("sk-admin-canary");
    settings.rate.per_minute = 0;
    return MakeOpenAiNamesProvider(settings, transport, clock_, random_).value();
  }
  Result<NamesRead> List(NameKind kind, const std::string& project_id = "") {
    NamesQuery query;
    query.kind = kind;
    query.project_id = project_id;
    return Make(network_)->List(query);
  }

  FakeClock clock_{1'775'000'000};
  SeededRandom random_{1};
  FakeTransport network_;
};

TEST_F(OpenAiNamesTest, PagesFollowTheLastIdUntilThereIsNoMore) {
  network_.Answer(200, Page("a", R"("a/b=")")).Answer(200, Page("b", R"("c")"));
  network_.Answer(200, Page("c", "null", false));
  const auto read = List(NameKind::kProject);
  ASSERT_OK(read);
  EXPECT_EQ(read->answer, NamesAnswer::kListed);
  EXPECT_THAT(read->seen, SizeIs(3));
  EXPECT_THAT(network_.ParametersOf(0), ElementsAre("limit=100", "include_archived=true"));
  EXPECT_THAT(network_.ParametersOf(1),
              ElementsAre("limit=100", "include_archived=true", "after=a%2Fb%3D"));
  EXPECT_THAT(network_.ParametersOf(2),
              ElementsAre("limit=100", "include_archived=true", "after=c"));
}

TEST_F(OpenAiNamesTest, EachListHasItsPath) {
  const struct {
    NameKind kind;
    const char* project_id;
    const char* url;
  } cases[] = {
      {NameKind::kProject, "", "projects?limit=100&include_archived=true"},
      {NameKind::kApiKey, "p/1", "projects/p%2F1/api_keys?limit=100&owner_project_access=any"},
      {NameKind::kServiceAccount, "p", "projects/p/service_accounts?limit=100"},
      {NameKind::kUser, "", "users?limit=100"},
      {NameKind::kAdminApiKey, "", "admin_api_keys?limit=100"},
  };
  for (const auto& list : cases) {
    network_.Answer(200, Page("a", "null", false));
    ASSERT_OK(List(list.kind, list.project_id));
    EXPECT_EQ(network_.requests.back().url,
              std::string("https://api.example/v1/organization/") + list.url);
    EXPECT_EQ(network_.requests.back().bearer.Reveal(), "sk-admin-canary");
  }
}

TEST_F(OpenAiNamesTest, AnIdOnTwoPagesCountsOnce) {
  network_.Answer(200, Page("a", R"("a")")).Answer(200, Page("a", R"("b")", false));
  const auto read = List(NameKind::kUser);
  ASSERT_OK(read);
  EXPECT_THAT(read->seen, SizeIs(1));
}

TEST_F(OpenAiNamesTest, ARepeatedOrMissingLastIdBreaksTheContract) {
  network_.Answer(200, Page("a", R"("a")")).Answer(200, Page("b", R"("a")"));
  const auto repeated = List(NameKind::kUser);
  ASSERT_THAT(repeated, HasError(ErrorCode::kProviderContract, ::testing::_));
  EXPECT_EQ(repeated.error().message, "/v1/organization/users: a last_id came twice");
  for (const char* last_id : {"null", R"("")"}) {
    network_.Answer(200, Page("a", last_id));
    const auto missing = List(NameKind::kUser);
    ASSERT_THAT(missing, HasError(ErrorCode::kProviderContract, ::testing::_));
    EXPECT_THAT(missing.error().message, HasSubstr("there is no last_id"));
  }
}

TEST_F(OpenAiNamesTest, ARefusalIsAnAnswerAndRepeatsNoAddress) {
  for (const int status : {401, 403}) {
    network_.Answer(status, R"({"error":{"message":"ann@example.com may not, sk-admin-canary"}})");
    const auto read = List(NameKind::kUser);
    ASSERT_OK(read);
    EXPECT_EQ(read->answer, NamesAnswer::kRefused);
    EXPECT_THAT(
        read->reason,
        AllOf(HasSubstr("may not read this list (HTTP " + std::to_string(status)),
              HasSubstr("(e-mail) may not"), Not(HasSubstr("ann")), Not(HasSubstr("canary"))));
  }
}

TEST_F(OpenAiNamesTest, OnlyAProjectMayLackAList) {
  for (const int status : {400, 404}) {
    network_.Answer(status, R"({"error":{"message":"archived"}})");
    const auto below = List(NameKind::kServiceAccount, "p");
    ASSERT_OK(below);
    EXPECT_EQ(below->answer, NamesAnswer::kNotThere);
    network_.Answer(status, R"({"error":{"message":"no"}})");
    EXPECT_THAT(List(NameKind::kUser), HasError(ErrorCode::kProviderContract, ::testing::_));
  }
}

TEST_F(OpenAiNamesTest, AnErrorInAPageRepeatsNoAddress) {
  network_.Answer(200, R"({"error":{"message":"user ann@example.com is unknown"}})");
  const auto read = List(NameKind::kUser);
  ASSERT_THAT(read, HasError(ErrorCode::kProviderContract, ::testing::_));
  EXPECT_THAT(read.error().message, AllOf(HasSubstr("(e-mail)"), Not(HasSubstr("ann"))));
}

TEST_F(OpenAiNamesTest, ThrottlingIsWaitedOut) {
  network_.Answer(429, "{}", {{"retry-after", "1"}}).Answer(200, Page("a", "null", false));
  EXPECT_OK(List(NameKind::kUser));
}

}  // namespace
}  // namespace cognitrack
