// Stored keys from end to end, on SQLite and on PostgreSQL: added over a pipe and over HTTP,
// revoked by the provider in the middle of a pull, and their secrets found nowhere in any form.
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>

#include <boost/json.hpp>
#include <filesystem>
#include <optional>

#include "base/hash.h"
#include "tests/support/postgres_server.h"
#include "tests/support/process.h"
#include "tests/support/raw_client.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kToken = "token-" + std::string(32, 't');
const std::string kFirst = "sk-admin-canary-one-7Qm2Zr5Xw9Lk3Hd8-aaaa";
const std::string kSecond = "sk-admin-canary-two-4Vb6Ny1Tg8Pj0Fs2-bbbb";
const std::string kThird = "sk-admin-canary-tri-9Ce5Ku3Ro7Iw1Ma6-cccc";

std::string Base64(const std::string& bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), 1), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), 1);
  return text;
}

// The middle of a secret, which is in no key that is shown by its last four characters, as it is
// and as it would stand inside of other bytes in hexadecimal and base64.
std::vector<std::string> FormsOf(const std::string& secret) {
  const std::string middle = secret.substr(9, secret.size() - 13);
  std::vector<std::string> forms = {middle, ToHex(middle)};
  for (std::size_t shift = 0; shift < 3; ++shift) {
    const std::string encoded = Base64(std::string(shift, 'x') + middle);
    forms.push_back(encoded.substr(4, (shift + middle.size()) / 3 * 4 - 4));
  }
  return forms;
}

class StoredKeysTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam()) database_ = PostgresServer::Shared().CreateDatabase();
    variables_ = {{"COGNITRACK_DB", GetParam() ? PostgresServer::Shared().Uri(database_)
                                               : "sqlite:" + folder_.File("ledger.db")},
                  {"COGNITRACK_DATA", folder_.File("data")},
                  {"COGNITRACK_API_TOKEN", kToken},
                  {"OPENAI_BASE_URL", twin_.base_url()},
                  {"COGNITRACK_REQUESTS_PER_MINUTE", "100000"},
                  {"COGNITRACK_BURST", "100000"}};
  }
  void TearDown() override {
    service_.reset();
    if (GetParam()) PostgresServer::Shared().DropDatabase(database_);
  }

  Finished Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), ProgramPath("cognitrack"));
    return Kept(RunProgram(arguments, variables_));
  }
  // The secret comes by a pipe, as from a password store.
  Finished RunWithSecret(const std::string& arguments, const std::string& secret) {
    const std::string file = elsewhere_.Write("secret", secret + "\n");
    return Kept(RunProgram(
        {"/bin/sh", "-c", "cat " + file + " | " + ProgramPath("cognitrack") + " " + arguments},
        variables_));
  }
  Finished Kept(Finished finished) {
    said_ += finished.out + finished.err;
    return finished;
  }
  void Serve() {
    service_ = std::make_unique<Process>(
        std::vector<std::string>{ProgramPath("cognitrack"), "serve", "--listen", "127.0.0.1:0"},
        variables_, folder_.File("out"), folder_.File("err"));
    constexpr std::string_view kSaid = "Listening on http://";
    std::string text;
    while (text.find('\n') == std::string::npos) {
      ASSERT_TRUE(service_->Running()) << ReadFile(folder_.File("err"));
      poll(nullptr, 0, 5);
      text = ReadFile(folder_.File("out"));
    }
    const std::size_t at = text.find(kSaid) + kSaid.size();
    address_ = text.substr(at, text.find(' ', at) - at);
  }
  RawResponse Ask(const std::string& method, const std::string& path, const std::string& body = "",
                  const std::optional<std::string>& given = {},
                  const std::string& type = "application/json") {
    const std::string token = given.value_or(token_);
    RawClient client(address_);
    std::string request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n";
    if (!token.empty()) request += "Authorization: Bearer " + token + "\r\n";
    if (method != "GET") {
      request +=
          "Content-Type: " + type + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    }
    const auto response = client.Ask(request + "\r\n" + body);
    EXPECT_TRUE(response.has_value()) << path;
    if (response) said_ += response->body;
    return response.value_or(RawResponse());
  }
  std::string AdminToken() {
    EXPECT_EQ(Run({"accounts", "add", "boss", "admin"}).exit_code, 0);
    const Finished made =
        Run({"tokens", "create", "keys", "--account", "boss", "--role", "admin", "--json"});
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return std::string(boost::json::parse(made.out).at("token").as_string());
  }
  std::vector<std::string> States() {
    const Finished listed = Run({"keys", "list", "--all", "--json"});
    std::vector<std::string> states;
    const auto document = boost::json::parse(listed.out);
    for (const auto& key : document.at("keys").as_array()) {
      states.push_back(std::to_string(key.at("id").as_int64()) + " " +
                       std::string(key.at("state").as_string()));
    }
    return states;
  }
  // Everything that was said, every file, and every row of the database.
  std::string EverythingKept() {
    std::string all = said_;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
      if (entry.is_regular_file()) all += ReadFile(entry.path().string());
    }
    if (!GetParam()) return all;
    const std::string tables = PostgresServer::Shared().Execute(
        database_,
        "SELECT string_agg(relname, ' ') FROM pg_class WHERE relkind IN ('r', 'p') AND NOT "
        "relispartition AND relnamespace = 'public'::regnamespace");
    std::istringstream names(tables);
    for (std::string name; names >> name;) {
      all += PostgresServer::Shared().Execute(
          database_, "SELECT COALESCE(string_agg(t::text, ' '), '') FROM " + name + " AS t");
    }
    return all;
  }

  TemporaryDirectory folder_;
  TemporaryDirectory elsewhere_;
  // 13 surfaces and three lists are asked when a key is added.
  TwinProcess twin_{{"--seed", "5", "--days", "40", "--end", "2026-03-31", "--faults",
                     "revoked-key@28+=" + kFirst}};
  ProcessEnvironment variables_;
  std::string database_;
  std::string address_;
  std::string token_ = kToken;
  std::string said_;
  std::unique_ptr<Process> service_;
};
INSTANTIATE_TEST_SUITE_P(Databases, StoredKeysTest, ::testing::Bool(), [](const auto& database) {
  return std::string(database.param ? "Postgres" : "Sqlite");
});

