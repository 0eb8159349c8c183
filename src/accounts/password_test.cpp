#include "accounts/password.h"

#include <gmock/gmock.h>
#include <sodium.h>

#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class PasswordTest : public ::testing::Test {
 protected:
  PasswordTest() { EXPECT_GE(sodium_init(), 0); }
};

TEST_F(PasswordTest, LengthCountsAndCompositionDoesNot) {
  for (const std::string& text :
       {std::string("correct horse battery"), std::string("xkcdquoq"),
        std::string("        u ü  ~"), std::string("päßwörter-sind-kurz"),
        std::string(64, 'x') + "yz", std::string("k3yb0ard!Z"), std::string("日本語のパスワード"),
        std::string("940213857206194"), std::string(1'020, 'q') + "abcd",
        std::string("ledger of the accounts")}) {
    EXPECT_OK(CheckPassword(Secret(text), "ann")) << text;
  }
}

TEST_F(PasswordTest, WhatIsTriedFirstIsRefused) {
  for (const std::string& text :
       {std::string("short"),       std::string("日本語の七文字"), std::string(1'025, 'a') + "bcd",
        std::string("password"),    std::string("Password123"),    std::string("P@ssw0rd2026!"),
        std::string("1234567890"),  std::string("20262026"),       std::string("aaaaaaaaaaaaaaaa"),
        std::string("abababab"),    std::string("qwertyuiop1"),    std::string("CogniTrack2026"),
        std::string("!!!!!!!1111"), std::string("annabelle99"),    std::string("administrator!"),
        std::string("letmein2026"), std::string("iloveyou!!"),     std::string("welcome123"),
        std::string("changeme1"),   std::string("nul\0in it", 9)}) {
    EXPECT_THAT(CheckPassword(Secret(text), "annabelle@example.com"),
                HasError(ErrorCode::kUsage, HasSubstr("nothing was changed")))
        << text;
  }
}

TEST_F(PasswordTest, IsKeptAsArgon2idWithItsParameters) {
  const auto hash = HashPassword(Secret("correct horse battery"));
  ASSERT_OK(hash);
  EXPECT_THAT(*hash, StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_THAT(*hash, Not(HasSubstr("correct")));
  EXPECT_TRUE(IsPasswordOf(*hash, Secret("correct horse battery")));
  EXPECT_FALSE(IsPasswordOf(*hash, Secret("correct horse batter")));
  EXPECT_FALSE(IsPasswordOf(*hash, Secret("")));
  EXPECT_FALSE(IsPasswordOf("", Secret("correct horse battery")));
  EXPECT_FALSE(IsPasswordOf(std::string(500, '$'), Secret("correct horse battery")));
  EXPECT_FALSE(NeedsNewHash(*hash));
  EXPECT_NE(*hash, *HashPassword(Secret("correct horse battery"))) << "each has its own salt";
}

TEST_F(PasswordTest, OtherParametersAskForANewHash) {
  char weak[crypto_pwhash_STRBYTES];
  ASSERT_EQ(crypto_pwhash_str(weak, "pw", 2, 1, std::size_t{8} << 20), 0);
  EXPECT_TRUE(NeedsNewHash(weak));
  EXPECT_TRUE(IsPasswordOf(weak, Secret("pw")));
  EXPECT_TRUE(NeedsNewHash("garbage"));
}

// Whoever is not known is looked at as long as whoever is: with the same parameters.
TEST_F(PasswordTest, NobodysHashIsAHashLikeAnyOther) {
  EXPECT_FALSE(NeedsNewHash(NobodysHash()));
  EXPECT_FALSE(IsPasswordOf(NobodysHash(), Secret("")));
}

}  // namespace
}  // namespace cognitrack
