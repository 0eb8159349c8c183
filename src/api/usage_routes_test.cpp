// /api/usage over a ledger in a file, without sockets.
#include "api/usage_routes.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <set>

#include "tests/support/fake_provider.h"
#include "tests/support/service_fixture.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

class UsageRoutesTest : public ServiceFixture {
 protected:
  // Two days of three rows each, of which one has a model that no book prices, and one in which
  // nothing was used.
  void Fill() {
    auto store = Open(DatabaseAccess::kWrite);
    ASSERT_OK(store);
    const auto source = (*store)->EnsureSource("openai", "openai");
    ASSERT_OK(source);
    const auto stream = (*store)->EnsureStream(source->id, StreamKey{});
    ASSERT_OK(stream);
    const std::string head =
        "project_id model service_tier batch user_id api_key_id | "
        "num_model_requests input_tokens output_tokens input_cached_tokens\n";
    const struct {
      std::string day, rows;
    } days[] = {
        {"2026-03-05", head +
                           "proj_a gpt-4.1-2025-04-14 default false user_a key_a | 3 1000 100 0\n"
                           "proj_a gpt-4.1-2025-04-14 default true user_a key_a | 4 2000 200 0\n"
                           "proj_b no-such-model default false user_b key_b | 5 30 40 0"},
        {"2026-03-06", head},
        {"2026-03-07", head +
                           "proj_a gpt-4.1-2025-04-14 default false user_a key_a | 6 500 50 100\n"
                           "proj_b gpt-4.1-2025-04-14 default false user_b key_b | 7 600 60 0\n"
                           "proj_c gpt-4.1-2025-04-14 default false user_b key_b | 8 700 70 0"},
    };
    for (const auto& day : days) {
      SeriesTable series;
      ASSERT_OK((*store)->CommitWindow(stream->id, WindowOf(series, day.day, day.rows), series, 1));
    }
  }
  boost::json::object Events(const std::string& query) {
    const ServerResponse response = Get("/api/usage" + query);
    EXPECT_EQ(response.status, 200) << response.body;
    return Json(response);
  }
  void MakeProvider() {
    environment_.variable = [](const std::string& name) {
      return name == "OPENAI_ADMIN_KEY" ? std::optional<std::string>("sk-admin-test")
                                        : std::nullopt;
    };
    environment_.make_provider = [](const std::string&,
                                    ProviderSettings) -> Result<std::unique_ptr<UsageProvider>> {
      auto provider = std::make_unique<FakeProvider>();
      provider->use[*ParseDay("2026-03-30")] = {{"proj_a", "gpt-a", 1, 10}};
      return std::unique_ptr<UsageProvider>(std::move(provider));
    };
  }
};

TEST_F(UsageRoutesTest, EveryRowOnceNewestFirstWhateverThePages) {
  Fill();
  const auto whole = Events("");
  ASSERT_EQ(whole.at("events").as_array().size(), 6U);
  EXPECT_EQ(whole.at("total"), 6);
  EXPECT_EQ(whole.at("hasMore"), false);
  std::set<std::int64_t> ids;
  boost::json::array paged;
  for (const char* query : {"?limit=2", "?limit=2&offset=2", "?limit=2&offset=4"}) {
    const auto page = Events(query);
    for (const auto& event : page.at("events").as_array()) {
      paged.push_back(event);
      EXPECT_TRUE(ids.insert(event.at("id").as_int64()).second);
    }
  }
  EXPECT_EQ(paged, whole.at("events").as_array());
  EXPECT_EQ(paged.at(0).at("timestamp"), "2026-03-07T00:00:00.000Z");
  EXPECT_EQ(paged.at(5).at("windowStart"), "2026-03-05T00:00:00.000Z");
  EXPECT_EQ(Events("?limit=2").at("hasMore"), true);
  EXPECT_EQ(Events("?limit=2&offset=4").at("hasMore"), false);
  EXPECT_EQ(Events("?offset=6").at("events").as_array().size(), 0U);
  EXPECT_EQ(Events("?limit=5000").at("limit"), 1000) << "as the predecessor cut it";
}

