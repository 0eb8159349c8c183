// `cognitrack serve` as a process, on SQLite and on PostgreSQL: what a reader, a cron and a probe
// get over a socket.
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "net/curl_transport.h"
#include "tests/support/postgres_server.h"
#include "tests/support/process.h"
#include "tests/support/raw_client.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kToken = "token-" + std::string(32, 't');
const std::string kSecret = "secret-" + std::string(32, 's');
const std::string kKey = "sk-admin-canary-of-the-service";

std::string TextOf(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class ServiceTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam()) database_ = PostgresServer::Shared().CreateDatabase();
    variables_ = {{"COGNITRACK_DB", GetParam() ? PostgresServer::Shared().Uri(database_)
                                               : "sqlite:" + folder_.File("ledger.db")},
                  {"OPENAI_BASE_URL", twin_.base_url()},
                  {"OPENAI_ADMIN_KEY", kKey},
                  {"COGNITRACK_REQUESTS_PER_MINUTE", "100000"},
                  {"COGNITRACK_BURST", "100000"},
                  {"COGNITRACK_SCHEDULE", "off"}};
  }
  void TearDown() override {
    service_.reset();
    if (GetParam()) PostgresServer::Shared().DropDatabase(database_);
  }
  // Starts it, and waits until it says where it listens.
  void Serve() {
    service_ = std::make_unique<Process>(
        std::vector<std::string>{ProgramPath("cognitrack"), "serve", "--listen", "127.0.0.1:0"},
        variables_, out(), err());
    constexpr std::string_view kSaid = "Listening on ";
    std::string text;
    while (text.find('\n') == std::string::npos) {
      ASSERT_TRUE(service_->Running()) << TextOf(err());
      poll(nullptr, 0, 5);
      text = TextOf(out());
    }
    const std::size_t at = text.find(kSaid) + kSaid.size();
    address_ = text.substr(at, text.find(' ', at) - at);
  }
  HttpResponse Get(const std::string& target, const std::string& bearer = "") {
    HttpResponse response;
    transport_->Get({address_ + target, Secret(bearer), {}}, HttpLimits{}, &response);
    EXPECT_EQ(response.failure, HttpFailure::kNone) << response.failure_detail;
    return response;
  }
  boost::json::value Json(const std::string& target, const std::string& bearer = "") {
    const HttpResponse response = Get(target, bearer);
    EXPECT_EQ(response.status, 200) << response.body;
    return boost::json::parse(response.body);
  }
  Finished Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), ProgramPath("cognitrack"));
    return RunProgram(arguments, variables_);
  }
  std::string out() const { return folder_.File("out"); }
  std::string err() const { return folder_.File("err"); }

  TemporaryDirectory folder_;
  TwinProcess twin_{{"--seed", "5", "--days", "40", "--end", "2026-03-31"}};
  ProcessEnvironment variables_;
  std::string database_;
  std::string address_;
  std::unique_ptr<HttpTransport> transport_ = MakeCurlTransport();
  std::unique_ptr<Process> service_;
};
INSTANTIATE_TEST_SUITE_P(Databases, ServiceTest, ::testing::Bool(), [](const auto& database) {
  return database.param ? "Postgres" : "Sqlite";
});

TEST_P(ServiceTest, GivesTheVeryNumbersOfTheCommandLine) {
  ASSERT_EQ(
      Run({"backfill", "--start", "2026-03-01", "--end", "2026-03-31", "--surface", "completions"})
          .exit_code,
      0);
  Serve();
  const struct {
    std::string target;
    std::vector<std::string> arguments;
  } cases[] = {
      {"/api/v1/usage", {"usage", "--json"}},
      {"/api/v1/usage?group_by=model,project_id&from=2026-03-10&to=2026-03-12",
       {"usage", "--json", "--group-by", "model,project_id", "--from", "2026-03-10", "--to",
        "2026-03-12"}},
      {"/api/v1/usage?group_by=user_id&filter=batch!%3Dtrue",
       {"usage", "--json", "--group-by", "user_id", "--filter", "batch!=true"}},
      {"/api/v1/sources", {"sources", "--json"}},
      {"/api/v1/runs", {"runs", "--json"}},
      {"/api/v1/runs/1", {"runs", "1", "--json"}},
      {"/api/v1/flags", {"flags", "--json"}},
  };
  for (const auto& one : cases)
    EXPECT_EQ(Get(one.target).body, Run(one.arguments).out) << one.target;
  EXPECT_THAT(TextOf(out()), Not(HasSubstr("which is empty")));
  EXPECT_GT(Json("/api/v1/usage").at("totals").at("input_tokens").as_int64(), 0);
}

