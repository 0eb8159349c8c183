// The interface without sockets, on a ledger in a file: what is answered, and one pull at a time.
#include "api/api.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <future>

#include "tests/support/api_fixture.h"
#include "tests/support/fake_provider.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kSecret = ApiFixture::kCronSecret;

class ApiTest : public ::testing::Test, protected ApiFixture {
 protected:
  static boost::json::value Json(const ServerResponse& response) {
    return boost::json::parse(response.body);
  }
  void Fill() { ASSERT_OK(FillUsage()); }
};

TEST_F(ApiTest, UsageIsTheDocumentOfTheCommandLine) {
  Fill();
  const ServerResponse response = Get("/api/v1/usage", "group_by=project_id");
  EXPECT_EQ(response.status, 200);
  const auto document = Json(response).as_object();
  EXPECT_EQ(document.at("totals").at("input_tokens"), 42);
  ASSERT_EQ(document.at("rows").as_array().size(), 2U);
  EXPECT_EQ(document.at("rows").at(1).at("project_id"), "proj_b");
  EXPECT_EQ(document.at("rows").at(1).at("input_tokens"), 32);
  EXPECT_EQ(out_.str(), "") << "nothing goes to the process's own output";
}

TEST_F(ApiTest, TheScheduleIsTheDocumentOfTheCommandLine) {
  environment_.open_service_store = [this](const DatabaseLocation& place) {
    return OpenSqliteServiceStore(place.path, clock_);
  };
  const auto document = Json(Get("/api/v1/schedule", "limit=5")).as_object();
  EXPECT_EQ(document.at("schedule"), "0 2 * * *");
  EXPECT_EQ(document.at("jobs").at(0).at("job"), "daily_usage");
  EXPECT_EQ(document.at("jobs").at(0).at("is_due"), true);
  EXPECT_TRUE(document.at("slots").as_array().empty());
}

TEST_F(ApiTest, RefusalsAreProblems) {
  const ServerResponse unknown = Get("/api/v2/usage");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(Json(unknown).at("status"), 404);
  EXPECT_EQ(Get("/api/v1/runs/99").status, 404);
  EXPECT_EQ(Get("/api/v1/usage", "from=tomorrow").status, 400);
  EXPECT_EQ(Get("/api/v1/usage", "group_by=nonsense").status, 200)
      << "an empty ledger has no grain";
  const ServerResponse source = Get("/api/v1/usage", "from=2026-03-02&to=2026-03-01");
  EXPECT_EQ(source.status, 400);
  EXPECT_THAT(source.headers,
              testing::Contains(testing::Pair("Content-Type", "application/problem+json")));
  EXPECT_THAT(std::string(Json(source).at("detail").as_string()), Not(HasSubstr("--")));
  EXPECT_THAT(log(), Not(HasSubstr("error="))) << "what a client got wrong is no failure";
}

TEST_F(ApiTest, ReadyIsWhatCanBeRead) {
  EXPECT_EQ(Get("/healthz").status, 200);
  is_away_ = true;
  const ServerResponse away = Get("/readyz");
  EXPECT_EQ(away.status, 503);
  EXPECT_THAT(away.headers, testing::Contains(testing::Pair("Retry-After", "1")));
  EXPECT_EQ(away.body,
            "{\"status\":\"not_ready\",\"checks\":{\"database\":\"failed\",\"schema\":\"unknown\","
            "\"disk\":\"ok\",\"draining\":\"ok\"},\"detail\":\"database failed, "
            "schema unknown; the log says why\"}\n")
      << "everybody may ask";
  EXPECT_THAT(log(), HasSubstr("error=\"the server is away\""));
  EXPECT_EQ(Get("/api/v1/usage").status, 503) << "an outage is no empty answer";
  EXPECT_EQ(Get("/healthz").status, 200);
  is_away_ = false;
  EXPECT_EQ(Get("/readyz").status, 200);
}

