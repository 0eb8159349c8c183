// Each notifier against a receiver as it is, and against one that fails.
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/stat.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "net/curl_transport.h"
#include "notify/notifiers.h"
#include "server/http_server.h"
#include "tests/support/loopback_server.h"
#include "tests/support/tls_authority.h"
#include "tests/support/process.h"
#include "tests/support/raw_client.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr UtcSeconds kSince = 1'772'719'200;  // 2026-03-05T14:00:00Z, a Thursday.
const std::string kCanary = "canary-of-a-secret";

NoticeMessage Message(AlertRule rule = AlertRule::kUnpricedModels) {
  NoticeMessage message;
  message.alert = {{rule, "openai", "gpt-<!channel>", ""}, "Model 'gpt-<!channel>' & co, 5 €."};
  message.since = kSince;
  message.sent_at = kSince + 60;
  message.stands_until = kSince + 3'600;
  return message;
}

std::string LoopbackPort() { return "127.0.0.1:" + std::to_string(LoopbackServer::FreePort()); }

// An HTTP server that keeps what it is sent.
class HttpReceiver {
 public:
  explicit HttpReceiver(int status = 200, HeaderList headers = {})
      : server_(*HttpServer::Listen("127.0.0.1:0", ServerLimits{}, 1,
                                    [this, status, headers](const ServerRequest& request) {
                                      const std::lock_guard lock(mutex_);
                                      requests_.push_back(request);
                                      ServerResponse response;
                                      response.status = status;
                                      response.headers = headers;
                                      response.body = "the answer says " + kCanary;
                                      return response;
                                    })) {}
  std::string Url(const std::string& path) const { return "http://" + server_->address() + path; }
  std::string port() const { return server_->address().substr(server_->address().find(':') + 1); }
  std::vector<ServerRequest> Requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  std::mutex mutex_;
  std::vector<ServerRequest> requests_;
  std::unique_ptr<HttpServer> server_;
};

TEST(WebhookTest, ASlackReceiverGetsTextAndBlocks) {
  HttpReceiver receiver;
  const auto webhook = MakeWebhookNotifier(Secret(receiver.Url("/services/T0/B0/" + kCanary)), {});
  ASSERT_OK(webhook->Send(Message()));
  const auto requests = receiver.Requests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].method, "POST");
  EXPECT_EQ(requests[0].path, "/services/T0/B0/" + kCanary);
  EXPECT_EQ(requests[0].Header("content-type"), "application/json");
  const json::object body = json::parse(requests[0].body).as_object();
  const std::string heading = "[warning] unpriced_models openai / gpt-&lt;!channel&gt;";
  const std::string rest =
      "\nModel 'gpt-&lt;!channel&gt;' &amp; co, 5 €.\nSince 2026-03-05T14:00:00Z";
  EXPECT_EQ(std::string(body.at("text").as_string()), heading + rest);
  EXPECT_EQ(json::serialize(body.at("blocks")),
            json::serialize(json::value{
                {{"type", "section"},
                 {"text", {{"type", "mrkdwn"}, {"text", "*" + heading + "*" + rest}}}}}));
}

TEST(WebhookTest, WhatFailsSaysWhyAndNeitherAddressNorAnswer) {
  HttpReceiver receiver(500);
  const Secret url(receiver.Url("/" + kCanary));
  const Status failed = MakeWebhookNotifier(url, {})->Send(Message());
  EXPECT_THAT(failed, HasError(ErrorCode::kUnavailable, "the webhook answered 500"));
  const Status nobody =
      MakeWebhookNotifier(Secret("http://" + LoopbackPort() + "/" + kCanary), {})->Send(Message());
  EXPECT_THAT(nobody,
              HasError(ErrorCode::kUnavailable,
                       AllOf(HasSubstr("the webhook did not take it"), Not(HasSubstr(kCanary)))));
}