TEST_P(ServiceTest, CronPullsAndNothingOfASecretIsSaid) {
  variables_["CRON_SECRET"] = kSecret;
  Serve();
  EXPECT_THAT(TextOf(out()), HasSubstr("which is empty")) << "a mistyped place is a new ledger";
  EXPECT_EQ(Get("/api/cron/daily-usage").status, 401);
  EXPECT_EQ(Get("/api/cron/daily-usage", kSecret + "x").status, 401);
  const auto first = Json("/api/cron/daily-usage", kSecret).as_object();
  EXPECT_EQ(first.at("success"), true);
  EXPECT_EQ(first.at("processed"), 1);
  EXPECT_EQ(first.at("telemetry").at("simulatedKeys"), 0);
  EXPECT_EQ(first.at("flags").at("enableDailyUsageWindows"), true);
  EXPECT_EQ(Json("/api/v1/runs").at("runs").at(0).at("label"), "cron");
  service_->Signal(SIGTERM);
  EXPECT_EQ(service_->Wait(), 0);
  EXPECT_THAT(TextOf(err()),
              AllOf(HasSubstr("\"refused\":\"wrong_token\""), HasSubstr("service_stopping"),
                    Not(HasSubstr(kSecret)), Not(HasSubstr(kKey))));
}

TEST_P(ServiceTest, CronIsTriggeredByHand) {
  variables_["CRON_SECRET"] = kSecret;
  Serve();
  const Finished pulled = Run({"cron", "trigger", "--url", address_});
  EXPECT_EQ(pulled.exit_code, 0) << pulled.err;
  EXPECT_THAT(pulled.out, AllOf(HasSubstr("Pull of openai by " + address_), HasSubstr(": ok"),
                                HasSubstr("35 days read")));
  const Finished again = Run({"cron", "trigger", "--url", address_, "--json"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_EQ(boost::json::parse(again.out).at("success"), true);
  const Finished wrong = Run({"cron", "trigger", "--url", address_, "--cron-secret", "guess"});
  EXPECT_EQ(wrong.exit_code, 77);
  EXPECT_THAT(wrong.out, HasSubstr("answered 401"));
  EXPECT_EQ(Run({"cron", "trigger", "--url", "http://ledger.example.com"}).exit_code, 78);
  service_->Signal(SIGTERM);
  EXPECT_EQ(service_->Wait(), 0);
  EXPECT_EQ(Run({"cron", "trigger", "--url", address_}).exit_code, 69);
  variables_.erase("CRON_SECRET");
  const Finished secretless = Run({"cron", "trigger", "--url", address_});
  EXPECT_EQ(secretless.exit_code, 78);
  EXPECT_THAT(secretless.err, HasSubstr("nothing was asked"));
}

TEST_P(ServiceTest, WithoutASecretTheCronIsClosed) {
  Serve();
  const Finished triggered = Run({"cron", "trigger", "--url", address_, "--cron-secret", kSecret});
  EXPECT_EQ(triggered.exit_code, 78);
  EXPECT_THAT(triggered.out, HasSubstr("CRON_SECRET is not set"));
  const HttpResponse closed = Get("/api/cron/daily-usage", kSecret);
  EXPECT_EQ(closed.status, 503);
  EXPECT_THAT(closed.body, HasSubstr("CRON_SECRET is not set"));
  EXPECT_EQ(Get("/readyz").status, 200);
}

TEST_P(ServiceTest, WithATokenNobodyReadsWithoutIt) {
  variables_["COGNITRACK_API_TOKEN"] = kToken;
  Serve();
  EXPECT_EQ(Get("/api/v1/usage").status, 401);
  EXPECT_EQ(Get("/api/v1/usage", kSecret).status, 401);
  EXPECT_EQ(Get("/api/v1/usage", kToken).status, 200);
  EXPECT_EQ(Get("/healthz").status, 200);
  EXPECT_EQ(Get("/openapi.json").status, 200);
}

// The way of a new user: the link of the first start, an owner, a token, and a machine that gives
// nothing by itself any more; and what lets anybody in is nowhere in the database.
TEST_P(ServiceTest, TheFirstStartLetsOneOwnerIn) {
  variables_["COGNITRACK_LISTEN"] = "127.0.0.1:0";
  Serve();
  const std::string said = TextOf(err());
  const std::size_t at = said.find("\"token\":\"");
  ASSERT_NE(at, std::string::npos) << said;
  const std::string link = said.substr(at + 9, 64);
  EXPECT_THAT(said, HasSubstr("\"url\":\"" + address_ + "/api/v1/setup\""));
  EXPECT_THAT(said, HasSubstr("\"link\":\"" + address_ + "/setup#code=" + link + "\""));
  EXPECT_EQ(Get("/api/v1/usage").status, 200) << "as long as there is no account";
  const auto post = [&](const std::string& path, const std::string& body,
                        const std::string& headers = "") {
    RawClient client(address_.substr(address_.rfind('/') + 1));
    return client.Ask("POST " + path +
                      " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                      "application/json\r\nContent-Length: " +
                      std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body);
  };
  const auto made = post("/api/v1/setup", R"({"token":")" + link +
                                              R"(","name":"ann","password":"a sentence of mine"})");
  ASSERT_TRUE(made.has_value());
  ASSERT_EQ(made->status, 200) << made->body;
  const std::string cookie = made->Header("set-cookie").substr(0, 17 + 64);
  EXPECT_EQ(Get("/api/v1/usage").status, 401) << "this machine alone gives nothing";
  const std::string csrf(boost::json::parse(made->body).at("csrf_token").as_string());
  const std::string session = "Cookie: " + cookie + "\r\nSec-Fetch-Site: same-origin\r\n";
  EXPECT_EQ(post("/api/v1/tokens", R"({"name":"t"})", session)->status, 403);
  const auto token =
      post("/api/v1/tokens", R"({"name":"t"})", session + "X-CSRF-Token: " + csrf + "\r\n");
  ASSERT_EQ(token->status, 201) << token->body;
  const std::string text(boost::json::parse(token->body).at("token").as_string());
  EXPECT_EQ(Get("/api/v1/usage", text).status, 200);
  EXPECT_EQ(Get("/api/v1/accounts", text).status, 403) << "a viewer's token";
  EXPECT_EQ(Get("/healthz").status, 200);
  // A second process knows the same people, and gives the same answers.
  EXPECT_THAT(Run({"accounts", "list"}).out, AllOf(HasSubstr("ann"), HasSubstr("owner")));
  EXPECT_EQ(Run({"accounts", "disable", "ann"}).exit_code, 64);
  EXPECT_EQ(Run({"tokens", "revoke", "1"}).exit_code, 0);
  EXPECT_EQ(Get("/api/v1/usage", text).status, 401) << "at once, from another process";
  EXPECT_EQ(Run({"audit", "verify"}).exit_code, 0);
  service_->Signal(SIGTERM);
  EXPECT_EQ(service_->Wait(), 0);
  EXPECT_THAT(TextOf(err()), Not(HasSubstr("a sentence of mine")));
  EXPECT_THAT(TextOf(err()), Not(HasSubstr(text)));
  if (!GetParam()) {
    for (const char* name : {"ledger.db", "ledger.db-wal"}) {
      const std::string bytes = TextOf(folder_.File(name));
      for (const std::string& secret : {link, text, cookie.substr(17), csrf}) {
        EXPECT_THAT(bytes, Not(HasSubstr(secret))) << name;
      }
    }
  }
}

