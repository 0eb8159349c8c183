#include "accounts/login_tries.h"

#include <gtest/gtest.h>

namespace cognitrack {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr milliseconds kStart = minutes(100);

TEST(LoginTriesTest, FromTheFifthFailureOnEachDoublesTheWait) {
  LoginTries tries;
  milliseconds now = kStart;
  for (int failure = 1; failure <= 5; ++failure) {
    EXPECT_EQ(tries.Begin("ann", "10.0.0.1", false, now), milliseconds(0)) << failure;
    EXPECT_EQ(tries.Fail("ann", "10.0.0.1", false, now), failure);
  }
  milliseconds wait = seconds(2);
  for (int failure = 6; failure <= 14; ++failure) {
    const std::string address = "10.0.1." + std::to_string(failure);
    EXPECT_EQ(tries.Begin("ann", address, false, now), wait) << "another address gains nothing";
    now += wait;
    EXPECT_EQ(tries.Begin("ann", address, false, now), milliseconds(0));
    EXPECT_EQ(tries.Fail("ann", address, false, now), failure);
    wait = std::min<milliseconds>(wait * 2, minutes(15));
  }
  EXPECT_EQ(wait, minutes(15)) << "no wait is longer";
  EXPECT_EQ(tries.Begin("bob", "10.0.0.9", false, now), milliseconds(0)) << "another account";
}

TEST(LoginTriesTest, NobodyElseKeepsTheOwnerOut) {
  LoginTries tries;
  for (int failure = 0; failure < 8; ++failure) tries.Fail("ann", "10.0.0.1", false, kStart);
  EXPECT_GT(tries.Begin("ann", "10.0.0.2", false, kStart), milliseconds(0));
  EXPECT_EQ(tries.Begin("ann", "10.0.0.3", true, kStart), milliseconds(0));
  tries.Succeed("ann", "10.0.0.3", true);
  EXPECT_GT(tries.Begin("ann", "10.0.0.2", false, kStart), milliseconds(0))
      << "her success is nobody else's";
  for (int failure = 0; failure < 8; ++failure) tries.Fail("ann", "10.0.0.3", true, kStart);
  EXPECT_GT(tries.Begin("ann", "10.0.0.3", true, kStart), milliseconds(0));
}

TEST(LoginTriesTest, FailuresAreForgottenAfterFiveMinutesOfQuiet) {
  LoginTries tries;
  for (int failure = 0; failure < 4; ++failure) tries.Fail("ann", "a", false, kStart);
  EXPECT_EQ(tries.Fail("ann", "a", false, kStart + minutes(5)), 1);
  tries.Succeed("ann", "a", false);
  EXPECT_EQ(tries.Fail("ann", "a", false, kStart + minutes(5)), 1);
}

TEST(LoginTriesTest, AnAddressHasTenTriesAMinute) {
  LoginTries tries;
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(tries.Begin("user" + std::to_string(i), "a", false, kStart), milliseconds(0));
  }
  EXPECT_EQ(tries.Begin("another", "a", false, kStart + seconds(20)), seconds(40));
  EXPECT_EQ(tries.Begin("another", "b", false, kStart + seconds(20)), milliseconds(0));
  EXPECT_EQ(tries.Begin("another", "a", false, kStart + minutes(1)), milliseconds(0));
}

TEST(LoginTriesTest, AFloodOfNamesFreesNobody) {
  LoginTries tries;
  for (int failure = 0; failure < 6; ++failure) tries.Fail("ann", "a", false, kStart);
  for (int i = 0; i < 25'000; ++i) {
    tries.Begin("n" + std::to_string(i), "x" + std::to_string(i), false, kStart);
    tries.Fail("n" + std::to_string(i), "x" + std::to_string(i), false, kStart);
  }
  EXPECT_GT(tries.Begin("ann", "b", false, kStart), milliseconds(0));
}

}  // namespace
}  // namespace cognitrack
