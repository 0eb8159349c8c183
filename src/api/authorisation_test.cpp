// Every route of the table, asked by everybody whom there is: what the table says is what happens.
#include <set>

#include "api/upload_routes.h"
#include "tests/support/service_fixture.h"

namespace cognitrack {
namespace {

using ::testing::AnyOf;
using ::testing::Eq;
using ::testing::HasSubstr;

constexpr Role kRoles[] = {Role::kViewer, Role::kOperator, Role::kAdmin, Role::kOwner};

// Beside the table, so that a slip there is seen: what may be reached from below each role. A route
// that is not here may be had by viewers if it is a GET, and is a failure of this test if it is
// not.
const std::map<std::string, std::string> kNeeded = {
    {"POST /api/v1/setup", "everybody"},
    {"POST /api/v1/login", "everybody"},
    {"GET /healthz", "everybody"},
    {"GET /metrics", "scraper"},
    {"GET /readyz", "everybody"},
    {"GET /openapi.json", "everybody"},
    {"GET /api/cron/daily-usage", "cron"},
    {"POST /api/cron/daily-usage", "cron"},
    {"POST /api/usage", "operator"},
    {"POST /api/v1/logout", "viewer"},
    {"POST /api/v1/password", "viewer"},
    {"DELETE /api/v1/sessions/{ID}", "viewer"},
    {"POST /api/v1/tokens", "viewer"},
    {"DELETE /api/v1/tokens/{ID}", "viewer"},
    {"POST /api/v1/imports", "operator"},
    {"POST /api/v1/parity", "operator"},
    {"POST /api/v1/runs", "operator"},
    {"POST /api/v1/runs/{ID}/cancel", "operator"},
    {"POST /api/v1/flags/{NAME}", "operator"},
    {"DELETE /api/v1/flags/{NAME}", "operator"},
    {"POST /api/v1/parity/{run}/sign", "operator"},
    {"POST /api/keys", "admin"},
    {"PUT /api/keys/{ID}", "admin"},
    {"DELETE /api/keys/{ID}", "admin"},
    {"POST /api/v1/keys", "admin"},
    {"POST /api/v1/keys/{ID}/check", "admin"},
    {"POST /api/v1/keys/{ID}/rotate", "admin"},
    {"POST /api/v1/keys/{ID}/disable", "admin"},
    {"POST /api/v1/keys/{ID}/enable", "admin"},
    {"DELETE /api/v1/keys/{ID}", "admin"},
    {"GET /api/v1/accounts", "admin"},
    {"POST /api/v1/accounts", "admin"},
    {"DELETE /api/v1/accounts/{NAME}", "admin"},
    {"POST /api/v1/accounts/{NAME}/role", "admin"},
    {"POST /api/v1/accounts/{NAME}/disable", "admin"},
    {"POST /api/v1/accounts/{NAME}/enable", "admin"},
    {"POST /api/v1/accounts/{NAME}/link", "admin"},
    {"GET /api/v1/accounts/{NAME}/sessions", "admin"},
    {"DELETE /api/v1/accounts/{NAME}/sessions", "admin"},
    {"GET /api/v1/audit", "admin"},
    {"GET /api/v1/audit/verification", "admin"},
    {"GET /api/v1/settings", "admin"},
};

std::string NeededFor(const Route& route) {
  const auto found = kNeeded.find(std::string(route.method) + " " + std::string(route.path));
  if (found != kNeeded.end()) return found->second;
  EXPECT_EQ(route.method, "GET") << route.path << " has no row";
  return "viewer";
}

// With something that nobody has wherever the path names something, so that nothing is changed.
std::string PathOf(const Route& route) {
  std::string path(route.path);
  for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{')) {
    const std::string name = path.substr(at + 1, path.find('}') - at - 1);
    path.replace(at, name.size() + 2, name == "NAME" ? "nobody-of-that-name" : "999999");
  }
  return path;
}

class AuthorisationTest : public ServiceFixture {
 protected:
  // Nothing that a route that takes members is content with.
  ServerResponse Ask(const Route& route) {
    std::string body = "{}";
    if (route.path == "/api/usage") body = R"({"daysBack":0})";
    if (route.path == "/api/v1/runs") body = R"({"days":0})";
    return Send(std::string(route.method), PathOf(route), route.method == "GET" ? "" : body);
  }
  static bool IsLogout(const Route& route) { return route.path == "/api/v1/logout"; }
  std::string TokenOf(const std::string& name, Role role, std::vector<std::string> sources = {}) {
    const auto account = held_->accounts().Find(name);
    EXPECT_OK(account);
    const Secret text = NewAccessCode(random_, kTokenPrefix);
    ApiToken token;
    token.hash = AccessCodeHash(text.Reveal());
    token.account_id = (*account)->id;
    token.name = "t";
    token.role = role;
    token.sources = std::move(sources);
    token.created_at = clock_.Now();
    EXPECT_OK(held_->accounts().AddToken(token, {}));
    return text.Reveal();
  }
};

TEST_F(AuthorisationTest, EveryRouteHasItsRow) {
  std::set<std::string> routes;
  for (const Route& route : Routes()) {
    EXPECT_EQ(NameOf(Access(route.access)), NeededFor(route)) << route.method << " " << route.path;
    routes.insert(std::string(route.method) + " " + std::string(route.path));
  }
  for (const auto& row : kNeeded) EXPECT_TRUE(routes.contains(row.first)) << row.first;
}

TEST_F(AuthorisationTest, EveryRouteByEveryRole) {
  Make("owner", Role::kOwner);
  for (const Role role : {Role::kViewer, Role::kOperator, Role::kAdmin}) {
    Make(std::string(NameOf(role)), role);
  }
  for (const Route& route : Routes()) {
    const std::string needed = NeededFor(route);
    const std::string what = std::string(route.method) + " " + std::string(route.path);
    Forget();
    const int nobody = Ask(route).status;
    if (needed == "everybody" || needed == "scraper") {
      EXPECT_THAT(nobody, AnyOf(Eq(200), Eq(400))) << what;
      continue;
    }
    EXPECT_EQ(nobody, 401) << what << ": loopback alone gives nothing once there are accounts";
    for (const Role role : kRoles) {
      const bool may = needed != "cron" && role >= *RoleNamed(needed);
      Enter(std::string(NameOf(role)));
      const int by_session = Ask(route).status;
      Forget();
      bearer_ = TokenOf("owner", role);
      const int by_token = Ask(route).status;
      bearer_ = TokenOf(std::string(NameOf(role)), Role::kOwner);
      const int by_high_token = Ask(route).status;
      for (const int status : {by_session, by_token, by_high_token}) {
        if (needed == "cron") {
          EXPECT_EQ(status, 401) << what << " by " << NameOf(role);
        } else if (!may) {
          EXPECT_EQ(status, 403) << what << " by " << NameOf(role);
        } else {
          EXPECT_NE(status, 401) << what << " by " << NameOf(role);
          EXPECT_LT(status, 500) << what << " by " << NameOf(role);
        }
      }
      // What a token may not do although its role may is said in words of its own.
      if (may && needed != "cron") {
        EXPECT_NE(by_session, 403) << what << " by " << NameOf(role);
      }
    }
    Forget();
    bearer_ = std::string(32, 's');
    EXPECT_THAT(Ask(route).status == 401, Eq(needed != "cron")) << what << " by the cron";
    bearer_ = "ct_" + std::string(64, '0');
    EXPECT_EQ(Ask(route).status, 401) << what << " by a token that there is not";
  }
}

TEST_F(AuthorisationTest, ChangesBySessionAreOfThisSiteAndBringTheirToken) {
  Make("owner", Role::kOwner);
  int changes = 0;
  for (const Route& route : Routes()) {
    if (route.method == "GET" || route.access == Access::kEverybody ||
        route.access == Access::kCron) {
      continue;
    }
    ++changes;
    Enter("owner");
    const std::string method(route.method), path = PathOf(route);
    const std::string what = method + " " + path;
    const auto refused = [&](const std::map<std::string, std::string>& headers) {
      const ServerResponse response = Send(method, path, "{}", headers);
      EXPECT_EQ(response.status, 403) << what;
      EXPECT_THAT(response.body, HasSubstr("nothing was done")) << what;
    };
    refused({{"sec-fetch-site", "cross-site"}});
    refused({{"sec-fetch-site", "same-site"}});
    refused({{"sec-fetch-site", ""}});
    refused({{"sec-fetch-site", ""}, {"origin", "https://evil.example"}});
    refused({{"sec-fetch-site", ""}, {"origin", "null"}});
    refused({{"x-csrf-token", ""}});
    refused({{"x-csrf-token", std::string(64, '0')}});
    EXPECT_NE(
        Send(method, path, "{}", {{"sec-fetch-site", ""}, {"origin", "http://localhost:8790"}})
            .status,
        403)
        << what;
  }
  EXPECT_GE(changes, 15);
  for (const char* path : {"/api/v1/login", "/api/v1/setup"}) {
    EXPECT_EQ(Send("POST", path, "{}", {{"sec-fetch-site", "cross-site"}}).status, 403) << path;
  }
}

// What is somebody else's, and what nobody has, are one answer.
TEST_F(AuthorisationTest, ForeignIdsAreAsIfTheyWereNotThere) {
  Make("owner", Role::kOwner);
  Make("ann", Role::kViewer);
  Enter("owner");
  const auto owner = held_->accounts().Find("owner");
  const auto sessions = held_->accounts().SessionsOf((*owner)->id);
  ASSERT_OK(sessions);
  const std::string session = std::to_string(sessions->back().id);
  const std::string token_text = TokenOf("owner", Role::kViewer);
  const auto tokens = held_->accounts().Tokens(std::nullopt);
  const std::string token = std::to_string(tokens->back().id);
  Enter("ann");
  for (const auto& [foreign, none] : std::map<std::string, std::string>{
           {"/api/v1/sessions/" + session, "/api/v1/sessions/999999"},
           {"/api/v1/tokens/" + token, "/api/v1/tokens/999999"}}) {
    const std::map<std::string, std::string> id = {{"x-request-id", "of-both-of-them"}};
    const ServerResponse theirs = Send("DELETE", foreign, "", id);
    const ServerResponse nobodys = Send("DELETE", none, "", id);
    EXPECT_EQ(theirs.status, 404) << foreign;
    EXPECT_EQ(theirs.body, nobodys.body);
    EXPECT_EQ(theirs.headers, nobodys.headers);
  }
  EXPECT_EQ(Json(Get("/api/v1/tokens")).at("tokens").as_array().size(), 0U);
  EXPECT_EQ(Json(Get("/api/v1/sessions")).at("sessions").as_array().size(), 1U);
  Forget();
  bearer_ = token_text;
  EXPECT_EQ(Get("/api/v1/me").status, 200) << "and it still holds";
}

TEST_F(AuthorisationTest, UnknownMembersAndParametersAreRefused) {
  Make("owner", Role::kOwner);
  Enter("owner");
  for (const Route& route : Routes()) {
    if (route.method == "GET" || route.access == Access::kCron) continue;
    if (route.access == Access::kEverybody || UploadRoutes::Has(route)) continue;
    const std::string method(route.method), path = PathOf(route);
    const ServerResponse more = Send(method, path, R"({"role_of_all":"owner"})");
    EXPECT_EQ(more.status, 400) << path;
    EXPECT_EQ(Send(method, path, "[]").status, 400) << path;
    EXPECT_EQ(Send(method, path, "{").status, 400) << path;
    EXPECT_EQ(Send(method, path, "{}", {{"content-type", "text/plain"}}).status, 415) << path;
    EXPECT_EQ(Send(method, path + "?a=1", "{}").status, 400) << path;
  }
  EXPECT_EQ(Get("/api/v1/usage?token=x").status, 400);
  EXPECT_EQ(Get("/api/v1/me?x=1").status, 400);
}

TEST_F(AuthorisationTest, EveryAnswerTellsABrowserToRunNothing) {
  for (const char* path : {"/healthz", "/api/v1/usage", "/nowhere", "/api/v1/accounts",
                           "/api/v1/runs/99", "/api/cron/daily-usage"}) {
    const ServerResponse response = Get(path);
    EXPECT_EQ(Header(response, "Content-Security-Policy"),
              "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
        << path;
    EXPECT_EQ(Header(response, "X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(Header(response, "Referrer-Policy"), "no-referrer") << path;
    EXPECT_EQ(Header(response, "Cross-Origin-Resource-Policy"), "same-origin") << path;
    EXPECT_EQ(Header(response, "Server"), "") << path;
    EXPECT_THAT(Header(response, "Cache-Control"), AnyOf(Eq("no-store"), Eq("private, no-cache")))
        << path;
  }
}

TEST_F(AuthorisationTest, ATokenOfSomeSourcesSeesNoOthers) {
  Make("owner", Role::kOwner);
  {
    auto store = OpenSqliteLedger(path(), DatabaseAccess::kWrite, clock_);
    ASSERT_OK(store);
    for (const char* name : {"openai", "acme", "other"}) {
      ASSERT_OK((*store)->EnsureSource(name, "openai"));
    }
  }
  bearer_ = TokenOf("owner", Role::kOwner, {"acme", "third"});
  EXPECT_EQ(Get("/api/v1/cursors?source=acme").status, 200);
  EXPECT_EQ(Json(Get("/api/v1/cursors")).at("source"), "acme") << "the first where none is named";
  const ServerResponse foreign = Get("/api/v1/cursors?source=other");
  EXPECT_EQ(foreign.status, 404);
  EXPECT_EQ(foreign.body, Get("/api/v1/cursors?source=nowhere").body);
  EXPECT_EQ(Get("/api/v1/cursors?source=acme&source=other").status, 404);
  for (const char* path : {"/api/v1/sources", "/api/v1/runs/1", "/api/v1/parity", "/api/v1/flags",
                           "/api/v1/accounts", "/api/v1/audit"}) {
    EXPECT_EQ(Get(path).status, 403) << path;
  }
  EXPECT_EQ(Post("/api/v1/flags/daily_windows", R"({"value":"off","reason":"x","source":"other"})")
                .status,
            404);
  const ServerResponse set = Post("/api/v1/flags/daily_windows", R"({"value":"off","reason":"x"})");
  EXPECT_EQ(set.status, 200) << set.body;
  EXPECT_EQ(Json(set).at("entry").at("source"), "acme") << "never everywhere";
}

}  // namespace
}  // namespace cognitrack