TEST_P(StoredKeysTest, ASpareTakesOverInAPullAndNoSecretIsAnywhere) {
  const Finished first = RunWithSecret("keys add --label one", kFirst);
  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.out, HasSubstr("(…aaaa): active"));
  EXPECT_THAT(first.err, HasSubstr("cognitrack.kek, mode 0600"));
  const Finished second = RunWithSecret("keys add", kSecond);
  ASSERT_EQ(second.exit_code, 0) << second.err;
  EXPECT_THAT(second.out, HasSubstr("of the organisation that the source is"));

  const std::vector<std::string> backfill = {"backfill", "--start",    "2026-03-01",
                                             "--end",    "2026-03-31", "--chunk-days",
                                             "1",        "--surface",  "completions"};
  const Finished pulled = Run(backfill);
  ASSERT_EQ(pulled.exit_code, 0) << pulled.err;
  EXPECT_THAT(States(), ElementsAre("1 auth_failed", "2 active"));
  const Finished run = Run({"runs", "1", "--json"});
  EXPECT_THAT(run.out, AllOf(HasSubstr("\"key_changed\""), HasSubstr("\"asked_with\":\"key 1\"")));
  const std::string usage = Run({"usage", "--json", "--group-by", "day,project_id,model"}).out;

  // The same days read by one key from end to end.
  const std::string other = elsewhere_.File("other.db");
  ProcessEnvironment plain = variables_;
  plain["OPENAI_ADMIN_KEY"] = "sk-admin-plain";
  std::vector<std::string> command = backfill;
  command.insert(command.begin(), ProgramPath("cognitrack"));
  command.insert(command.end(), {"--db", "sqlite:" + other});
  ASSERT_EQ(RunProgram(command, plain).exit_code, 0);
  EXPECT_EQ(RunProgram({ProgramPath("cognitrack"), "usage", "--json", "--group-by",
                        "day,project_id,model", "--db", "sqlite:" + other},
                       plain)
                .out,
            usage);

  ASSERT_EQ(Run({"keys", "check"}).exit_code, 0);
  ASSERT_EQ(Run({"keys", "rotate-kek"}).exit_code, 0);
  ASSERT_EQ(RunWithSecret("keys rotate 2", kThird).exit_code, 0);
  ASSERT_EQ(Run({"ingest"}).exit_code, 0);
  EXPECT_EQ(RunWithSecret("keys rotate 1", kThird).exit_code, 64);
  Run({"keys", "disable", "2", "--reason", "a try"});
  Run({"ingest"});
  Run({"config", "print"});
  Run({"doctor", "--offline"});
  const Finished backup = Run({"backup", "--out", folder_.File("backup.db")});
  ASSERT_EQ(backup.exit_code, 0) << backup.err;
  EXPECT_THAT(backup.out, HasSubstr("2 stored keys, sealed"));
  const std::string all = EverythingKept();
  EXPECT_THAT(all, HasSubstr("…aaaa"));
  for (const std::string& secret : {kFirst, kSecond, kThird}) {
    for (const std::string& form : FormsOf(secret)) {
      EXPECT_EQ(all.find(form), std::string::npos) << form;
    }
  }
}

