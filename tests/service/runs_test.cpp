// Pulls and uploads over a socket, on SQLite and on PostgreSQL: begun, watched, cancelled, imported
// and compared; and every surface gives the same numbers.
#include <gmock/gmock.h>
#include <poll.h>

#include <boost/json.hpp>
#include <map>
#include <sstream>

#include "tests/support/postgres_server.h"
#include "tests/support/raw_client.h"
#include "tests/support/service_process.h"

namespace cognitrack {
namespace {

namespace json = boost::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

class ServiceRunsTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (GetParam()) database_ = PostgresServer::Shared().CreateDatabase();
    variables_ = {{"COGNITRACK_DB", GetParam() ? PostgresServer::Shared().Uri(database_)
                                               : "sqlite:" + folder_.File("ledger.db")},
                  {"OPENAI_BASE_URL", twin_.base_url()},
                  {"OPENAI_ADMIN_KEY", "sk-admin-of-a-test"},
                  {"COGNITRACK_REQUESTS_PER_MINUTE", "100000"},
                  {"COGNITRACK_BURST", "100000"},
                  {"COGNITRACK_UPLOAD_MIB", "4"},
                  {"COGNITRACK_SCHEDULE", "off"}};
  }
  void TearDown() override {
    service_.reset();
    if (GetParam()) PostgresServer::Shared().DropDatabase(database_);
  }
  // With an operator's token.
  void Serve() {
    service_ = std::make_unique<ServiceProcess>(variables_);
    EXPECT_EQ(Run({"accounts", "add", "boss", "operator"}).exit_code, 0);
    const Finished made =
        Run({"tokens", "create", "t", "--account", "boss", "--role", "operator", "--json"});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    token_ = json::parse(made.out).at("token").as_string();
  }
  Finished Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), ProgramPath("cognitrack"));
    return RunProgram(arguments, variables_);
  }
  std::string Head(const std::string& method, const std::string& target, const std::string& type,
                   const std::string& more = "") const {
    return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
           token_ + "\r\nContent-Type: " + type + "\r\n" + more;
  }
  RawResponse Post(const std::string& target, const std::string& body,
                   const std::string& type = "application/json") {
    RawClient client(service_->address());
    const auto response =
        client.Ask(Head("POST", target, type) + "Content-Length: " + std::to_string(body.size()) +
                   "\r\n\r\n" + body);
    EXPECT_TRUE(response.has_value()) << target;
    return response.value_or(RawResponse());
  }
  json::value Json(const std::string& target) {
    const HttpResponse response = service_->Get(target, token_);
    EXPECT_EQ(response.status, 200) << target << response.body;
    return json::parse(response.body);
  }

  TemporaryDirectory folder_;
  TwinProcess twin_{{"--seed", "5", "--days", "40", "--end", "2026-03-31"}};
  ProcessEnvironment variables_;
  std::string database_;
  std::string token_;
  std::unique_ptr<ServiceProcess> service_;
};
INSTANTIATE_TEST_SUITE_P(Databases, ServiceRunsTest, ::testing::Bool(), [](const auto& database) {
  return database.param ? "Postgres" : "Sqlite";
});

TEST_P(ServiceRunsTest, BegunAndWatchedToItsEnd) {
  Serve();
  const RawResponse begun = Post(
      "/api/v1/runs", R"({"from":"2026-03-01","to":"2026-03-31","surface":"completions,costs"})");
  ASSERT_EQ(begun.status, 202) << begun.body;
  const std::string location = begun.Header("location");
  RawClient client(service_->address());
  const auto events = client.Ask(Head("GET", location + "/events", "text/plain") + "\r\n");
  ASSERT_TRUE(events.has_value()) << "it ends with the run";
  EXPECT_EQ(events->Header("content-type"), "text/event-stream");
  EXPECT_THAT(
      events->body,
      AllOf(HasSubstr("event: run\n"), HasSubstr("\"windows_done\":31,\"windows_total\":31"),
            HasSubstr("event: end\nid: end\n"), HasSubstr("\"outcome\":\"ok\"")));
  EXPECT_EQ(Json(location).at("runs").at(0).at("outcome"), "ok");
  RawClient again(service_->address());
  const auto over =
      again.Ask(Head("GET", location + "/events", "text/plain", "Last-Event-ID: end\r\n") + "\r\n");
  ASSERT_TRUE(over.has_value());
  EXPECT_EQ(over->status, 204);
  const std::string audit = Run({"audit", "list", "--json"}).out;
  EXPECT_THAT(audit, HasSubstr("runs start"));
}

// The pull waits a minute for its turn: it is cancelled all the same.
TEST_P(ServiceRunsTest, CancelledWhileItWaitsForTheProvider) {
  variables_["COGNITRACK_REQUESTS_PER_MINUTE"] = "1";
  variables_["COGNITRACK_BURST"] = "1";
  Serve();
  const RawResponse begun = Post("/api/v1/runs", R"({"from":"2026-03-01","to":"2026-03-31"})");
  ASSERT_EQ(begun.status, 202) << begun.body;
  const RawResponse other = Post("/api/v1/runs", "{}");
  EXPECT_EQ(other.status, 409);
  EXPECT_EQ(json::parse(other.body).at("run"), json::parse(begun.body).at("run"));
  EXPECT_EQ(other.Header("location"), begun.Header("location"));
  EXPECT_EQ(Post(begun.Header("location") + "/cancel", "").status, 202);
  RawClient client(service_->address());
  const auto events =
      client.Ask(Head("GET", begun.Header("location") + "/events", "text/plain") + "\r\n");
  ASSERT_TRUE(events.has_value());
  EXPECT_THAT(events->body,
              AllOf(HasSubstr("\"outcome\":\"interrupted\""), HasSubstr("cancelled by boss")));
  EXPECT_EQ(Post(begun.Header("location") + "/cancel", "").status, 200);
  EXPECT_EQ(service_->Stop(), 0);
}

