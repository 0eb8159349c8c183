// A canary in every secret, and everything that a service says searched for it: plain, in hex, in
// base64.
#include <gmock/gmock.h>

#include "tests/support/postgres_server.h"
#include "tests/support/raw_client.h"
#include "tests/support/service_process.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kCanaries[] = {
    "sk-admin-canary-of-the-provider-0001", "canary-of-the-api-token-with-32-letters",
    "canary-of-the-cron-secret-of-32-letters", "canary-of-the-database-password"};
const std::string& kAdminKey = kCanaries[0];
const std::string& kToken = kCanaries[1];
const std::string& kCronSecret = kCanaries[2];
const std::string& kPassword = kCanaries[3];

std::string Hex(std::string_view text, std::string_view digits) {
  std::string hex;
  for (const char c : text) {
    hex += digits[static_cast<unsigned char>(c) >> 4U];
    hex += digits[static_cast<unsigned char>(c) & 0xFU];
  }
  return hex;
}

// The middle of a base64 text that holds `text` behind so many other bytes.
std::string Base64(std::string text, std::size_t behind) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  text.insert(0, behind, 'x');
  std::string encoded;
  for (std::size_t i = 0; i + 3 <= text.size(); i += 3) {
    const auto byte = [&](std::size_t n) { return unsigned{static_cast<unsigned char>(text[n])}; };
    const unsigned bits = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
    for (unsigned shift = 24; shift > 0; shift -= 6) encoded += kDigits[bits >> (shift - 6) & 63U];
  }
  return encoded.substr(behind == 0 ? 0 : 4);
}

// In which form a text tells one of the secrets; empty where it tells none.
std::string Told(const std::string& text) {
  for (const std::string& canary : kCanaries) {
    // A part of a secret is one, too.
    const std::string core = canary.substr(canary.find("canary"), 20);
    std::vector<std::string> forms = {core, Hex(core, "0123456789abcdef"),
                                      Hex(core, "0123456789ABCDEF")};
    for (const std::size_t behind : {0U, 1U, 2U}) forms.push_back(Base64(core, behind));
    for (const std::string& form : forms) {
      if (text.find(form) != std::string::npos) return form;
    }
  }
  return "";
}

TEST(CanaryTest, TheSearchFindsEveryForm) {
  EXPECT_NE(Told("x" + kToken), "");
  EXPECT_NE(Told(Hex("a " + kToken, "0123456789abcdef")), "");
  EXPECT_NE(Told(Base64("Bearer " + kToken + "..", 0)), "");
  EXPECT_NE(Told(Base64("x" + kToken + "..", 0)), "");
  EXPECT_NE(Told(Base64(kToken, 0)), "");
  EXPECT_EQ(Told("sk-admin-…0001 canary of the"), "");
}

class CanaryServiceTest : public ::testing::Test {
 protected:
  ProcessEnvironment Variables() {
    std::string uri = server_.Uri(server_.CreateDatabase());
    uri.insert(uri.find('@'), ":" + kPassword);
    return {{"COGNITRACK_DB", uri},
            {"OPENAI_BASE_URL", twin_.base_url()},
            {"OPENAI_ADMIN_KEY", kAdminKey},
            {"COGNITRACK_API_TOKEN", kToken},
            {"CRON_SECRET", kCronSecret},
            {"COGNITRACK_LOG_LEVEL", "debug"},
            {"COGNITRACK_REQUESTS_PER_MINUTE", "100000"},
            {"COGNITRACK_BURST", "100000"}};
  }
  void Ask(const std::string& target, const std::string& bearer, int status) {
    const HttpResponse response = service_->Get(target, bearer);
    EXPECT_EQ(response.status, status) << target << response.body;
    heard_ += response.body;
    for (const auto& [name, value] : response.headers) heard_ += name + ": " + value + "\n";
  }
  void AskForAll(int status) {
    for (const char* target : {"/api/v1/usage", "/api/v1/windows", "/api/v1/sources",
                               "/api/v1/runs", "/api/v1/flags", "/api/v1/cursors"}) {
      Ask(target, kToken, status);
    }
  }

  PostgresServer server_;
  TwinProcess twin_{{"--seed", "5", "--days", "10"}};
  std::unique_ptr<ServiceProcess> service_;
  std::string heard_;
};