TEST_P(StoredKeysTest, OverHttpAnAdminIsNeededAndTheSecretIsNotSaid) {
  ASSERT_EQ(Run({"migrate", "up"}).exit_code, 0);
  token_ = AdminToken();
  Serve();
  const std::string body = R"({"secret":")" + kSecond + R"(","label":"over HTTP"})";
  EXPECT_EQ(Ask("POST", "/api/v1/keys", body, "").status, 401);
  EXPECT_EQ(Ask("POST", "/api/v1/keys", body, kToken).status, 403) << "it reads";
  EXPECT_EQ(Ask("POST", "/api/v1/keys", body, token_, "text/plain").status, 415);
  EXPECT_EQ(Ask("POST", "/api/v1/keys?label=x", body).status, 400);
  EXPECT_EQ(Ask("POST", "/api/v1/keys", "{\"db\":\"x\"}").status, 400);
  EXPECT_EQ(Ask("POST", "/api/v1/keys", "[]").status, 400);
  EXPECT_EQ(Ask("POST", "/api/v1/keys", R"({"secret":"sk-proj-canary"})").status, 502);
  const RawResponse added = Ask("POST", "/api/v1/keys", body);
  ASSERT_EQ(added.status, 201) << added.body;
  EXPECT_EQ(added.Header("cache-control"), "private, no-cache");
  EXPECT_EQ(boost::json::parse(added.body).at("key").at("last_four"), "bbbb");
  EXPECT_EQ(Ask("POST", "/api/v1/keys", body).status, 400) << "stored already";
  const auto list = boost::json::parse(Ask("GET", "/api/v1/keys").body);
  EXPECT_EQ(list.at("keys").at(0).at("label"), "over HTTP");
  EXPECT_EQ(boost::json::parse(Ask("POST", "/api/v1/keys/1/check").body).at("exit_code"), 0);
  EXPECT_EQ(Ask("POST", "/api/v1/keys/1/rotate", R"({"secret":")" + kThird + "\"}").status, 200);
  EXPECT_EQ(Ask("POST", "/api/v1/keys/1/disable", R"({"reason":"a try"})").status, 200);
  EXPECT_EQ(Ask("POST", "/api/v1/keys/1/enable").status, 200);
  EXPECT_EQ(Ask("DELETE", "/api/v1/keys/9").status, 404);
  EXPECT_EQ(Ask("DELETE", "/api/v1/keys/1").status, 200);
  EXPECT_THAT(States(), ElementsAre("1 revoked"));
  service_->Signal(SIGTERM);
  EXPECT_EQ(service_->Wait(), 0);
  const std::string all = EverythingKept();
  EXPECT_THAT(ReadFile(folder_.File("err")), AllOf(HasSubstr("/api/v1/keys"), HasSubstr("201")));
  EXPECT_THAT(ReadFile(folder_.File("err")), HasSubstr("cognitrack.kek, mode 0600"));
  for (const std::string& secret : {kSecond, kThird}) {
    for (const std::string& form : FormsOf(secret)) {
      EXPECT_EQ(all.find(form), std::string::npos) << form;
    }
  }
}