TEST(WebhookTest, ARedirectIsNotFollowed) {
  HttpReceiver inner;
  HttpReceiver receiver(302, {{"Location", inner.Url("/metadata")}});
  EXPECT_THAT(MakeWebhookNotifier(Secret(receiver.Url("/")), {})->Send(Message()),
              HasError(ErrorCode::kUnavailable,
                       "the webhook answered 302, a redirect, and none is followed"));
  EXPECT_THAT(inner.Requests(), SizeIs(0));
}

// "NAME.localhost" leads to this machine, as a name of an attacker's may.
TEST(WebhookTest, AnAddressThatLeadsInwardsIsRefusedWhenItIsConnectedTo) {
  HttpReceiver receiver;
  for (const std::string& host :
       {std::string("rebinding.localhost:") + receiver.port(), std::string("169.254.169.254"),
        std::string("[::ffff:169.254.169.254]"), std::string("10.0.0.1"), std::string("[fe80::1]"),
        std::string("0.0.0.0:") + receiver.port()}) {
    EXPECT_THAT(MakeWebhookNotifier(Secret("https://" + host + "/"), {})->Send(Message()),
                HasError(ErrorCode::kConfig, HasSubstr("COGNITRACK_NOTIFY_PRIVATE")))
        << host;
  }
  EXPECT_THAT(receiver.Requests(), SizeIs(0));
  OutboundPolicy meant;
  meant.allow_inward = true;
  EXPECT_THAT(
      MakeWebhookNotifier(Secret("https://rebinding.localhost:" + receiver.port() + "/"), meant)
          ->Send(Message()),
      HasError(ErrorCode::kUnavailable, HasSubstr("SSL connect error")))
      << "connected to, and no TLS is spoken there";
}

// Debian's aiosmtpd, which keeps each mail as a file.
class MailServer {
 public:
  explicit MailServer(std::vector<std::string> options = {}) {
    std::vector<std::string> command = {
        "/usr/bin/python3",         "-m", "aiosmtpd", "-n", "-l", address_, "-c",
        "aiosmtpd.handlers.Mailbox"};
    command.insert(command.end(), options.begin(), options.end());
    command.push_back(folder_.File("mail"));
    process_ = std::make_unique<Process>(command, ProcessEnvironment{}, folder_.File("out"),
                                         folder_.File("err"));
    for (int i = 0; i < 600 && process_->Running(); ++i) {
      if (RawClient::CanConnect(address_)) return;
      poll(nullptr, 0, 50);
    }
    ADD_FAILURE() << ReadFile(folder_.File("err"));
  }
  const std::string& address() const { return address_; }
  std::uint16_t port() const {
    return static_cast<std::uint16_t>(std::stoi(address_.substr(address_.find(':') + 1)));
  }
  std::vector<std::string> Mails() const {
    std::vector<std::string> mails;
    if (!fs::exists(folder_.File("mail") + "/new")) return mails;
    for (const auto& file : fs::directory_iterator(folder_.File("mail") + "/new")) {
      mails.push_back(ReadFile(file.path()));
    }
    return mails;
  }

 private:
  TemporaryDirectory folder_;
  std::string address_ = LoopbackPort();
  std::unique_ptr<Process> process_;
};

TEST(MailTest, ARealServerTakesItForEveryReceiver) {
  MailServer server;
  const auto mail = MakeMailNotifier(Secret("smtp://" + server.address()), "cognitrack@example.com",
                                     {"ann@example.com", "bob@example.org"}, {});
  ASSERT_OK(mail->Send(Message()));
  const auto mails = server.Mails();
  ASSERT_THAT(mails, SizeIs(1));
  EXPECT_THAT(mails[0], AllOf(HasSubstr("X-MailFrom: cognitrack@example.com"),
                              HasSubstr("X-RcptTo: ann@example.com, bob@example.org"),
                              HasSubstr("Date: Thu, 05 Mar 2026 14:01:00 +0000"),
                              HasSubstr("From: CogniTrack <cognitrack@example.com>"),
                              HasSubstr("Content-Transfer-Encoding: base64")));
  // "Model 'gpt-<!channel>' & co, 5 €.\n\nSince 2026-03-05T14:00:00Z.\n".
  EXPECT_THAT(mails[0], HasSubstr("TW9kZWwgJ2dwdC08IWNoYW5uZWw+JyAmIGNvLCA1IOKCrC4KClNpbmNlIDIwMjYt"
                                  "MDMtMDVU"));
}

