#include <arpa/inet.h>
#include <gmock/gmock.h>

#include <cstring>

#include "notify/address_guard.h"
#include "notify/notifiers.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

template <typename Use>
auto With(const std::string& text, const Use& use) {
  sockaddr_storage storage{};
  sockaddr_in four{};
  sockaddr_in6 six{};
  if (inet_pton(AF_INET, text.c_str(), &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    std::memcpy(&storage, &four, sizeof four);
  } else {
    EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &six.sin6_addr), 1) << text;
    six.sin6_family = AF_INET6;
    std::memcpy(&storage, &six, sizeof six);
  }
  return use(*static_cast<const sockaddr*>(static_cast<const void*>(&storage)));
}

TEST(AddressGuardTest, KnowsWhatThePublicNetworkDoesNotLeadTo) {
  for (const char* inward : {"0.0.0.0",
                             "10.1.2.3",
                             "100.64.0.1",
                             "100.127.255.255",
                             "127.0.0.1",
                             "127.255.255.255",
                             "169.254.169.254",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.0.0.1",
                             "192.168.1.1",
                             "198.18.0.1",
                             "224.0.0.1",
                             "255.255.255.255",
                             "::",
                             "::1",
                             "fe80::1",
                             "fc00::1",
                             "fd12::1",
                             "fec0::1",
                             "ff02::1",
                             "::ffff:10.0.0.1",
                             "::ffff:127.0.0.1",
                             "::127.0.0.1",
                             "64:ff9b::a9fe:a9fe",
                             "2002:a9fe:a9fe::1",
                             "2002:7f00:1::",
                             "2001:db8::1",
                             "2001::1",
                             "100::1"}) {
    EXPECT_TRUE(With(inward, IsInward)) << inward;
    EXPECT_EQ(With(inward, AddressText), inward);
  }
  for (const char* outward :
       {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "128.0.0.1",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255",
        "192.169.0.0", "223.255.255.255", "2606:4700::1111", "::ffff:1.1.1.1", "2002:101:101::1"}) {
    EXPECT_FALSE(With(outward, IsInward)) << outward;
  }
  EXPECT_TRUE(With("127.9.9.9", IsLoopbackAddress));
  EXPECT_TRUE(With("::1", IsLoopbackAddress));
  EXPECT_FALSE(With("10.0.0.1", IsLoopbackAddress));
  EXPECT_FALSE(With("::2", IsLoopbackAddress));
}

TEST(AddressGuardTest, ThisMachineIsNamedInSoManyWords) {
  for (const char* host : {"localhost", "127.0.0.1", "127.1.2.3", "[::1]"}) {
    EXPECT_TRUE(IsLoopbackHost(host)) << host;
  }
  for (const char* host :
       {"localhost.example.com", "x.localhost", "127.0.0.1.example.com", "10.0.0.1", "[::2]", ""}) {
    EXPECT_FALSE(IsLoopbackHost(host)) << host;
  }
}

TEST(OutboundTest, AddressesAreCheckedBeforeAnythingIsSentAndNeverShown) {
  const auto check = [](const char* url) {
    return CheckOutboundUrl(Secret(url), {"https", "http"}, "X");
  };
  EXPECT_OK(check("https://hooks.slack.com/services/T/B/x"));
  EXPECT_OK(check("http://127.0.0.1:8080/hook"));
  EXPECT_OK(check("http://[::1]/hook"));
  EXPECT_OK(check("http://localhost/hook"));
  for (const char* wrong :
       {"", "canary", "ftp://canary/", "https://", "file:///canary", "https://canary/ x",
        "https://canary/\r\nHost: y", "https://canary/#part"}) {
    EXPECT_THAT(check(wrong), HasError(ErrorCode::kConfig, AllOf(HasSubstr("X is no address"),
                                                                 Not(HasSubstr("canary")))))
        << wrong;
  }
  EXPECT_THAT(check("http://canary.example.com/"),
              HasError(ErrorCode::kConfig,
                       AllOf(HasSubstr("must begin with https://"), Not(HasSubstr("canary")))));
}

TEST(NotifierSettingsTest, MailNeedsSenderAndReceivers) {
  NotifierSettings settings;
  EXPECT_OK(CheckNotifierSettings(settings));
  EXPECT_TRUE(MakeNotifiers(settings).empty());
  settings.smtp_url = Secret("smtp://mail.example.com:587");
  EXPECT_THAT(CheckNotifierSettings(settings),
              HasError(ErrorCode::kConfig, HasSubstr("COGNITRACK_SMTP_FROM is no mail address")));
  settings.mail_from = "a@example.com";
  EXPECT_THAT(CheckNotifierSettings(settings),
              HasError(ErrorCode::kConfig, HasSubstr("COGNITRACK_SMTP_TO names nobody")));
  settings.mail_to = {"b@example.com", "c"};
  EXPECT_THAT(CheckNotifierSettings(settings),
              HasError(ErrorCode::kConfig, HasSubstr("COGNITRACK_SMTP_TO must be")));
  settings.mail_to = {"b@example.com"};
  EXPECT_OK(CheckNotifierSettings(settings));
  settings.webhook_url = Secret("https://hooks.example.com/x");
  settings.alertmanager_url = Secret("http://127.0.0.1:9093");
  ASSERT_OK(CheckNotifierSettings(settings));
  std::vector<std::string> targets;
  for (const auto& notifier : MakeNotifiers(settings)) targets.emplace_back(notifier->target());
  EXPECT_THAT(targets, ::testing::ElementsAre("alertmanager", "email", "webhook"));
}

TEST(MailTextTest, ALongSubjectIsWordsOfWholeCharacters) {
  NoticeMessage message;
  message.alert = {{AlertRule::kParityVariance, "ä", std::string(60, 'x') + "€", "2026-03"},
                   "text"};
  message.over_at = 1;
  EXPECT_EQ(HeadingOf(message),
            "[over] parity_variance ä / " + std::string(60, 'x') + "€, 2026-03");
  const std::string text = MailText(message, "a@example.com", {"b@example.com", "c@example.com"});
  EXPECT_THAT(text, HasSubstr("To: b@example.com,\r\n c@example.com\r\n"));
  EXPECT_THAT(text,
              HasSubstr("Subject: =?UTF-8?B?Q29nbmlUcmFjayBbb3Zlcl0gcGFyaXR5X3ZhcmlhbmNlIMOkIC8g"
                        "eHh4?=\r\n =?UTF-8?B?"));
}

}  // namespace
}  // namespace cognitrack
