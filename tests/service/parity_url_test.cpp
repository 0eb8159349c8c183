// `parity --url`: an export against what a running service shows, and the same export against the
// same ledger in its database give one document; refusals tell what, where and what to do.
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <filesystem>

#include "tests/support/loopback_server.h"
#include "tests/support/postgres_server.h"
#include "tests/support/service_process.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kToken = "token-" + std::string(32, 't');

// A database, and beside it a service on it.
class ParityUrlTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam()) database_ = PostgresServer::Shared().CreateDatabase();
    variables_ = {{"COGNITRACK_DB", GetParam() ? PostgresServer::Shared().Uri(database_)
                                               : "sqlite:" + folder_.File("ledger.db")},
                  {"COGNITRACK_SCHEDULE", "off"}};
  }
  void TearDown() override {
    service_.reset();
    if (GetParam()) PostgresServer::Shared().DropDatabase(database_);
  }
  void Serve(const std::string& token = "") {
    ProcessEnvironment variables = variables_;
    if (!token.empty()) variables["COGNITRACK_API_TOKEN"] = token;
    service_ = std::make_unique<ServiceProcess>(variables);
    address_ = "http://" + service_->address();
  }
  Finished Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), ProgramPath("cognitrack"));
    return RunProgram(arguments, variables_);
  }
  // Of a client that has no ledger of its own.
  Finished RunRemote(std::vector<std::string> arguments, const ProcessEnvironment& more = {}) {
    arguments.insert(arguments.begin(), ProgramPath("cognitrack"));
    ProcessEnvironment variables = more;
    variables["COGNITRACK_DB"] = "sqlite:" + folder_.File("none.db");
    return RunProgram(arguments, variables);
  }
  void ExpectOneDocument(const std::vector<std::string>& arguments, const std::string& verdict) {
    std::vector<std::string> here = {"parity", "--json"}, there = here;
    here.insert(here.end(), arguments.begin(), arguments.end());
    there.insert(there.end(), arguments.begin(), arguments.end());
    there.insert(there.end(), {"--url", address_});
    const Finished by_database = Run(here), by_service = RunRemote(there);
    EXPECT_EQ(by_service.out, by_database.out) << by_service.err;
    EXPECT_EQ(by_service.exit_code, by_database.exit_code) << by_service.err;
    ASSERT_FALSE(by_database.out.empty()) << by_database.err;
    EXPECT_EQ(boost::json::parse(by_database.out).at("verdict").as_string(), verdict)
        << by_database.out;
  }

  TemporaryDirectory folder_;
  ProcessEnvironment variables_;
  std::string database_;
  std::string address_;
  std::unique_ptr<ServiceProcess> service_;
};
INSTANTIATE_TEST_SUITE_P(Databases, ParityUrlTest, ::testing::Bool(), [](const auto& database) {
  return database.param ? "Postgres" : "Sqlite";
});

constexpr std::int64_t kMay1 = 1'777'593'600;  // 2026-05-01.
constexpr std::int64_t kDay = 86'400;

std::string Interval(int day) {
  return std::to_string(kMay1 + day * kDay) + "," + std::to_string(kMay1 + (day + 1) * kDay);
}

// More rows on the second day than a page of the service has; blanks, and a metric of its own.
std::string UsageText(std::int64_t tokens_of_the_last_row) {
  std::string text =
      "start_time,end_time,project_id,model,num_model_requests,input_tokens,output_tokens\n";
  for (int i = 0; i < 12; ++i) {
    text += Interval(0) + ",proj_" + std::to_string(i % 3) + ",gpt-" + std::to_string(i / 3) +
            ",2," + std::to_string(100 + i) + ",7\n";
  }
  for (int i = 0; i < 10'300; ++i) {
    text += Interval(1) + ",proj_" + std::to_string(i) + ",gpt-5,1," + std::to_string(i) + ",3\n";
  }
  text += Interval(2) + ",,gpt-5,4,40,400\n";
  return text + Interval(3) + ",proj_1,gpt-5,4," + std::to_string(tokens_of_the_last_row) + ",1\n";
}