TEST(MailTest, WhatARuleSaysCannotAddAHeaderOrAReceiver) {
  NoticeMessage message = Message();
  message.alert.key.subject = "x\r\nBcc: eve@example.com\r\n\r\nbody";
  message.alert.text = "\r\n.\r\nMAIL FROM:<eve@example.com>\r\n";
  const std::string text = MailText(message, "a@example.com", {"b@example.com"});
  EXPECT_THAT(text, AllOf(Not(HasSubstr("Bcc")), Not(HasSubstr("MAIL FROM"))));
  MailServer server;
  ASSERT_OK(
      MakeMailNotifier(Secret("smtp://" + server.address()), "a@example.com", {"b@example.com"}, {})
          ->Send(message));
  ASSERT_THAT(server.Mails(), SizeIs(1));
  EXPECT_THAT(server.Mails()[0],
              AllOf(HasSubstr("X-RcptTo: b@example.com\n"), Not(HasSubstr("eve@"))));
  EXPECT_FALSE(IsMailAddress("a@example.com\r\nBcc: eve@example.com"));
  EXPECT_FALSE(IsMailAddress("Ann <ann@example.com>"));
  EXPECT_FALSE(IsMailAddress("a@b@c"));
  EXPECT_FALSE(IsMailAddress("@b"));
  EXPECT_TRUE(IsMailAddress("ann+alerts@example.com"));
}

TEST(MailTest, TlsIsSpokenWhereTheServerHasItAndItsCertificateIsChecked) {
  TemporaryDirectory folder;
  const TestAuthority authority;
  const TestCertificate issued = authority.Issue("localhost");
  std::ofstream(folder.File("ca")) << authority.certificate();
  std::ofstream(folder.File("cert")) << issued.certificate;
  std::ofstream(folder.File("key")) << issued.key;
  OutboundPolicy trusting;
  trusting.ca_file = folder.File("ca");
  const std::vector<std::string> to = {"b@example.com"};
  // It takes no mail before STARTTLS.
  MailServer server({"--tlscert", folder.File("cert"), "--tlskey", folder.File("key")});
  const std::string at = "localhost:" + std::to_string(server.port());
  ASSERT_OK(
      MakeMailNotifier(Secret("smtp://" + at), "a@example.com", to, trusting)->Send(Message()));
  EXPECT_THAT(server.Mails(), SizeIs(1));
  EXPECT_THAT(MakeMailNotifier(Secret("smtp://" + at), "a@example.com", to, {})->Send(Message()),
              HasError(ErrorCode::kUnavailable, HasSubstr("the mail server did not take it: SSL")));
  MailServer tls({"--smtpscert", folder.File("cert"), "--smtpskey", folder.File("key")});
  const std::string tls_at = "localhost:" + std::to_string(tls.port());
  ASSERT_OK(MakeMailNotifier(Secret("smtps://" + tls_at), "a@example.com", to, trusting)
                ->Send(Message()));
  EXPECT_THAT(tls.Mails(), SizeIs(1));
  EXPECT_THAT(server.Mails(), SizeIs(1));
}

TEST(MailTest, ElsewhereTlsIsRequired) {
  MailServer plain;
  OutboundPolicy meant;
  meant.allow_inward = true;
  EXPECT_THAT(MakeMailNotifier(Secret("smtp://mail.localhost:" + std::to_string(plain.port())),
                               "a@example.com", {"b@example.com"}, meant)
                  ->Send(Message()),
              HasError(ErrorCode::kUnavailable, HasSubstr("Requested SSL level failed")));
  EXPECT_THAT(plain.Mails(), SizeIs(0));
}