TEST_P(StoredKeysTest, ThePredecessorsClientsKeepKeysAsTheyDid) {
  ASSERT_EQ(Run({"migrate", "up"}).exit_code, 0);
  token_ = AdminToken();
  Serve();
  const auto body = [](const std::string& secret) {
    return R"({"provider":"openai","apiKey":" )" + secret + R"( ","usageMode":"Admin",)" +
           R"("organizationId":"org-1","projectId":"proj_a"})";
  };
  EXPECT_EQ(Ask("GET", "/api/keys", "", "").status, 401);
  EXPECT_EQ(Ask("POST", "/api/keys", body(kFirst), kToken).status, 403) << "it reads";
  EXPECT_EQ(boost::json::parse(Ask("GET", "/api/keys").body), boost::json::parse(R"({"keys":[]})"));
  for (const std::string& wrong :
       {std::string("{}"), std::string(R"({"provider":"openai"})"),
        std::string(R"({"provider":"openai","apiKey":" "})"),
        R"({"provider":"anthropic","apiKey":")" + kFirst + "\"}",
        R"({"provider":"openai","usageMode":"standard","apiKey":")" + kFirst + "\"}",
        R"({"provider":"openai","label":"x","apiKey":")" + kFirst + "\"}",
        std::string(R"({"provider":"openai","apiKey":7})"),
        std::string(R"({"provider":"openai","apiKey":"sk-proj-canary"})")}) {
    const RawResponse refused = Ask("POST", "/api/keys", wrong);
    EXPECT_EQ(refused.status, 400) << wrong;
    const auto problem = boost::json::parse(refused.body).as_object();
    EXPECT_EQ(problem.at("error"), problem.at("detail")) << wrong;
  }
  const RawResponse added = Ask("POST", "/api/keys", body(kFirst));
  ASSERT_EQ(added.status, 201) << added.body;
  auto key = boost::json::parse(added.body).at("key").as_object();
  EXPECT_EQ(key.at("id"), 1);
  EXPECT_EQ(key.at("provider"), "openai");
  EXPECT_EQ(key.at("maskedKey"), "...aaaa");
  EXPECT_EQ(key.at("usageMode"), "admin");
  EXPECT_EQ(key.at("hasOrgConfig"), true);
  EXPECT_EQ(key.at("source"), "openai");
  EXPECT_EQ(key.at("state"), "active");
  EXPECT_THAT(std::string(key.at("createdAt").as_string()), HasSubstr(".000Z"));
  EXPECT_EQ(Ask("POST", "/api/keys", body(kFirst)).status, 400) << "stored already";
  EXPECT_EQ(boost::json::parse(Ask("GET", "/api/keys").body).at("keys").at(0), key);
  EXPECT_EQ(boost::json::parse(Ask("GET", "/api/keys/1").body).at("key"), key);
  for (const char* id : {"x", "0", "-1", "1x", "1.0", "99999999999999999999"}) {
    EXPECT_EQ(Ask("GET", std::string("/api/keys/") + id).status, 400) << id;
  }
  for (const char* method : {"GET", "PUT", "DELETE"}) {
    EXPECT_EQ(Ask(method, "/api/keys/9").status, 404) << method;
  }
  EXPECT_EQ(Ask("PUT", "/api/keys/1", R"({"apiKey":"","usageMode":"admin"})").status, 200);
  EXPECT_THAT(States(), ElementsAre("1 active")) << "a blank key keeps the secret";
  EXPECT_EQ(boost::json::parse(Ask("GET", "/api/keys/1").body).at("key"), key);
  const RawResponse exchanged = Ask("PUT", "/api/keys/1", R"({"apiKey":")" + kSecond + "\"}");
  ASSERT_EQ(exchanged.status, 200) << exchanged.body;
  EXPECT_EQ(boost::json::parse(exchanged.body).at("key").at("maskedKey"), "...bbbb");
  EXPECT_EQ(Ask("DELETE", "/api/keys/1").status, 200);
  EXPECT_EQ(Ask("DELETE", "/api/keys/1").status, 404);
  EXPECT_EQ(Ask("GET", "/api/keys/1").status, 404);
  EXPECT_THAT(States(), ElementsAre("1 revoked"));
  std::vector<std::string> recorded;
  const auto audit = boost::json::parse(Ask("GET", "/api/v1/audit").body);
  for (const auto& entry : audit.at("entries").as_array()) {
    const std::string action(entry.at("action").as_string());
    if (!action.starts_with("keys ")) continue;
    recorded.push_back(action + " " + std::string(entry.at("outcome").as_string()));
  }
  EXPECT_THAT(recorded,
              ElementsAre("keys add begun", "keys add failed", "keys add begun", "keys add done",
                          "keys add begun", "keys add failed", "keys rotate begun",
                          "keys rotate done", "keys remove begun", "keys remove done"));
  service_->Signal(SIGTERM);
  EXPECT_EQ(service_->Wait(), 0);
  const std::string all = EverythingKept();
  for (const std::string& secret : {kFirst, kSecond}) {
    for (const std::string& form : FormsOf(secret)) {
      EXPECT_EQ(all.find(form), std::string::npos) << form;
    }
  }
}

TEST_P(StoredKeysTest, AStoredKeyIsEnoughForTheScheduleOfAService) {
  ASSERT_EQ(RunWithSecret("keys add", kFirst).exit_code, 0);
  Serve();
  service_->Signal(SIGTERM);
  EXPECT_EQ(service_->Wait(), 0);
  EXPECT_THAT(ReadFile(folder_.File("err")),
              AllOf(HasSubstr("the schedule is '0 2 * * *'"), Not(HasSubstr("pulls nothing"))));
}

TEST_P(StoredKeysTest, WithoutAnAccountNothingIsChangedOverHttp) {
  variables_.erase("COGNITRACK_API_TOKEN");
  Serve();
  EXPECT_EQ(Ask("GET", "/api/v1/keys", "", "").status, 200);
  EXPECT_EQ(Ask("POST", "/api/v1/keys", R"({"secret":"sk-admin-x"})", "").status, 403);
  EXPECT_EQ(Ask("DELETE", "/api/v1/keys/1", "", "").status, 403);
}

}  // namespace
}  // namespace cognitrack