std::string CostText(const std::string& last) {
  std::string text = "start_time,end_time,amount_value,amount_currency,line_item,project_id\n";
  text += Interval(0) + ",1.25,usd,\"gpt-5, input\",proj_1\n";
  text += Interval(0) + ",-0.000000000001,usd,\"gpt-5, output\",proj_1\n";
  text += Interval(0) + ",3.5,eur,\"gpt-5, output\",\n";
  return text + Interval(1) + "," + last + ",usd,\"gpt-5, input\",proj_2\n";
}

TEST_P(ParityUrlTest, GivesTheDocumentOfTheDatabase) {
  const std::string held = folder_.Write("held.csv", UsageText(1'000));
  const std::string other = folder_.Write("other.csv", UsageText(1'005));
  ASSERT_EQ(Run({"import", "--csv", held}).exit_code, 0);
  Serve();
  ExpectOneDocument({"--csv", held}, "exact");
  ExpectOneDocument({"--csv", other}, "variance");
  ExpectOneDocument({"--csv", other, "--dimensions", "model"}, "variance");
  ExpectOneDocument({"--csv", other, "--filter", "project_id=proj_0"}, "exact");
  ExpectOneDocument({"--csv", held, "--to", "2026-05-02"}, "exact");
  ExpectOneDocument({"--csv", held, "--from", "2026-04-29", "--to", "2026-05-06"}, "incomplete");
}

TEST_P(ParityUrlTest, GivesTheDocumentOfMoney) {
  const std::string held = folder_.Write("cost.csv", CostText("0.1"));
  const std::string other = folder_.Write("other_cost.csv", CostText("0.1000001"));
  ASSERT_EQ(Run({"import", "--csv", held}).exit_code, 0);
  Serve();
  ExpectOneDocument({"--csv", held}, "exact");
  ExpectOneDocument({"--csv", other}, "variance");
  ExpectOneDocument({"--csv", held, "--to", "2026-05-01"}, "exact");
}

TEST_P(ParityUrlTest, GivesTheDocumentOfAnEmptyLedger) {
  const std::string held = folder_.Write("held.csv", UsageText(1'000));
  ASSERT_EQ(Run({"migrate", "up"}).exit_code, 0);
  Serve();
  ExpectOneDocument({"--csv", held, "--to", "2026-05-01"}, "incomplete");
}

TEST_P(ParityUrlTest, RecordsNothingAndSaysSo) {
  const std::string held = folder_.Write("held.csv", UsageText(1'000));
  ASSERT_EQ(Run({"import", "--csv", held}).exit_code, 0);
  Serve(kToken);
  const std::string token = folder_.Write("token", kToken + "\n");
  std::filesystem::permissions(token, std::filesystem::perms::owner_read);
  const Finished told = RunRemote({"parity", "--csv", held, "--url", address_, "--token-file",
                                   token, "--out", folder_.File("march.json")});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_THAT(told.err, AllOf(HasSubstr("not recorded: the ledger is that of the service"),
                              Not(HasSubstr(kToken))));
  EXPECT_THAT(ReadFile(folder_.File("march.json")), HasSubstr(R"("verdict":"exact")"));
  EXPECT_FALSE(std::filesystem::exists(folder_.File("none.db")));
  EXPECT_THAT(Run({"parity", "list", "--json"}).out, HasSubstr("[]"));
  const Finished by_environment = RunRemote({"parity", "--csv", held, "--url", address_, "--json"},
                                            {{"COGNITRACK_API_TOKEN", kToken}});
  EXPECT_EQ(by_environment.exit_code, 0) << by_environment.err;
}

TEST_P(ParityUrlTest, TellsWhatTheServiceRefused) {
  const std::string held = folder_.Write("held.csv", UsageText(1'000));
  ASSERT_EQ(Run({"import", "--csv", held}).exit_code, 0);
  Serve(kToken);
  const std::string open = folder_.Write("open_token", kToken + "\n");
  const struct {
    std::vector<std::string> arguments;
    ProcessEnvironment variables;
    int exit_code;
    std::string said;
  } cases[] = {
      {{"--url", address_}, {}, 77, "give a token of a reader with --token-file FILE"},
      {{"--url", address_},
       {{"COGNITRACK_API_TOKEN", std::string(40, 'x')}},
       77,
       "the token that was sent is another one, has ended, or may not read this"},
      {{"--url", address_ + "/elsewhere"}, {{"COGNITRACK_API_TOKEN", kToken}}, 78, "answered 404"},
      {{"--url", address_, "--source", "other"},
       {{"COGNITRACK_API_TOKEN", kToken}},
       78,
       "the ledger holds no source 'other' (it holds: openai); nothing was compared"},
      {{"--url", "http://127.0.0.1:1"}, {}, 69, "is the service running, and is this its address?"},
      {{"--url", "http://ledger.example.com"}, {}, 78, "plain http is accepted on loopback only"},
      {{"--url", "http://ann:word@127.0.0.1:1"}, {}, 78, "a user or password does not"},
      {{"--url", address_, "--token-file", folder_.File("none")}, {}, 78, "none"},
      {{"--token-file", open}, {}, 64, "--token-file is for a service: give its --url, too"},
  };
  for (const auto& one : cases) {
    std::vector<std::string> arguments = {"parity", "--csv", held};
    arguments.insert(arguments.end(), one.arguments.begin(), one.arguments.end());
    const Finished told = RunRemote(arguments, one.variables);
    EXPECT_EQ(told.exit_code, one.exit_code) << one.said << "\n" << told.err;
    EXPECT_THAT(told.err, AllOf(HasSubstr(one.said), Not(HasSubstr(kToken))));
    EXPECT_EQ(told.out, "");
  }
}

// A server that is no service of this version.
TEST(ParityUrlRefusalTest, TellsWhoElseAnswers) {
  TemporaryDirectory folder;
  const std::string held = folder.Write("held.csv", UsageText(1'000));
  const struct {
    int status;
    std::string body;
    int exit_code;
    std::string said;
  } cases[] = {
      {200, "<html>", 78, "something else than a document of CogniTrack"},
      {200, R"({"hello":1})", 78, "the answer has no 'sources' as this version knows it"},
      {301, "", 78, "no CogniTrack answers there"},
      {401, R"({"code":"auth","detail":"who asks?"})", 77, "who asks?; nothing was compared"},
      {403, R"({"code":"auth","detail":"not of this source"})", 77, "answered 403: not of this"},
      {404, "not found", 78, "no CogniTrack answers there"},
      {404, R"({"code":"usage","detail":"there is no such route"})", 78, "of an older version"},
      {400, R"({"code":"usage","detail":"there is no parameter 'surface'"})", 78,
       "of an older version"},
      {409, R"({"code":"config","detail":"the ledger has schema 9"})", 78,
       "the ledger has schema 9; nothing was compared: see to the ledger of the service"},
      {429, R"({"code":"try_later","detail":"too many tries"})", 75, "try again in a minute"},
      {500, R"({"code":"invariant","detail":"x"})", 69, "the log of the service says why"},
      {503, R"({"code":"unavailable","detail":"the database is away"})", 69,
       "the database is away; nothing was compared"},
  };
  for (const auto& one : cases) {
    const LoopbackServer::Connection answer = {
        {"HTTP/1.1 " + std::to_string(one.status) +
         " Said\r\nContent-Length: " + std::to_string(one.body.size()) + "\r\n\r\n" + one.body}};
    // Who may not see the sources is asked for the days of one.
    const bool is_asked_again = one.exit_code == 77;
    LoopbackServer server(std::vector<LoopbackServer::Connection>(is_asked_again ? 2 : 1, answer));
    const Finished told =
        RunProgram({ProgramPath("cognitrack"), "parity", "--csv", held, "--url", server.Url("")},
                   {{"COGNITRACK_DB", "sqlite:" + folder.File("none.db")}});
    EXPECT_EQ(told.exit_code, one.exit_code) << one.said << "\n" << told.err;
    EXPECT_THAT(told.err, HasSubstr(one.said));
    EXPECT_THAT(told.err, HasSubstr("nothing was compared"));
  }
}

}  // namespace
}  // namespace cognitrack
