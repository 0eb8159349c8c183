// Alerts of running services: found by themselves, told over a real socket, once however many
// services there are over one database.
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <mutex>
#include <optional>

#include "server/http_server.h"
#include "tests/support/postgres_server.h"
#include "tests/support/service_process.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kCanary = "canary-of-the-webhook";

// A webhook's other side.
class Webhook {
 public:
  std::string Url() const { return "http://" + server_->address() + "/" + kCanary; }
  std::vector<std::string> Bodies() {
    const std::lock_guard lock(mutex_);
    return bodies_;
  }
  void Fail(bool fails) {
    const std::lock_guard lock(mutex_);
    status_ = fails ? 500 : 200;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> bodies_;
  int status_ = 200;
  std::unique_ptr<HttpServer> server_ =
      *HttpServer::Listen("127.0.0.1:0", ServerLimits{}, 1, [this](const ServerRequest& request) {
        const std::lock_guard lock(mutex_);
        if (status_ == 200) bodies_.push_back(request.body);
        ServerResponse response;
        response.status = status_;
        return response;
      });
};

class AlertServiceTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam()) database_ = PostgresServer::Shared().CreateDatabase();
    variables_ = {{"COGNITRACK_DB", GetParam() ? PostgresServer::Shared().Uri(database_)
                                               : "sqlite:" + folder_.File("ledger.db")},
                  {"OPENAI_BASE_URL", twin_.base_url()},
                  {"OPENAI_ADMIN_KEY", "sk-admin-of-the-test"},
                  {"COGNITRACK_REQUESTS_PER_MINUTE", "100000"},
                  {"COGNITRACK_BURST", "100000"},
                  {"COGNITRACK_SCHEDULE", "off"},
                  {"COGNITRACK_WEBHOOK_URL", webhook_.Url()}};
  }
  void TearDown() override {
    if (GetParam()) PostgresServer::Shared().DropDatabase(database_);
  }
  Finished Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), ProgramPath("cognitrack"));
    return RunProgram(arguments, variables_);
  }
  int Pull() {
    return Run({"backfill", "--start", "2026-03-29", "--end", "2026-03-31", "--surface",
                "completions"})
        .exit_code;
  }
  // A pull that ends badly: the provider turns the key away.
  void FailPull() {
    ASSERT_EQ(Pull(), 0);
    variables_["OPENAI_ADMIN_KEY"] = "wrong-key";
    ASSERT_EQ(Pull(), 77);
    variables_["OPENAI_ADMIN_KEY"] = "sk-admin-of-the-test";
  }
  // Until the metric has the value, for at most 30 seconds.
  static void WaitFor(ServiceProcess& service, const std::string& line) {
    for (int i = 0; i < 600; ++i) {
      if (service.Get("/metrics").body.find("\n" + line + "\n") != std::string::npos) return;
      poll(nullptr, 0, 50);
    }
    ADD_FAILURE() << line << "\n" << service.err();
  }
  std::size_t FailedPullsTold() {
    std::size_t told = 0;
    for (const std::string& body : webhook_.Bodies()) {
      told += body.find("failed_pull") != std::string::npos ? 1U : 0U;
    }
    return told;
  }

  Webhook webhook_;
  TemporaryDirectory folder_;
  TwinProcess twin_{{"--seed", "5", "--days", "40", "--end", "2026-03-31"}};
  ProcessEnvironment variables_;
  std::string database_;
};
INSTANTIATE_TEST_SUITE_P(Databases, AlertServiceTest, ::testing::Bool(), [](const auto& database) {
  return database.param ? "Postgres" : "Sqlite";
});

TEST_P(AlertServiceTest, SeveralServicesTellOfACrossingOnceAndThatItIsOver) {
  FailPull();
  {
    ServiceProcess first(variables_);
    // One process at a time writes an SQLite file, and a start may.
    std::optional<ServiceProcess> second;
    if (GetParam()) second.emplace(variables_);
    WaitFor(first, "cognitrack_alerts_open{rule=\"failed_pull\"} 1");
    if (second) WaitFor(*second, "cognitrack_alerts_open{rule=\"failed_pull\"} 1");
    const auto answer = first.Get("/api/v1/alerts");
    EXPECT_EQ(answer.body, Run({"alerts", "list", "--json"}).out);
    EXPECT_THAT(answer.body, HasSubstr("\"rule\":\"failed_pull\""));
    EXPECT_EQ(first.Stop(), 0);
    EXPECT_EQ(second ? second->Stop() : 0, 0);
    EXPECT_THAT(first.err(), Not(HasSubstr(kCanary)));
  }
  EXPECT_EQ(FailedPullsTold(), 1U);
  ASSERT_EQ(Pull(), 0);
  ServiceProcess service(variables_);
  WaitFor(service, "cognitrack_alerts_open{rule=\"failed_pull\"} 0");
  EXPECT_EQ(service.Stop(), 0);
  ASSERT_EQ(FailedPullsTold(), 2U);
  EXPECT_THAT(webhook_.Bodies(), ::testing::Contains(HasSubstr("[over] failed_pull openai")));
}

TEST_P(AlertServiceTest, ATargetThatFailsIsSeenAndNothingElseIsHeldUp) {
  FailPull();
  webhook_.Fail(true);
  ServiceProcess service(variables_);
  WaitFor(service, "cognitrack_alert_notifications_total{result=\"failed\",target=\"webhook\"} 1");
  EXPECT_THAT(service.Get("/metrics").body,
              Not(HasSubstr("cognitrack_alerts_undelivered{target=\"webhook\"} 0")));
  EXPECT_EQ(service.Get("/api/v1/usage").status, 200);
  EXPECT_EQ(Pull(), 0);
  EXPECT_EQ(service.Stop(), 0);
  EXPECT_THAT(service.err(), AllOf(HasSubstr("alert_not_told"), HasSubstr("answered 500"),
                                   Not(HasSubstr(kCanary))));
}

TEST_P(AlertServiceTest, BudgetsAreAskedForOverHttp) {
  ASSERT_EQ(Pull(), 0);
  ASSERT_EQ(Run({"budgets", "set", "prod", "--limit-usd", "12.000000000001"}).exit_code, 0);
  ServiceProcess service(variables_);
  const auto document = boost::json::parse(service.Get("/api/v1/budgets").body);
  EXPECT_EQ(document.at("budgets").at(0).at("limit_usd"), "12.000000000001");
  EXPECT_EQ(service.Stop(), 0);
}

}  // namespace
}  // namespace cognitrack