TEST_F(CanaryServiceTest, NothingTellsASecret) {
  ProcessEnvironment variables = Variables();
  service_ = std::make_unique<ServiceProcess>(variables);
  for (const char* open : {"/healthz", "/readyz", "/openapi.json", "/metrics"}) Ask(open, "", 200);
  Ask("/api/cron/daily-usage", kCronSecret, 200);
  AskForAll(200);
  // Secrets where they do not belong.
  Ask("/api/v1/usage", kCronSecret, 401);
  Ask("/api/cron/daily-usage", kToken, 401);
  Ask("/api/v1/usage", kAdminKey, 401);
  // Whoever sends a secret in an address hears of it again, and the log does not.
  for (const std::string& target :
       {"/api/v1/usage?token=" + kToken, "/api/v1/usage?from=" + kToken, "/" + kToken,
        "/api/v1/runs/" + kCronSecret, "/api/cron/daily-usage?secret=" + kCronSecret}) {
    service_->Get(target, kToken, {{"X-Request-Id", kToken + "!"}, {"Cookie", kPassword}});
  }
  RawClient doubtful(service_->address());
  doubtful.Ask("GET /" + kToken + " HTTP/3.0\r\nHost: " + kCronSecret + "\r\n\r\n");
  RawClient doubtful_header(service_->address());
  doubtful_header.Ask("GET / HTTP/1.1\r\nHost: a\r\nAuthorization : Bearer " + kToken + "\r\n\r\n");
  // The database goes.
  server_.Stop();
  Ask("/readyz", "", 503);
  AskForAll(503);
  EXPECT_GE(service_->Get("/api/cron/daily-usage", kCronSecret).status, 500);
  Ask("/metrics", "", 200);
  EXPECT_EQ(service_->Stop(), 0);
  EXPECT_THAT(heard_, HasSubstr("cognitrack_ledger_up"));
  EXPECT_THAT(service_->err(), HasSubstr("\"event\":\"pull_finished\""));
  EXPECT_THAT(service_->err(), HasSubstr("\"event\":\"request_rejected\""));
  EXPECT_EQ(Told(heard_), "");
  EXPECT_EQ(Told(service_->out()), "");
  EXPECT_EQ(Told(service_->err()), "");
}

TEST_F(CanaryServiceTest, NorDoesAKeyThatIsRefused) {
  ProcessEnvironment variables = Variables();
  variables["OPENAI_ADMIN_KEY"] = "wrong-" + kAdminKey;
  service_ = std::make_unique<ServiceProcess>(variables);
  Ask("/api/cron/daily-usage", kCronSecret, 502);
  variables["OPENAI_BASE_URL"] = "http://127.0.0.1:9/" + kPassword;
  EXPECT_EQ(service_->Stop(), 0);
  EXPECT_THAT(service_->err(), HasSubstr("\"status\":502"));
  EXPECT_EQ(Told(heard_ + service_->out() + service_->err()), "");
  // What a start that fails says.
  variables = Variables();
  variables["COGNITRACK_LOG_FORMAT"] = "xml";
  const Finished refused = RunProgram({ProgramPath("cognitrack"), "serve"}, variables);
  EXPECT_EQ(refused.exit_code, 78);
  EXPECT_EQ(Told(refused.out + refused.err), "");
}

// Every line of the log is a JSON object with a time, a level and an event.
TEST_F(CanaryServiceTest, TheLogIsJsonLinesWithIds) {
  service_ = std::make_unique<ServiceProcess>(Variables());
  const HttpResponse named =
      service_->Get("/api/v1/usage", kToken, {{"X-Request-Id", "trace-77.a"}});
  EXPECT_EQ(named.Header("x-request-id"), "trace-77.a");
  EXPECT_EQ(service_->Stop(), 0);
  std::istringstream lines(service_->err());
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    EXPECT_THAT(line, testing::MatchesRegex(
                          "\\{\"time\":\"[-0-9]+T[:0-9]+Z\",\"level\":\"(debug|info|warning|"
                          "error)\",\"event\":\"[a-z_]+\".*\\}"));
  }
  EXPECT_GE(count, 4);
  EXPECT_THAT(service_->err(), HasSubstr("\"event\":\"request\",\"request\":\"trace-77.a\","
                                         "\"method\":\"GET\",\"route\":\"/api/v1/usage\","
                                         "\"status\":200,\"duration_ms\":"));
}

}  // namespace
}  // namespace cognitrack