TEST_P(ServiceTest, SettingsThatWouldLeaveItOpenAreRefused) {
  const Finished open = Run({"serve", "--listen", "0.0.0.0:0"});
  EXPECT_EQ(open.exit_code, 78);
  EXPECT_THAT(open.err, HasSubstr("COGNITRACK_API_TOKEN"));
  variables_["CRON_SECRET"] = "short";
  const Finished guessed = Run({"serve", "--listen", "127.0.0.1:0"});
  EXPECT_EQ(guessed.exit_code, 78);
  EXPECT_THAT(guessed.err,
              AllOf(HasSubstr("CRON_SECRET has 5 characters"), Not(HasSubstr("short"))));
  EXPECT_EQ(Run({"usage"}).exit_code, 0) << "which concerns nobody else";
}

TEST_P(ServiceTest, HealthIsAskedOfWhatListens) {
  Serve();
  const Finished ready = Run({"health", "--url", address_});
  EXPECT_EQ(ready.exit_code, 0) << ready.err;
  EXPECT_EQ(ready.out, address_ + ": ready\n");
  variables_["COGNITRACK_LISTEN"] = "0.0.0.0" + address_.substr(address_.rfind(':'));
  EXPECT_EQ(Run({"health"}).out, address_ + ": ready\n") << "which is loopback, too";
  service_->Signal(SIGTERM);
  EXPECT_EQ(service_->Wait(), 0);
  const Finished away = Run({"health"});
  EXPECT_EQ(away.exit_code, 69);
  EXPECT_THAT(away.err, HasSubstr(address_));
}