TEST_P(ServiceRunsTest, StreamsEndWithTheService) {
  variables_["COGNITRACK_REQUESTS_PER_MINUTE"] = "1";
  variables_["COGNITRACK_BURST"] = "1";
  Serve();
  const RawResponse begun = Post("/api/v1/runs", R"({"from":"2026-03-01","to":"2026-03-31"})");
  ASSERT_EQ(begun.status, 202) << begun.body;
  RawClient client(service_->address());
  client.Send(Head("GET", begun.Header("location") + "/events", "text/plain") + "\r\n");
  while (!client.HasBytes()) poll(nullptr, 0, 5);
  EXPECT_EQ(service_->Stop(), 0);
  EXPECT_TRUE(client.Read().has_value()) << "whole, as far as it goes";
  EXPECT_THAT(Run({"runs"}).out, HasSubstr("interrupted"));
}

TEST_P(ServiceRunsTest, ExportsAreImportedAndCompared) {
  ASSERT_EQ(
      Run({"backfill", "--start", "2026-03-01", "--end", "2026-03-31", "--surface", "completions"})
          .exit_code,
      0);
  const std::string bytes = Run({"export"}).out;
  Serve();
  const RawResponse compared = Post("/api/v1/parity?name=march.csv", bytes, "text/csv");
  ASSERT_EQ(compared.status, 201) << compared.body;
  const json::value document = json::parse(compared.body);
  EXPECT_EQ(document.at("verdict"), "exact");
  EXPECT_EQ(document.at("files").at(0).at("name"), "march.csv");
  EXPECT_EQ(service_->Get(compared.Header("location"), token_).body, compared.body);
  const RawResponse imported = Post("/api/v1/imports?name=march.csv", bytes, "text/csv");
  EXPECT_EQ(imported.status, 201) << imported.body;
  EXPECT_EQ(json::parse(imported.body).at("days_held_from_api_equal").as_array().size(), 31U);
  EXPECT_EQ(service_->Get(imported.Header("location"), token_).status, 200);
  // What will be refused is refused before it is sent.
  RawClient client(service_->address());
  client.Send(Head("POST", "/api/v1/imports", "text/csv") +
              "Expect: 100-continue\r\nContent-Length: 9000000\r\n\r\n");
  const auto refused = client.Read();
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->status, 413);
  EXPECT_EQ(refused->Header("content-type"), "application/problem+json");
}

// Of the bytes of an export: the sum of each column of numbers.
std::map<std::string, std::int64_t> SumsOf(const std::string& csv) {
  std::istringstream lines(csv);
  std::string line;
  std::vector<std::string> names;
  std::map<std::string, std::int64_t> sums;
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    std::string cell;
    const bool is_header = names.empty();
    for (std::size_t i = 0; std::getline(cells, cell, ','); ++i) {
      if (!cell.empty() && cell.back() == '\r') cell.pop_back();
      if (is_header) names.push_back(cell);
      const bool counts = !is_header && i < names.size() && !cell.empty() &&
                          cell.find_first_not_of("0123456789") == std::string::npos;
      if (counts) sums[names[i]] += std::stoll(cell);
    }
  }
  return sums;
}

TEST_P(ServiceRunsTest, EverySurfaceGivesTheSameNumbers) {
  ASSERT_EQ(
      Run({"backfill", "--start", "2026-03-01", "--end", "2026-03-31", "--surface", "completions"})
          .exit_code,
      0);
  Serve();
  const struct {
    std::string query;
    std::vector<std::string> filters;
  } cases[] = {
      {"", {}},
      {"from=2026-03-10&to=2026-03-12", {"--from", "2026-03-10", "--to", "2026-03-12"}},
      {"filter=batch%3Dtrue", {"--filter", "batch=true"}},
      {"filter=batch!%3Dtrue&from=2026-03-05", {"--filter", "batch!=true", "--from", "2026-03-05"}},
  };
  for (const auto& one : cases) {
    auto sums = SumsOf(service_->Get("/api/v1/export?" + one.query, token_).body);
    for (const std::string group : {"", "model", "project_id,model", "user_id"}) {
      std::vector<std::string> arguments = {"usage", "--json"};
      arguments.insert(arguments.end(), one.filters.begin(), one.filters.end());
      std::string target = "/api/v1/usage?" + one.query;
      if (!group.empty()) {
        arguments.insert(arguments.end(), {"--group-by", group});
        target += "&group_by=" + group;
      }
      const Finished of_verb = Run(arguments);
      ASSERT_EQ(of_verb.exit_code, 0) << of_verb.err;
      EXPECT_EQ(service_->Get(target, token_).body, of_verb.out) << target;
      const json::value totals = json::parse(of_verb.out).at("totals");
      for (const char* metric :
           {"num_model_requests", "input_tokens", "output_tokens", "input_cached_tokens"}) {
        ASSERT_TRUE(totals.at(metric).is_int64()) << metric;
        EXPECT_EQ(totals.at(metric).as_int64(), sums[metric]) << target << " " << metric;
      }
    }
  }
  const json::value whole = Json("/api/v1/usage").at("totals");
  const json::value theirs = Json("/api/usage").at("totals");
  EXPECT_EQ(theirs.at("numModelRequests"), whole.at("num_model_requests"));
  EXPECT_EQ(theirs.at("tokensIn"), whole.at("input_tokens"));
  EXPECT_EQ(theirs.at("tokensOut"), whole.at("output_tokens"));
}

}  // namespace
}  // namespace cognitrack
