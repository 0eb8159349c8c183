// A real Prometheus scrapes a real service, with the rules loaded, and is asked for exact values.
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <fstream>

#include "net/percent_encoding.h"
#include "telemetry/instrument_table.h"
#include "tests/support/loopback_server.h"
#include "tests/support/raw_client.h"
#include "tests/support/service_process.h"

namespace cognitrack {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kSecret = "cron-" + std::string(32, 's');

// Debian's Prometheus over one service, in a directory of its own.
class PrometheusProcess {
 public:
  explicit PrometheusProcess(const std::string& service) {
    std::ofstream(folder_.File("prometheus.yml"))
        << "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
        << "rule_files: ['" << COGNITRACK_ROOT
        << "/docs/operations/prometheus/cognitrack.rules.yml']\n"
        << "scrape_configs:\n"
        << "  - job_name: cognitrack\n"
        << "    static_configs: [{targets: ['" << service << "']}]\n";
    address_ = "127.0.0.1:" + std::to_string(LoopbackServer::FreePort());
    process_ = std::make_unique<Process>(
        std::vector<std::string>{"/usr/bin/prometheus",
                                 "--config.file=" + folder_.File("prometheus.yml"),
                                 "--storage.tsdb.path=" + folder_.File("data"),
                                 "--web.listen-address=" + address_, "--log.level=warn"},
        ProcessEnvironment{}, folder_.File("out"), folder_.File("err"));
  }

  // The members of "data", once `is_there` says that they are; waits for at most 30 seconds.
  template <typename Condition>
  json::value Wait(const std::string& path, const Condition& is_there) {
    json::value data;
    for (int i = 0; i < 600 && process_->Running(); ++i) {
      HttpResponse response;
      transport_->Get({"http://" + address_ + path, Secret(), {}}, HttpLimits{}, &response);
      if (response.status == 200) data = json::parse(response.body).at("data");
      if (response.status == 200 && is_there(data)) return data;
      poll(nullptr, 0, 50);
    }
    ADD_FAILURE() << path << ": " << json::serialize(data) << ReadFile(folder_.File("err"));
    return data;
  }
  // The only value that the expression has, as text.
  std::string Value(const std::string& expression) {
    std::string path = "/api/v1/query?query=";
    AppendPercentEncoded(expression, &path);
    const json::value data =
        Wait(path, [](const json::value& found) { return !found.at("result").as_array().empty(); });
    const auto& result = data.at("result").as_array();
    if (result.size() != 1) return json::serialize(result);
    return std::string(result.at(0).at("value").at(1).as_string());
  }

 private:
  TemporaryDirectory folder_;
  std::unique_ptr<HttpTransport> transport_ = MakeCurlTransport();
  std::string address_;
  std::unique_ptr<Process> process_;
};

class PrometheusTest : public ::testing::Test {
 protected:
  // A service that has pulled: 10 days with use, in a window of 35 days, of two surfaces.
  void Pull() {
    const HttpResponse pulled = service_.Get("/api/cron/daily-usage", kSecret);
    ASSERT_EQ(pulled.status, 200) << pulled.body;
  }
  Finished Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), ProgramPath("cognitrack"));
    return RunProgram(arguments, variables_);
  }

  TemporaryDirectory folder_;
  TwinProcess twin_{{"--seed", "5", "--days", "10", "--faults", "429-no-hint"}};
  ProcessEnvironment variables_{{"COGNITRACK_DB", "sqlite:" + folder_.File("ledger.db")},
                                {"OPENAI_BASE_URL", twin_.base_url()},
                                {"OPENAI_ADMIN_KEY", "sk-admin-of-a-test"},
                                {"CRON_SECRET", kSecret},
                                {"COGNITRACK_REQUESTS_PER_MINUTE", "100000"},
                                {"COGNITRACK_BURST", "100000"},
                                {"COGNITRACK_SCHEDULE", "off"}};
  ServiceProcess service_{variables_};
};

TEST_F(PrometheusTest, AnswersWithExactValues) {
  Pull();
  const std::string rows = std::to_string(
      json::parse(Run({"runs", "1", "--json"}).out).at("runs").at(0).at("rows_written").as_int64());
  EXPECT_NE(rows, "0");
  PrometheusProcess prometheus(service_.address());
  EXPECT_EQ(prometheus.Value("up{job=\"cognitrack\"}"), "1");
  EXPECT_EQ(prometheus.Value("sum(cognitrack_windows_processed_total{surface=\"completions\","
                             "result=\"stored\"})"),
            "35");
  EXPECT_EQ(prometheus.Value("sum(cognitrack_rows_written_total)"), rows);
  EXPECT_EQ(prometheus.Value("cognitrack_runs_total{verb=\"ingest\",result=\"ok\"}"), "1");
  EXPECT_EQ(prometheus.Value("cognitrack_provider_throttled_total"), "1");
  EXPECT_EQ(prometheus.Value("cognitrack_windows_missing{surface=\"completions\"}"), "0");
  EXPECT_EQ(prometheus.Value("cognitrack_last_pull_success"), "1");
  EXPECT_EQ(prometheus.Value("cognitrack_http_requests_total{route=\"/api/cron/daily-usage\","
                             "method=\"GET\",status=\"200\"}"),
            "1");
  EXPECT_EQ(prometheus.Value("cognitrack:windows_missing:sum"), "0") << "recorded by a rule";
  prometheus.Wait("/api/v1/targets", [](const json::value& data) {
    const auto& targets = data.at("activeTargets").as_array();
    return targets.size() == 1 && targets[0].at("health") == "up" &&
           targets[0].at("lastError") == "";
  });
  const json::value rules = prometheus.Wait("/api/v1/rules", [](const json::value& data) {
    return data.at("groups").as_array().size() == 3;
  });
  EXPECT_THAT(json::serialize(rules), Not(HasSubstr("\"health\":\"err\"")));
}

// Each instrument of the table is seen on a service to which everything happens.
TEST_F(PrometheusTest, EveryInstrumentIsExported) {
  Pull();
  const std::string csv = folder_.File("export.csv");
  const Finished exported = RunProgram({ProgramPath("cognitrack-twin"), "export", "--seed", "5",
                                        "--days", "10", "--version", "u4", "--out", csv},
                                       variables_);
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  EXPECT_LE(Run({"parity", "--csv", csv}).exit_code, 1);
  RawClient doubtful(service_.address());
  doubtful.Ask("GET / HTTP/3.0\r\nHost: a\r\n\r\n");
  const std::string text = service_.Get("/metrics").body;
  std::vector<std::string_view> absent;
  for (const InstrumentSpec& spec : InstrumentTable()) {
    const std::string type =
        "# TYPE " + std::string(spec.name) + " " + std::string(NameOf(spec.kind)) + "\n";
    const bool is_there = text.find(type) != std::string::npos;
    // Nothing was dropped, and there is no target to tell.
    const bool has_happened =
        spec.name != instrument::kSeriesDropped && spec.name != instrument::kAlertsSent;
    if (!is_there && has_happened) absent.push_back(spec.name);
  }
  EXPECT_THAT(absent, IsEmpty()) << text;
  std::ofstream(folder_.File("page")) << text;
  const Finished checked =
      RunProgram({"/bin/sh", "-c", "promtool check metrics < " + folder_.File("page")}, {});
  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
  EXPECT_EQ(checked.out + checked.err, "") << "promtool has no remark";
}

}  // namespace
}  // namespace cognitrack