TEST_P(ServiceTest, SettingsAreThoseOfItsStart) {
  const std::string file = folder_.Write("ct.toml", "readers = 2\n");
  variables_["COGNITRACK_CONFIG"] = file;
  Serve();
  EXPECT_EQ(Get("/api/v1/runs").status, 200);
  folder_.Write("ct.toml", "raeders = 2\n");
  EXPECT_EQ(Get("/api/v1/runs").status, 200) << "a mistake fails the next start";
  const Finished next = Run({"serve", "--listen", "127.0.0.1:0"});
  EXPECT_EQ(next.exit_code, 78);
  EXPECT_THAT(next.err, HasSubstr(file + ":1:1: there is no setting 'raeders'"));
}

TEST_P(ServiceTest, ItPullsByItselfOnceASlot) {
  variables_["COGNITRACK_SCHEDULE"] = "0 2 * * *";
  Serve();
  boost::json::value last;
  while (last.is_null() || last.at("state") == "running") {
    ASSERT_TRUE(service_->Running()) << TextOf(err());
    poll(nullptr, 0, 20);
    last = Json("/api/v1/schedule").at("jobs").at(0).at("last");
  }
  EXPECT_EQ(last.at("state"), "ok");
  EXPECT_EQ(last.at("attempt"), 1);
  const boost::json::value run = Json("/api/v1/runs").at("runs").at(0);
  EXPECT_EQ(run.at("label"), "schedule");
  EXPECT_EQ(run.at("id"), last.at("run_id"));
  service_->Signal(SIGTERM);
  EXPECT_EQ(service_->Wait(), 0);
  EXPECT_THAT(TextOf(err()), AllOf(HasSubstr("job daily_usage, slot "), HasSubstr("ok (exit 0)"),
                                   Not(HasSubstr(kKey))));
  const Finished due = Run({"schedule", "run", "--due"});
  EXPECT_EQ(due.exit_code, 0);
  EXPECT_EQ(due.out, "Nothing is due.\n");
  EXPECT_THAT(Run({"schedule", "list"}).out, HasSubstr("0 2 * * * in UTC, up to 300 s later"));
}

TEST_P(ServiceTest, APullThatIsToldToStopIsTriedAgain) {
  variables_["COGNITRACK_SCHEDULE"] = "0 2 * * *";
  variables_["COGNITRACK_REQUESTS_PER_MINUTE"] = "1";
  variables_["COGNITRACK_BURST"] = "1";
  Serve();
  while (TextOf(err()).find("daily_usage") == std::string::npos) {
    const auto runs = Json("/api/v1/runs").at("runs").as_array();
    if (!runs.empty()) break;
    poll(nullptr, 0, 20);
  }
  service_->Signal(SIGTERM);
  EXPECT_EQ(service_->Wait(), 0);
  const boost::json::value slot =
      boost::json::parse(Run({"schedule", "list", "--json"}).out).at("slots").at(0);
  EXPECT_EQ(slot.at("state"), "failed");
  EXPECT_EQ(slot.at("exit_code"), 75);
  EXPECT_FALSE(slot.at("retry_at").is_null());
}

TEST_P(ServiceTest, WithoutAKeyItSaysOnceThatNothingIsPulled) {
  variables_["COGNITRACK_SCHEDULE"] = "* * * * *";
  variables_.erase("OPENAI_ADMIN_KEY");
  Serve();
  EXPECT_TRUE(Json("/api/v1/schedule").at("slots").as_array().empty());
  service_->Signal(SIGTERM);
  EXPECT_EQ(service_->Wait(), 0);
  const std::string said = TextOf(err());
  const std::size_t at =
      said.find("the schedule pulls nothing: there is no admin key of a provider");
  EXPECT_NE(at, std::string::npos) << said;
  EXPECT_EQ(said.find("pulls nothing", at + 30), std::string::npos);
}

TEST_P(ServiceTest, AScheduleThatIsNoneIsNamed) {
  variables_["COGNITRACK_SCHEDULE"] = "0 25 * * *";
  const Finished wrong = Run({"serve", "--listen", "127.0.0.1:0"});
  EXPECT_EQ(wrong.exit_code, 78);
  EXPECT_THAT(wrong.err, HasSubstr("COGNITRACK_SCHEDULE: the schedule '0 25 * * *': the field "
                                   "'hour' ('25')"));
  EXPECT_EQ(Run({"usage"}).exit_code, 0) << "which concerns nobody else";
}

TEST_P(ServiceTest, PortThatIsTakenIsNamed) {
  Serve();
  const std::string taken = address_.substr(address_.rfind('/') + 1);
  const Finished second = Run({"serve", "--listen", taken});
  EXPECT_EQ(second.exit_code, 69);
  EXPECT_THAT(second.err, HasSubstr(taken));
}

}  // namespace
}  // namespace cognitrack
