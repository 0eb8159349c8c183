#include "api/route_table.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <set>

#include "api/account_routes.h"
#include "api/key_routes.h"
#include "api/openapi.h"
#include "api/run_routes.h"
#include "api/usage_routes.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(RouteTableTest, EveryRouteIsAVerbWithOptionsThatItHas) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Route& route : Routes()) {
    EXPECT_TRUE(seen.emplace(route.method, route.path).second) << route.path;
    EXPECT_FALSE(route.summary.empty()) << route.path;
    EXPECT_TRUE(route.verb.empty() || FindVerb(route.verb) != nullptr) << route.verb;
    for (const std::string_view option : route.options) {
      EXPECT_NE(OptionOf(route, option), nullptr) << route.path << " " << option;
    }
    EXPECT_TRUE(route.actor.empty() || OptionOf(route, route.actor) != nullptr) << route.path;
    const bool is_of_accounts = AccountRoutes::Has(route);
    EXPECT_TRUE(!is_of_accounts || route.verb.empty()) << route.path;
    if (route.verb.empty() && route.path.rfind("/api/", 0) == 0) {
      EXPECT_TRUE(is_of_accounts || UsageRoutes::Has(route) || RunRoutes::Has(route) ||
                  KeyRoutes::Has(route))
          << route.path << " has an answer";
    }
  }
}

// What says anything of anybody's use, or does anything, is never open.
TEST(RouteTableTest, OnlyTheseAreOpenToEverybody) {
  std::set<std::string_view> open;
  for (const Route& route : Routes()) {
    if (route.access == Access::kEverybody) open.insert(route.path);
    EXPECT_TRUE(route.method != "GET" || route.access == Access::kCron || route.fields.empty())
        << route.path << ": no change by GET";
  }
  EXPECT_THAT(
      open, ElementsAre("/api/v1/login", "/api/v1/setup", "/healthz", "/openapi.json", "/readyz"));
}

TEST(RouteTableTest, PathsAreMatchedSegmentBySegment) {
  const RouteMatch usage = MatchRoute("GET", "/api/v1/usage");
  ASSERT_NE(usage.route, nullptr);
  EXPECT_EQ(usage.route->verb, "usage");
  EXPECT_THAT(usage.segments, IsEmpty());
  const RouteMatch run = MatchRoute("HEAD", "/api/v1/runs/17");
  ASSERT_NE(run.route, nullptr);
  EXPECT_THAT(run.segments, ElementsAre(Pair("ID", "17")));
  for (const char* path : {"/", "", "/api/v1/usage/", "/api/v1", "/api/v1/runs/",
                           "/api/v1/runs/1/2", "/API/v1/usage", "//api/v1/usage"}) {
    EXPECT_THAT(MatchRoute("GET", path).methods, IsEmpty()) << path;
  }
}

TEST(RouteTableTest, AnotherMethodIsToldWhichThereAre) {
  const RouteMatch usage = MatchRoute("DELETE", "/api/v1/usage");
  EXPECT_EQ(usage.route, nullptr);
  EXPECT_THAT(usage.methods, ElementsAre("GET"));
  EXPECT_THAT(MatchRoute("PUT", "/api/cron/daily-usage").methods, ElementsAre("GET", "POST"));
}

TEST(OpenApiTest, HasEveryRouteWithItsParametersAndWhoMayAsk) {
  const auto document = boost::json::parse(OpenApiDocument()).as_object();
  EXPECT_EQ(document.at("openapi"), "3.1.0");
  const auto& paths = document.at("paths").as_object();
  std::size_t operations = 0;
  for (const auto& path : paths) operations += path.value().as_object().size();
  EXPECT_EQ(operations, Routes().size());
  const auto& usage = paths.at("/api/v1/usage").as_object().at("get").as_object();
  EXPECT_EQ(usage.at("operationId"), "get_api_v1_usage");
  EXPECT_EQ(usage.at("security"), boost::json::parse(R"([{"token":[]},{"session":[]}])"));
  EXPECT_EQ(usage.at("x-required-role"), "viewer");
  const auto& role = paths.at("/api/v1/accounts/{NAME}/role").as_object().at("post").as_object();
  EXPECT_EQ(role.at("x-required-role"), "admin");
  EXPECT_EQ(role.at("security"),
            boost::json::parse(R"([{"token":[]},{"session":[],"crossSiteToken":[]}])"));
  EXPECT_EQ(role.at("requestBody").at("content").at("application/json").at("schema"),
            boost::json::parse(R"({"type":"object","properties":{"role":{"type":"string"}},
                                   "additionalProperties":false})"));
  EXPECT_EQ(paths.at("/healthz").at("get").at("security"), boost::json::array());
  const auto& from = usage.at("parameters").at(2).as_object();
  EXPECT_EQ(from.at("name"), "from");
  EXPECT_EQ(from.at("schema"), boost::json::parse(R"({"type":"string","format":"date"})"));
  const auto& id = paths.at("/api/v1/runs/{ID}").at("get").at("parameters").at(0).as_object();
  EXPECT_EQ(id.at("in"), "path");
  EXPECT_EQ(id.at("required"), true);
  EXPECT_EQ(id.at("schema").at("type"), "integer");
  const auto& add = paths.at("/api/v1/keys").at("post").as_object();
  EXPECT_EQ(add.at("x-required-role"), "admin");
  const auto& schema = add.at("requestBody").at("content").at("application/json").at("schema");
  EXPECT_EQ(schema.at("required"), boost::json::parse(R"(["secret"])"));
  EXPECT_EQ(schema.at("properties").at("secret").at("writeOnly"), true);
  EXPECT_EQ(schema.at("properties").at("spare").at("type"), "boolean");
  EXPECT_TRUE(add.at("responses").as_object().contains("201"));
  EXPECT_TRUE(paths.at("/api/v1/keys/{ID}").as_object().contains("delete"));
}

}  // namespace
}  // namespace cognitrack