TEST_F(ApiTest, RejectedTriesAreLoggedWithoutWhatWasSent) {
  EXPECT_EQ(Get("/api/cron/daily-usage", "", "guess").status, 401);
  EXPECT_EQ(log(),
            "2026-03-31T23:33:20Z warning request request=1cc52098ced2a019 method=GET "
            "route=/api/cron/daily-usage status=401 duration_ms=0 peer=127.0.0.1 "
            "refused=wrong_token\n");
}

TEST_F(ApiTest, NothingPullsButWhatIsMeantTo) {
  EXPECT_EQ(Get("/api/cron/daily-usage", "secret=1", kSecret).status, 400);
  ServerRequest head;
  head.method = "HEAD";
  head.path = "/api/cron/daily-usage";
  head.headers = {{"authorization", "Bearer " + kSecret}};
  EXPECT_EQ(api_.Answer(head).status, 405);
}

// Another process has the ledger: its pull is the one in progress.
TEST_F(ApiTest, PullOfAnotherProcessIsInProgress) {
  environment_.variable = [](const std::string& name) {
    return name == "OPENAI_ADMIN_KEY" ? std::optional<std::string>("sk-admin-test") : std::nullopt;
  };
  environment_.make_provider = [](const std::string&,
                                  ProviderSettings) -> Result<std::unique_ptr<UsageProvider>> {
    return std::unique_ptr<UsageProvider>(std::make_unique<FakeProvider>());
  };
  const auto other = Open(DatabaseAccess::kWrite);
  ASSERT_OK(other);
  const ServerResponse response = Get("/api/cron/daily-usage", "", kSecret);
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(Json(response).at("inProgress"), true);
}

TEST_F(ApiTest, PullThatCannotBeginFailsUnderThePredecessorsNames) {
  const ServerResponse response = Get("/api/cron/daily-usage", "", kSecret);
  EXPECT_EQ(response.status, 502);
  const auto document = Json(response).as_object();
  EXPECT_EQ(document.at("success"), false);
  EXPECT_EQ(document.at("errors"), 1);
  EXPECT_EQ(document.at("exit_code"), 77);
  EXPECT_THAT(std::string(document.at("error").as_string()), HasSubstr("OPENAI_ADMIN_KEY"));
  EXPECT_THAT(log(), AllOf(HasSubstr("error request "), HasSubstr("status=502"),
                           HasSubstr("error=\"no admin key: set OPENAI_ADMIN_KEY")));
}

TEST_F(ApiTest, WhoAsksWhileAPullRunsStartsNone) {
  std::promise<void> entered, go;
  int pulls = 0;
  environment_.variable = [](const std::string& name) {
    return name == "OPENAI_ADMIN_KEY" ? std::optional<std::string>("sk-admin-test") : std::nullopt;
  };
  environment_.make_provider = [&](const std::string&,
                                   ProviderSettings) -> Result<std::unique_ptr<UsageProvider>> {
    ++pulls;
    entered.set_value();
    go.get_future().wait();
    return Error{ErrorCode::kUnavailable, "the provider is away"};
  };
  auto first =
      std::async(std::launch::async, [this] { return Get("/api/cron/daily-usage", "", kSecret); });
  const std::future<void> is_pulling = entered.get_future();
  while (is_pulling.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) {
    ASSERT_NE(first.wait_for(std::chrono::milliseconds(0)), std::future_status::ready);
  }
  const ServerResponse second = Get("/api/cron/daily-usage", "", kSecret);
  EXPECT_EQ(second.status, 202);
  EXPECT_EQ(Json(second).at("inProgress"), true);
  EXPECT_EQ(std::string(Json(second).at("startedAt").as_string()), FormatTime(clock_.Now()));
  EXPECT_THAT(api_.daily_pull().Pull({"ingest", "--scheduled"}),
              HasError(ErrorCode::kTryLater, HasSubstr("in progress since")))
      << "the scheduler, too";
  EXPECT_EQ(Get("/api/v1/usage").status, 200) << "readers go on";
  go.set_value();
  EXPECT_EQ(first.get().status, 503);
  EXPECT_EQ(pulls, 1);
}

}  // namespace
}  // namespace cognitrack