TEST_F(UsageRoutesTest, AnEventHasThePredecessorsMembersAndPricesOfTheBook) {
  Fill();
  const auto page = Events("");
  const boost::json::object* batch = nullptr;
  const boost::json::object* unknown = nullptr;
  for (const auto& event : page.at("events").as_array()) {
    if (event.at("batch") == true) batch = &event.as_object();
    if (event.at("model") == "no-such-model") unknown = &event.as_object();
  }
  ASSERT_NE(batch, nullptr);
  for (const char* name : {"id",
                           "model",
                           "tokensIn",
                           "tokensOut",
                           "costEstimate",
                           "timestamp",
                           "provider",
                           "windowStart",
                           "windowEnd",
                           "projectId",
                           "openaiUserId",
                           "openaiApiKeyId",
                           "serviceTier",
                           "batch",
                           "numModelRequests",
                           "inputCachedTokens",
                           "inputUncachedTokens",
                           "inputTextTokens",
                           "outputTextTokens",
                           "inputCachedTextTokens",
                           "inputAudioTokens",
                           "inputCachedAudioTokens",
                           "outputAudioTokens",
                           "inputImageTokens",
                           "inputCachedImageTokens",
                           "outputImageTokens"}) {
    EXPECT_TRUE(batch->contains(name)) << name;
  }
  EXPECT_EQ(batch->at("tokensIn"), 2000);
  EXPECT_EQ(batch->at("numModelRequests"), 4);
  EXPECT_EQ(batch->at("windowEnd"), "2026-03-06T00:00:00.000Z");
  EXPECT_EQ(batch->at("openaiApiKeyId"), "key_a");
  EXPECT_EQ(batch->at("provider"), "openai");
  EXPECT_TRUE(batch->at("inputAudioTokens").is_null()) << "not reported is not 0";
  // 1 and 4 dollars a million.
  EXPECT_EQ(batch->at("costEstimate"), "0.0028");
  EXPECT_EQ(unknown->at("costEstimate"), nullptr) << "a price is never guessed";
  EXPECT_EQ(unknown->at("unpriced"),
            boost::json::parse(R"(["no-such-model input","no-such-model output"])"));
}

TEST_F(UsageRoutesTest, TotalsAreOfTheWholeAndOfTheVerb) {
  Fill();
  const auto page = Events("?limit=1");
  const auto& totals = page.at("totals").as_object();
  EXPECT_EQ(totals.at("numModelRequests"), 33) << "requests, not rows";
  EXPECT_EQ(totals.at("tokensIn"), 4830);
  EXPECT_EQ(totals.at("tokensOut"), 520);
  EXPECT_TRUE(totals.at("costEstimate").is_null()) << "something has no price";
  // 1000·2 + 100·8, 2000·1 + 200·4, 1700·2 + 100·0.5 + 180·8; a million.
  EXPECT_EQ(totals.at("pricedCost"), "0.01049");
  EXPECT_EQ(page.at("windows"),
            boost::json::parse(R"({"from":"2026-03-05","to":"2026-03-07","held":3,"missing":0})"));
  const auto verb = Json(Get("/api/v1/usage")).at("totals").as_object();
  EXPECT_EQ(verb.at("input_tokens"), totals.at("tokensIn"));
  EXPECT_EQ(verb.at("num_model_requests"), totals.at("numModelRequests"));
}

TEST_F(UsageRoutesTest, WrongParametersAreSaidAndAnOutageIsNoEmptyList) {
  Fill();
  for (const char* query : {"?limit=abc", "?limit=-5", "?limit=0", "?limit=1.5", "?limit=",
                            "?offset=-1", "?offset=x", "?page=2", "?limit=99999999999999999999"}) {
    const ServerResponse response = Get(std::string("/api/usage") + query);
    EXPECT_EQ(response.status, 400) << query;
    EXPECT_EQ(Json(response).at("error"), Json(response).at("detail")) << query;
  }
  is_away_ = true;
  const ServerResponse away = Get("/api/usage?limit=1");
  EXPECT_EQ(away.status, 503);
  EXPECT_FALSE(Json(away).contains("events"));
  EXPECT_EQ(Json(away).at("error"), "the server is away");
}

TEST_F(UsageRoutesTest, AnEmptyLedgerSaysThatNothingIsHeld) {
  const auto page = Events("");
  EXPECT_EQ(page.at("events").as_array().size(), 0U);
  EXPECT_EQ(page.at("total"), 0);
  EXPECT_TRUE(page.at("totals").is_null());
}

TEST_F(UsageRoutesTest, DaysAreAskedForByOperatorsAndCounted) {
  MakeProvider();
  Make("owner", Role::kOwner);
  Enter("owner");
  for (const char* body : {R"({"daysBack":0})", R"({"daysBack":31})", R"({"daysBack":1.5})",
                           R"({"daysBack":"7"})", R"({"daysBack":null})"}) {
    EXPECT_EQ(Post("/api/usage", body).status, 400) << body;
  }
  const ServerResponse pulled = Post("/api/usage", R"({"daysBack":3})");
  ASSERT_EQ(pulled.status, 200) << pulled.body;
  const auto answer = Json(pulled);
  EXPECT_EQ(answer.at("success"), true);
  EXPECT_EQ(answer.at("message"), "Usage data fetched for 3 day(s)");
  EXPECT_EQ(answer.at("telemetry").at("storedEvents"), 1);
  EXPECT_EQ(answer.at("telemetry").at("failedKeys"), 0);
  EXPECT_EQ(Events("").at("windows").at("from"), "2026-03-28") << "today and three days before it";
  const auto entries = held_->audit().List(0, 100);
  ASSERT_OK(entries);
  EXPECT_EQ(entries->back().action, "usage pull");
  EXPECT_EQ(entries->back().outcome, "done");
}

}  // namespace
}  // namespace cognitrack
