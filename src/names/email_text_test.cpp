#include "names/email_text.h"

#include <gmock/gmock.h>

namespace cognitrack {
namespace {

TEST(EmailTextTest, AnAddressIsReplacedWhereverItStands) {
  EXPECT_EQ(WithoutEmails("ann@example.com"), "(e-mail)");
  EXPECT_EQ(WithoutEmails("laptop of ann.b+x@mail.example.co.uk."), "laptop of (e-mail).");
  EXPECT_EQ(WithoutEmails("<ann@example.com>, (bob@example.org)"), "<(e-mail)>, ((e-mail))");
  EXPECT_EQ(WithoutEmails("a@x.io b@y.io"), "(e-mail) (e-mail)");
  EXPECT_EQ(WithoutEmails("märta@exämple.se"), "(e-mail)");
  EXPECT_EQ(WithoutEmails("ann@EXAMPLE.COM"), "(e-mail)");
}

TEST(EmailTextTest, AQuotedLocalPartBelongsToTheAddress) {
  EXPECT_EQ(WithoutEmails(R"(key "ann b"@example.com)"), "key (e-mail)");
}

TEST(EmailTextTest, TextWithoutAnAddressStaysAsItIs) {
  for (const char* text :
       {"", "@", "@team", "router@v2.1", "a@b", "a@b.c", "a @ example.com", "@example.com",
        "Ann Example", "50% @ 3.com", "x@.com", "\"@example.com"}) {
    EXPECT_EQ(WithoutEmails(text), text);
  }
}

TEST(EmailTextTest, NothingOfAnAddressIsLeftBesideAnother) {
  EXPECT_EQ(WithoutEmails("a@b@example.com"), "a@(e-mail)");
  EXPECT_EQ(WithoutEmails("ann@example.com@example.org"), "(e-mail)@example.org");
}

TEST(EmailTextTest, ReplacingTwiceChangesNothing) {
  const std::string once = WithoutEmails("ann@example.com and bob@example.com");
  EXPECT_EQ(WithoutEmails(once), once);
}

}  // namespace
}  // namespace cognitrack
