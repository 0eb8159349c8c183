// The routes of operators and what is counted and logged beside every answer, without sockets.
#include "api/service_telemetry.h"

#include <gmock/gmock.h>

#include "api/readiness.h"
#include "tests/support/api_fixture.h"
#include "tests/support/fake_provider.h"
#include "tests/support/result_matchers.h"
#include "usage/issue_codes.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

class ServiceTelemetryTest : public ::testing::Test, protected ApiFixture {
 protected:
  std::string Counted() { return telemetry_.instruments().ToText(); }
  std::string Metrics() {
    const ServerResponse page = Get("/metrics");
    EXPECT_EQ(page.status, 200);
    return page.body;
  }
  // One pull of a provider that has use on 2026-03-30 and cannot read 2026-03-29.
  void Pull() {
    environment_.variable = [](const std::string& name) {
      return name == "OPENAI_ADMIN_KEY" ? std::optional<std::string>("sk-admin-test")
                                        : std::nullopt;
    };
    environment_.make_provider = [](const std::string&,
                                    ProviderSettings) -> Result<std::unique_ptr<UsageProvider>> {
      auto provider = std::make_unique<FakeProvider>();
      provider->use[*ParseDay("2026-03-30")] = {{"proj_a", "gpt-a", 1, 10},
                                                {"proj_b", "gpt-a", 2, 20}};
      provider->parked.emplace(*ParseDay("2026-03-29"),
                               Error{ErrorCode::kProviderContract, "a broken page"});
      return std::unique_ptr<UsageProvider>(std::move(provider));
    };
    EXPECT_EQ(Get("/api/cron/daily-usage", "", kCronSecret).status, 502);
  }
};

TEST_F(ServiceTelemetryTest, EveryRequestHasAnId) {
  ServerRequest request = Request("/healthz");
  EXPECT_THAT(api_.Answer(request).headers,
              testing::Contains(Pair("X-Request-Id", ContainsRegex("^[0-9a-f]{16}$"))));
  request.headers.emplace_back("x-request-id", "trace-0123456789");
  EXPECT_THAT(api_.Answer(request).headers,
              testing::Contains(Pair("X-Request-Id", "trace-0123456789")));
  request.headers.back().second = "no good\x1b[2J";
  EXPECT_THAT(api_.Answer(request).headers,
              testing::Contains(Pair("X-Request-Id", ContainsRegex("^[0-9a-f]{16}$"))));
  request.path = "/nowhere";
  EXPECT_THAT(api_.Answer(request).headers, testing::Contains(Pair("X-Request-Id", testing::_)));
}

