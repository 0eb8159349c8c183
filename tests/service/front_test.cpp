// `cognitrack serve` with TLS of its own, and behind a proxy that its settings name.
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>

#include <boost/json.hpp>

#include "tests/support/process.h"
#include "tests/support/raw_client.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/tls_authority.h"
#include "tests/support/tls_client.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ServiceFrontTest : public ::testing::Test {
 protected:
  ServiceFrontTest() {
    variables_ = {{"COGNITRACK_DB", "sqlite:" + folder_.File("ledger.db")},
                  {"COGNITRACK_SCHEDULE", "off"},
                  {"CRON_SECRET", std::string(40, 's')}};
  }
  void UseTls() {
    Put(authority_.Issue("ledger.example"));
    variables_["COGNITRACK_TLS_CERTIFICATE"] = folder_.File("server.crt");
    variables_["COGNITRACK_TLS_KEY"] = folder_.File("server.key");
  }
  void Put(const TestCertificate& issued) {
    folder_.Write("server.crt", issued.certificate);
    chmod(folder_.Write("server.key", issued.key).c_str(), 0600);
  }
  // Starts it, and waits until it says where it listens.
  void Serve() {
    service_ = std::make_unique<Process>(
        std::vector<std::string>{ProgramPath("cognitrack"), "serve", "--listen", "127.0.0.1:0"},
        variables_, folder_.File("out"), folder_.File("err"));
    constexpr std::string_view kSaid = "Listening on ";
    std::string text;
    while (text.find('\n') == std::string::npos) {
      ASSERT_TRUE(service_->Running()) << Log();
      poll(nullptr, 0, 5);
      text = ReadFile(folder_.File("out"));
    }
    const std::size_t at = text.find(kSaid) + kSaid.size();
    url_ = text.substr(at, text.find(' ', at) - at);
    address_ = url_.substr(url_.find("//") + 2);
    variables_["COGNITRACK_LISTEN"] = address_;
  }
  std::string Log() const { return ReadFile(folder_.File("err")); }
  // Until the log has that, which it must.
  void AwaitLog(const std::string& text) {
    for (int i = 0; i < 4'000 && Log().find(text) == std::string::npos; ++i) poll(nullptr, 0, 5);
    EXPECT_THAT(Log(), HasSubstr(text));
  }
  Finished Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), ProgramPath("cognitrack"));
    return RunProgram(arguments, variables_);
  }
  TlsClient Connect() {
    TlsClientChoice choice;
    choice.trusted = authority_.certificate();
    choice.name = "ledger.example";
    return TlsClient(address_, choice);
  }
  // The token of the one-time link that the log tells.
  std::string SetupToken() const {
    const std::string log = Log();
    const std::size_t at = log.find("no_account");
    const std::string line = log.substr(log.rfind('\n', at) + 1, log.find('\n', at));
    const auto told = boost::json::parse(line.substr(0, line.find('\n')));
    return std::string(told.at("token").as_string());
  }
  static std::string Setup(const std::string& token, const std::string& headers) {
    const std::string body =
        R"({"token":")" + token + R"(","name":"boss","password":"correct horse battery"})";
    return "POST /api/v1/setup HTTP/1.1\r\n" + headers +
           "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
  }

  TestAuthority authority_;
  TemporaryDirectory folder_;
  ProcessEnvironment variables_;
  std::string url_, address_;
  std::unique_ptr<Process> service_;
};

TEST_F(ServiceFrontTest, ByTlsABrowserIsKeptToItAndItsCookieIsSecure) {
  UseTls();
  Serve();
  EXPECT_EQ(url_, "https://" + address_);
  TlsClient client = Connect();
  ASSERT_THAT(client.failure(), IsEmpty());
  // Under a name of this machine, too: a cookie that is not Secure would go out without TLS.
  ASSERT_TRUE(client.Send(Setup(SetupToken(), "Host: localhost\r\n")));
  const std::string answer = client.ReadTo("\r\n\r\n");
  EXPECT_THAT(answer, AllOf(HasSubstr("200 OK"),
                            HasSubstr("Strict-Transport-Security: max-age=31536000\r\n"),
                            HasSubstr("Set-Cookie: __Host-cognitrack="), HasSubstr("; Secure")));
  EXPECT_THAT(Log(), AllOf(HasSubstr(url_ + "/api/v1/setup"), Not(HasSubstr("plain_http"))));
  service_->Signal(SIGTERM);
  EXPECT_EQ(service_->Wait(), 0);
}

TEST_F(ServiceFrontTest, TheCommandLineKnowsItsOwnService) {
  UseTls();
  Serve();
  const Finished health = Run({"health"});
  EXPECT_EQ(health.exit_code, 0) << health.err;
  EXPECT_THAT(health.out, HasSubstr(url_ + ": ready"));
  EXPECT_EQ(Run({"health", "--url", url_}).exit_code, 69) << "by name and authority it is nobody";
  const Finished triggered = Run({"cron", "trigger"});
  EXPECT_THAT(triggered.out + triggered.err, HasSubstr("OPENAI_ADMIN_KEY")) << "it was let in";
  // Another certificate in the file than the service has: it is not known any more.
  Put(authority_.Issue("ledger.example"));
  EXPECT_EQ(Run({"health"}).exit_code, 69);
  service_->Signal(SIGHUP);
  AwaitLog("certificate_reloaded");
  EXPECT_EQ(Run({"health"}).exit_code, 0);
  folder_.Write("server.crt", "none");
  service_->Signal(SIGHUP);
  AwaitLog("certificate_not_reloaded");
  EXPECT_THAT(Log(), HasSubstr("the one before stays in force"));
  EXPECT_THAT(Connect().failure(), IsEmpty());
}

TEST_F(ServiceFrontTest, WrongFilesAreToldBeforeAnythingIsOpened) {
  UseTls();
  chmod(folder_.File("server.key").c_str(), 0644);
  const Finished refused = Run({"serve", "--listen", "127.0.0.1:0"});
  EXPECT_EQ(refused.exit_code, 78);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("server.key: others than its owner may read"),
                                 HasSubstr("nothing was opened")));
  EXPECT_THAT(ReadFile(folder_.File("ledger.db")), IsEmpty());
}

TEST_F(ServiceFrontTest, OfANamedProxyItIsBelievedWhoAsks) {
  variables_["COGNITRACK_PROXIES"] = "127.0.0.1";
  Serve();
  RawClient client(address_);
  const auto of = [&](const std::string& forwarded) {
    return client.Ask("GET /api/v1/usage HTTP/1.1\r\nHost: localhost\r\n" + forwarded + "\r\n");
  };
  EXPECT_EQ(of("")->status, 200) << "this machine, past the proxy";
  EXPECT_EQ(of("X-Forwarded-For: 127.0.0.1, 192.0.2.1\r\n")->status, 403)
      << "nobody of this machine";
  const auto made =
      client.Ask(Setup(SetupToken(), "Host: localhost\r\nX-Forwarded-For: 192.0.2.1\r\n"));
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->status, 200) << made->body;
  EXPECT_THAT(made->Header("set-cookie"), HasSubstr("__Host-cognitrack="));
  const Finished audit = Run({"audit", "list", "--json"});
  EXPECT_THAT(audit.out, HasSubstr(R"("address":"192.0.2.1")"));
}

}  // namespace
}  // namespace cognitrack
