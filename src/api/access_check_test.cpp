#include "api/access_check.h"

#include <gmock/gmock.h>

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

int StatusOf(Access access, const ServerRequest& request, const ApiSecrets& secrets) {
  const auto refusal = Refusal(RouteOf(access), request, secrets);
  return refusal ? refusal->response.status : 200;
}

TEST(AccessCheckTest, WithoutATokenOnlyThisMachineReadsUnderItsOwnName) {
  const ApiSecrets none;
  for (const char* host :
       {"localhost", "localhost:8790", "127.0.0.1:8790", "[::1]:8790", "[::1]"}) {
    EXPECT_EQ(StatusOf(Access::kReader, From(true, host), none), 200) << host;
    EXPECT_EQ(StatusOf(Access::kReader, From(false, host), none), 403) << host;
  }
  for (const char* host : {"evil.example", "localhost.evil.example:8790", "", "127.0.0.1.evil"}) {
    EXPECT_EQ(StatusOf(Access::kReader, From(true, host), none), 403) << host;
  }
}

TEST(AccessCheckTest, WithATokenEverybodyNeedsIt) {
  const ApiSecrets secrets{Secret(kToken), Secret(kSecret)};
  EXPECT_EQ(StatusOf(Access::kReader, From(false, "a.example", "Bearer " + kToken), secrets), 200);
  EXPECT_EQ(StatusOf(Access::kReader, From(false, "a.example", "bearer " + kToken), secrets), 200);
  for (const std::string& wrong :
       {std::string(), "Bearer " + kSecret, "Bearer" + kToken, "Basic " + kToken, kToken,
        "Bearer " + kToken + "x", "Bearer " + kToken.substr(1), "Bearer  " + kToken}) {
    EXPECT_EQ(StatusOf(Access::kReader, From(true, "localhost", wrong), secrets), 401) << wrong;
  }
  const auto refusal = Refusal(RouteOf(Access::kReader), From(true, "localhost"), secrets);
  EXPECT_THAT(refusal->response.headers,
              testing::Contains(testing::Pair("WWW-Authenticate", "Bearer")));
}

TEST(AccessCheckTest, TheCronIsClosedWithoutItsSecret) {
  EXPECT_EQ(StatusOf(Access::kCron, From(true, "localhost"), {}), 503);
  EXPECT_EQ(StatusOf(Access::kCron, From(true, "localhost", "Bearer "), {}), 503);
  const ApiSecrets secrets{Secret(kToken), Secret(kSecret)};
  EXPECT_EQ(StatusOf(Access::kCron, From(true, "localhost"), secrets), 401);
  EXPECT_EQ(StatusOf(Access::kCron, From(true, "localhost", "Bearer " + kToken), secrets), 401);
  EXPECT_EQ(StatusOf(Access::kCron, From(false, "x", "Bearer " + kSecret), secrets), 200);
  EXPECT_THAT(Refusal(RouteOf(Access::kCron), From(true, "localhost"), {})->response.body,
              HasSubstr("CRON_SECRET is not set"));
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
    return Refusal(RouteOf(access), request, with)->reason;
  };
  EXPECT_EQ(why(Access::kReader, From(true, "localhost"), secrets), "no_token");
  EXPECT_EQ(why(Access::kReader, From(true, "localhost", "Bearer x"), secrets), "wrong_token");
  EXPECT_EQ(why(Access::kReader, From(false, "localhost"), {}), "not_this_machine");
  EXPECT_EQ(why(Access::kCron, From(true, "localhost"), {}), "closed");
}

TEST(AccessCheckTest, OpenRoutesAskForNothing) {
  EXPECT_EQ(StatusOf(Access::kEverybody, From(false, "x"), {Secret(kToken), Secret(kSecret)}), 200);
}

}  // namespace
}  // namespace cognitrack
