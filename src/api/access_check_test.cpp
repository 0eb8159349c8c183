// Who may ask before there is any account: this machine, or whoever has a shared secret.
#include "api/access_check.h"

#include <gmock/gmock.h>

#include "tests/support/fake_clock.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

const std::string kToken(32, 't');
const std::string kSecret(32, 's');

Route RouteOf(Access access) { return {"GET", "/x", access, "", "", {}}; }

ServerRequest From(bool loopback, const std::string& host, const std::string& authorization = "") {
  ServerRequest request;
  request.method = "GET";
  request.path = "/x";
  request.headers = {{"host", host}};
  if (!authorization.empty()) request.headers.emplace_back("authorization", authorization);
  request.from_loopback = loopback;
  return request;
}

std::variant<Caller, TurnedAway> Check(Access access, const ServerRequest& request,
                                       const ApiSecrets& secrets) {
  FakeClock clock(1'775'000'000);
  ServiceDesk desk({});
  return AccessCheck(secrets, desk, clock).Check(RouteOf(access), request);
}

int StatusOf(Access access, const ServerRequest& request, const ApiSecrets& secrets) {
  const auto found = Check(access, request, secrets);
  const auto* refusal = std::get_if<TurnedAway>(&found);
  return refusal != nullptr ? refusal->response.status : 200;
}

TEST(AccessCheckTest, WithoutATokenOnlyThisMachineReadsUnderItsOwnName) {
  const ApiSecrets none;
  for (const char* host :
       {"localhost", "localhost:8790", "127.0.0.1:8790", "[::1]:8790", "[::1]"}) {
    EXPECT_EQ(StatusOf(Access::kViewer, From(true, host), none), 200) << host;
    EXPECT_EQ(StatusOf(Access::kViewer, From(false, host), none), 403) << host;
    EXPECT_EQ(StatusOf(Access::kOperator, From(true, host), none), 403) << "it reads, no more";
  }
  for (const char* host : {"evil.example", "localhost.evil.example:8790", "", "127.0.0.1.evil"}) {
    EXPECT_EQ(StatusOf(Access::kViewer, From(true, host), none), 403) << host;
  }
}

TEST(AccessCheckTest, WithATokenEverybodyNeedsIt) {
  const ApiSecrets secrets{Secret(kToken), Secret(kSecret)};
  EXPECT_EQ(StatusOf(Access::kViewer, From(false, "a.example", "Bearer " + kToken), secrets), 200);
  EXPECT_EQ(StatusOf(Access::kViewer, From(false, "a.example", "bearer " + kToken), secrets), 200);
  for (const std::string& wrong :
       {std::string(), "Bearer " + kSecret, "Bearer" + kToken, "Basic " + kToken, kToken,
        "Bearer " + kToken + "x", "Bearer " + kToken.substr(1), "Bearer  " + kToken,
        std::string("Bearer ct_") + std::string(64, 'a')}) {
    EXPECT_EQ(StatusOf(Access::kViewer, From(true, "localhost", wrong), secrets), 401) << wrong;
  }
  const auto refusal = Check(Access::kViewer, From(true, "localhost"), secrets);
  EXPECT_THAT(std::get<TurnedAway>(refusal).response.headers,
              testing::Contains(testing::Pair("WWW-Authenticate", "Bearer")));
}

TEST(AccessCheckTest, TheCronIsClosedWithoutItsSecret) {
  EXPECT_EQ(StatusOf(Access::kCron, From(true, "localhost"), {}), 503);
  EXPECT_EQ(StatusOf(Access::kCron, From(true, "localhost", "Bearer "), {}), 503);
  const ApiSecrets secrets{Secret(kToken), Secret(kSecret)};
  EXPECT_EQ(StatusOf(Access::kCron, From(true, "localhost"), secrets), 401);
  EXPECT_EQ(StatusOf(Access::kCron, From(true, "localhost", "Bearer " + kToken), secrets), 401);
  EXPECT_EQ(StatusOf(Access::kCron, From(false, "x", "Bearer " + kSecret), secrets), 200);
  const auto closed = Check(Access::kCron, From(true, "localhost"), {});
  EXPECT_THAT(std::get<TurnedAway>(closed).response.body, HasSubstr("CRON_SECRET is not set"));
}

TEST(AccessCheckTest, ScrapersComeFromThisMachineOrBringTheToken) {
  const ApiSecrets none;
  EXPECT_EQ(StatusOf(Access::kScraper, From(true, "localhost:8790"), none), 200);
  EXPECT_EQ(StatusOf(Access::kScraper, From(true, "evil.example"), none), 403);
  EXPECT_EQ(StatusOf(Access::kScraper, From(false, "localhost"), none), 403);
  const ApiSecrets secrets{Secret(kToken), Secret(kSecret)};
  EXPECT_EQ(StatusOf(Access::kScraper, From(true, "127.0.0.1:8790"), secrets), 200);
  EXPECT_EQ(StatusOf(Access::kScraper, From(true, "evil.example"), secrets), 401);
  EXPECT_EQ(StatusOf(Access::kScraper, From(false, "localhost"), secrets), 401);
  EXPECT_EQ(StatusOf(Access::kScraper, From(false, "a", "Bearer " + kSecret), secrets), 401);
  EXPECT_EQ(StatusOf(Access::kScraper, From(false, "a", "Bearer " + kToken), secrets), 200);
}

TEST(AccessCheckTest, SaysWhyInOneWord) {
  const ApiSecrets secrets{Secret(kToken), Secret(kSecret)};
  const auto why = [](Access access, const ServerRequest& request, const ApiSecrets& with) {
    return std::get<TurnedAway>(Check(access, request, with)).reason;
  };
  EXPECT_EQ(why(Access::kViewer, From(true, "localhost"), secrets), "no_token");
  EXPECT_EQ(why(Access::kViewer, From(true, "localhost", "Bearer x"), secrets), "wrong_token");
  EXPECT_EQ(why(Access::kViewer, From(false, "localhost"), {}), "not_this_machine");
  EXPECT_EQ(why(Access::kCron, From(true, "localhost"), {}), "closed");
}

TEST(AccessCheckTest, OpenRoutesAskForNothing) {
  EXPECT_EQ(StatusOf(Access::kEverybody, From(false, "x"), {Secret(kToken), Secret(kSecret)}), 200);
}

TEST(AccessCheckTest, SecretsInAQueryAreRefused) {
  ServerRequest request = From(true, "localhost");
  for (const char* query : {"token=x", "Access_Token=x", "api_key=x", "a=1&password=x",
                            "source=ct_0123", "source=sk-admin-1", "to%6ben=x", "secret="}) {
    request.query = query;
    const auto refusal = SecretInQuery(request);
    ASSERT_TRUE(refusal.has_value()) << query;
    EXPECT_EQ(refusal->response.status, 400);
  }
  for (const char* query : {"", "group_by=api_key_id&filter=model%3Dgpt-5", "source=acme"}) {
    request.query = query;
    EXPECT_FALSE(SecretInQuery(request).has_value()) << query;
  }
}

TEST(AccessCheckTest, AChangeSaysWhenceItComes) {
  const auto of = [](const std::string& site, const std::string& origin, bool must_say,
                     const std::string& host = "ledger.example") {
    ServerRequest request = From(host == "localhost:8790", host);
    if (!site.empty()) request.headers.emplace_back("sec-fetch-site", site);
    if (!origin.empty()) request.headers.emplace_back("origin", origin);
    return IsOfSameSite(request, must_say);
  };
  EXPECT_TRUE(of("same-origin", "", true));
  for (const char* site : {"same-site", "cross-site", "none", "SAME-ORIGIN", "x"}) {
    EXPECT_FALSE(of(site, "https://ledger.example", false)) << site;
  }
  EXPECT_TRUE(of("", "https://ledger.example", true));
  EXPECT_FALSE(of("", "http://ledger.example", true)) << "without TLS it could be anybody";
  EXPECT_TRUE(of("", "http://localhost:8790", true, "localhost:8790"));
  for (const char* origin : {"null", "https://evil.example", "https://ledger.example.evil",
                             "https://ledger.example:444", "http://localhost:8790"}) {
    EXPECT_FALSE(of("", origin, false)) << origin;
  }
  EXPECT_FALSE(of("", "", true));
  EXPECT_TRUE(of("", "", false));
}

}  // namespace
}  // namespace cognitrack
