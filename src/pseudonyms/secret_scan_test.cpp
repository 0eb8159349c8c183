#include "pseudonyms/secret_scan.h"

#include <gmock/gmock.h>

#include <string>

namespace cognitrack {
namespace {

std::string Found(std::string_view text) { return std::string(SecretIn(text).value_or("")); }

TEST(SecretScanTest, FindsWhatMustNotBeShown) {
  EXPECT_EQ(Found(R"({"a":"sk-proj-Ab12Cd34"})"), "an API key");
  EXPECT_EQ(Found("key=sk-admin-x1y2z3w4"), "an API key");
  EXPECT_EQ(Found("Authorization: Bearer abcdefgh12"), "a bearer token");
  EXPECT_EQ(Found("bearer\tabc.def-ghi"), "a bearer token");
  EXPECT_EQ(Found("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc"), "a signed token");
  EXPECT_EQ(Found("mail ann.example@acme.example now"), "an e-mail address");
  EXPECT_EQ(Found("ann@example.invalid.acme.com"), "an e-mail address");
}

TEST(SecretScanTest, LeavesPseudonymsAndRedactedKeysInPeace) {
  EXPECT_EQ(Found("user_0123456789ab@example.invalid,sk-...0123456789ab"), "");
  EXPECT_EQ(Found("sk-...aBcD, sk-***abc, the bearer of news, task-management1, risk-assessment"),
            "");
  EXPECT_EQ(Found("gpt-4o-mini-2024-07-18, cached input"), "");
}

}  // namespace
}  // namespace cognitrack