TEST(MailTest, AServerThatIsNotThereSaysNoAddressAndNoPassword) {
  const Status failed = MakeMailNotifier(Secret("smtp://ann:" + kCanary + "@" + LoopbackPort()),
                                         "a@example.com", {"b@example.com"}, {})
                            ->Send(Message());
  EXPECT_THAT(failed, HasError(ErrorCode::kUnavailable,
                               AllOf(HasSubstr("the mail server did not take it"),
                                     Not(HasSubstr(kCanary)), Not(HasSubstr("ann")))));
}

// Debian's Alertmanager in a directory of its own.
class AlertmanagerProcess {
 public:
  AlertmanagerProcess() {
    std::ofstream(folder_.File("alertmanager.yml"))
        << "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n";
    process_ = std::make_unique<Process>(
        std::vector<std::string>{
            "/usr/bin/prometheus-alertmanager", "--config.file=" + folder_.File("alertmanager.yml"),
            "--storage.path=" + folder_.File("data"), "--web.listen-address=" + address_,
            "--cluster.listen-address=", "--log.level=warn"},
        ProcessEnvironment{}, folder_.File("out"), folder_.File("err"));
    for (int i = 0; i < 600 && process_->Running(); ++i) {
      if (Get("/-/ready").status == 200) return;
      poll(nullptr, 0, 50);
    }
    ADD_FAILURE() << ReadFile(folder_.File("err"));
  }
  std::string Url() const { return "http://" + address_; }
  json::array Alerts() {
    const HttpResponse response = Get("/api/v2/alerts");
    EXPECT_EQ(response.status, 200);
    return json::parse(response.body).as_array();
  }

 private:
  HttpResponse Get(const std::string& path) {
    HttpResponse response;
    transport_->Get({Url() + path, Secret(), {}}, HttpLimits{}, &response);
    return response;
  }

  TemporaryDirectory folder_;
  std::string address_ = LoopbackPort();
  std::unique_ptr<HttpTransport> transport_ = MakeCurlTransport();
  std::unique_ptr<Process> process_;
};

TEST(AlertmanagerTest, TheAlertIsThereToTheLetterAndGoneWhenItIsOver) {
  AlertmanagerProcess alertmanager;
  const auto notifier = MakeAlertmanagerNotifier(Secret(alertmanager.Url() + "/"), {});
  NoticeMessage message = Message(AlertRule::kBudgetExceeded);
  message.alert.key.subject = "prod \"a\"";
  message.alert.key.period = "2026-03";
  message.stands_until = 4'102'444'800;  // 2100.
  ASSERT_OK(notifier->Send(message));
  ASSERT_OK(notifier->Send(message));
  const json::array alerts = alertmanager.Alerts();
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].at("labels"), (json::value{{"alertname", "cognitrack_budget_exceeded"},
                                                 {"period", "2026-03"},
                                                 {"severity", "critical"},
                                                 {"source", "openai"},
                                                 {"subject", "prod \"a\""}}));
  EXPECT_EQ(alerts[0].at("annotations"),
            (json::value{{"description", message.alert.text},
                         {"summary", "[critical] budget_exceeded openai / prod \"a\", 2026-03"}}));
  EXPECT_EQ(alerts[0].at("startsAt"), "2026-03-05T14:00:00.000Z");
  EXPECT_EQ(alerts[0].at("endsAt"), "2100-01-01T00:00:00.000Z");
  message.over_at = kSince + 30;
  ASSERT_OK(notifier->Send(message));
  EXPECT_EQ(alertmanager.Alerts().size(), 0U);
}

TEST(AlertmanagerTest, WhatItRefusesIsAnError) {
  AlertmanagerProcess alertmanager;
  NoticeMessage message = Message();
  message.over_at = kSince - 30;  // Ends before it begins.
  EXPECT_THAT(MakeAlertmanagerNotifier(Secret(alertmanager.Url()), {})->Send(message),
              HasError(ErrorCode::kUnavailable, "the alertmanager answered 400"));
}

}  // namespace
}  // namespace cognitrack