TEST_F(ServiceTelemetryTest, RequestsAreCountedByPatternNotByPath) {
  Get("/api/v1/runs/1");
  Get("/api/v1/runs/2");
  Get("/nowhere/1");
  Get("/nowhere/2");
  ServerRequest odd = Request("/healthz");
  odd.method = "FROBNICATE";
  api_.Answer(odd);
  const std::string text = Counted();
  const std::string requests = "cognitrack_http_requests_total{method=\"";
  EXPECT_THAT(text, HasSubstr(requests + "GET\",route=\"/api/v1/runs/{ID}\",status=\"404\"} 2\n"));
  EXPECT_THAT(text, HasSubstr(requests + "GET\",route=\"none\",status=\"404\"} 2\n"));
  EXPECT_THAT(text, HasSubstr(requests + "other\",route=\"none\",status=\"405\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("request_duration_seconds_count{route=\"/api/v1/runs/{ID}\"} 2\n"));
  EXPECT_THAT(text, Not(HasSubstr("nowhere")));
  EXPECT_THAT(log(), Not(HasSubstr("nowhere")));
}

TEST_F(ServiceTelemetryTest, WhoIsTurnedAwayIsCountedByReason) {
  Get("/api/cron/daily-usage");
  Get("/api/cron/daily-usage", "", "guess");
  ServerRequest other = Request("/metrics");
  other.from_loopback = false;
  EXPECT_EQ(api_.Answer(other).status, 403);
  const std::string text = Counted();
  EXPECT_THAT(text, HasSubstr("cognitrack_auth_failures_total{reason=\"no_token\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("cognitrack_auth_failures_total{reason=\"wrong_token\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("cognitrack_auth_failures_total{reason=\"not_this_machine\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("cognitrack_auth_failures_total{reason=\"closed\"} 0\n"));
  EXPECT_THAT(log(), Not(HasSubstr("guess")));
}

TEST_F(ServiceTelemetryTest, APullIsCountedAndItsLinesBearItsRunAndRequest) {
  Pull();
  const std::string text = Counted();
  const std::string of = "{result=\"";
  const std::string completions = "\",source=\"openai\",surface=\"completions\"} ";
  EXPECT_THAT(text, HasSubstr("windows_processed_total" + of + "stored" + completions + "34\n"));
  EXPECT_THAT(text, HasSubstr("windows_processed_total" + of + "parked" + completions + "1\n"));
  EXPECT_THAT(text, HasSubstr("rows_written_total" + of + "stored" + completions + "2\n"));
  EXPECT_THAT(text, HasSubstr("rows_read_total{source=\"openai\",surface=\"completions\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("runs_total" + of + "failed\",verb=\"ingest\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("runs_total" + of + "ok\",verb=\"ingest\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("run_errors_total{reason=\"provider_contract\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("run_issues_total{code=\"window_parked\"} 1\n"));
  const std::string id = "request=1cc52098ced2a019 ";
  EXPECT_THAT(log(), HasSubstr("info pull_started " + id + "run=1 source=openai label=cron\n"));
  EXPECT_THAT(log(), HasSubstr("warning window_parked " + id +
                               "run=1 source=openai surface=completions where=2026-03-29 "
                               "error=\"a broken page"));
  EXPECT_THAT(log(), HasSubstr("error pull_finished " + id +
                               "run=1 source=openai outcome=failed "
                               "duration_s=0 windows_changed=34 "));
  EXPECT_THAT(log(), ContainsRegex("error request " + id +
                                   "method=GET route=/api/cron/daily-usage "
                                   "status=502 duration_ms=0 peer=127.0.0.1 run=1 error="));
}

TEST_F(ServiceTelemetryTest, AChangedDayIsAnUpdate) {
  ASSERT_OK(FillUsage());
  telemetry_.OnWindow({}, {"completions", WindowOutcome::kUpdated, 1, 7});
  telemetry_.OnWindow({}, {"completions", WindowOutcome::kSkipped, 3});
  EXPECT_THAT(Counted(),
              AllOf(HasSubstr("rows_written_total{result=\"updated\",source=\"\",surface="
                              "\"completions\"} 7\n"),
                    HasSubstr("processed_total{result=\"skipped\",source=\"\",surface="
                              "\"completions\"} 3\n")));
}

TEST_F(ServiceTelemetryTest, SourcesBeyondTheCapAreOne) {
  RunRecord run;
  for (std::size_t i = 0; i < ServiceTelemetry::kMostSources + 5; ++i) {
    run.source = "source" + std::to_string(i);
    telemetry_.OnWindow(run, {"costs", WindowOutcome::kUnchanged});
  }
  EXPECT_THAT(Counted(), AllOf(HasSubstr("source=\"source49\",surface=\"costs\"} 1\n"),
                               HasSubstr("source=\"other\",surface=\"costs\"} 5\n"),
                               Not(HasSubstr("source50"))));
}

TEST_F(ServiceTelemetryTest, ProvidersAreToldApartBySurface) {
  HttpRequest request;
  HttpResponse response;
  request.url = "http://127.0.0.1:1/v1/organization/usage/completions?start_time=1";
  response.status = 429;
  telemetry_.OnProviderRequest(request, response, std::chrono::milliseconds(120));
  request.url = "http://127.0.0.1:1/v1/organization/projects?limit=1";
  response.failure = HttpFailure::kTimeout;
  telemetry_.OnProviderRequest(request, response, std::chrono::milliseconds(30'000));
  const std::string text = Counted();
  EXPECT_THAT(text, HasSubstr("provider_requests_total{status=\"429\",surface=\"completions\"} 1"));
  EXPECT_THAT(text, HasSubstr("provider_requests_total{status=\"timeout\",surface=\"other\"} 1"));
  EXPECT_THAT(text, HasSubstr("duration_seconds_bucket{surface=\"completions\",le=\"0.1\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("duration_seconds_bucket{surface=\"completions\",le=\"0.25\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("cognitrack_provider_throttled_total 1\n"));
}

TEST_F(ServiceTelemetryTest, RejectionsOfTheServerAreCounted) {
  telemetry_.OnRejected({431, "too many headers", "192.0.2.1"});
  telemetry_.OnRejected({400, "no Host", "192.0.2.1"});
  EXPECT_THAT(Counted(), AllOf(HasSubstr("http_rejects_total{reason=\"headers_too_large\"} 1\n"),
                               HasSubstr("http_rejects_total{reason=\"malformed\"} 1\n")));
  EXPECT_THAT(log(), HasSubstr("info request_rejected status=431 why=\"too many headers\" "
                               "peer=192.0.2.1\n"));
}

TEST_F(ServiceTelemetryTest, AnOutageIsCountedAndTheLedgersFiguresAreAbsent) {
  ASSERT_OK(FillUsage());
  const std::string well = Metrics();
  EXPECT_THAT(well, AllOf(HasSubstr("\ncognitrack_ledger_up 1\n"),
                          HasSubstr("\ncognitrack_windows_missing{"),
                          HasSubstr("\ncognitrack_database_readers_limit 2\n"),
                          HasSubstr("\ncognitrack_database_readers_in_use 0\n"),
                          HasSubstr("\ncognitrack_http_connections 3\n"),
                          HasSubstr("\ncognitrack_disk_free_bytes 1073741824\n"),
                          HasSubstr("\ncognitrack_build_info{version=\"0.1.0\"} 1\n"),
                          HasSubstr("\nprocess_resident_memory_bytes ")));
  is_away_ = true;
  clock_.Advance(60);
  const std::string away = Metrics();
  EXPECT_THAT(away, AllOf(HasSubstr("\ncognitrack_ledger_up 0\n"),
                          Not(HasSubstr("\ncognitrack_windows_missing")),
                          HasSubstr("database_errors_total{class=\"unavailable\"} 1\n")));
  EXPECT_EQ(Get("/api/v1/usage").status, 503);
  EXPECT_THAT(Counted(), HasSubstr("database_errors_total{class=\"unavailable\"} 2\n"));
  EXPECT_THAT(well, Not(HasSubstr(path())));
}

TEST_F(ServiceTelemetryTest, EachFamilyIsToldOnce) {
  Pull();
  ASSERT_OK(FillUsage());
  const std::string text = Metrics();
  for (const InstrumentSpec& spec : InstrumentTable()) {
    const std::string type = "# TYPE " + std::string(spec.name) + " ";
    const std::size_t first = text.find(type);
    if (first == std::string::npos) continue;
    EXPECT_EQ(text.find(type, first + 1), std::string::npos) << type;
  }
}

TEST_F(ServiceTelemetryTest, ReadyMeansEveryCheck) {
  const auto ready = [this] { return Get("/readyz"); };
  EXPECT_EQ(ready().body,
            "{\"status\":\"ready\",\"checks\":{\"database\":\"ok\",\"schema\":\"ok\","
            "\"disk\":\"ok\",\"draining\":\"ok\"}}\n");
  is_older_ = true;
  clock_.Advance(10);
  EXPECT_EQ(ready().status, 503);
  EXPECT_THAT(ready().body, HasSubstr("\"database\":\"ok\",\"schema\":\"failed\""));
  is_older_ = false;
  disk_free_ = kLeastDiskFree - 1;
  EXPECT_EQ(ready().status, 503);
  EXPECT_THAT(ready().body, HasSubstr("\"disk\":\"failed\""));
  disk_free_.reset();
  EXPECT_EQ(ready().status, 200);
  EXPECT_THAT(ready().body, Not(HasSubstr("disk"))) << "a server has its own";
  is_draining_ = true;
  EXPECT_EQ(ready().status, 503);
  EXPECT_THAT(ready().body, HasSubstr("\"draining\":\"failed\""));
}

TEST_F(ServiceTelemetryTest, ProbesThatSucceedLeaveNoLine) {
  Get("/healthz");
  Get("/readyz");
  Get("/metrics");
  EXPECT_THAT(log(), IsEmpty());
}

}  // namespace
}  // namespace cognitrack
