// The OpenAI adapter on recorded pages of two high-volume organisations, against totals that awk
// added up from the exports of the same organisations (golden_responses/make).
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "providers/openai/openai_provider.h"
#include "tests/support/fake_clock.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

namespace json = boost::json;

std::string ReadFile(const std::string& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

std::string Decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      decoded += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

// Gives page n + 1 to who asks with the token of page n, and page 1 to who asks without one.
class RecordedPages : public HttpTransport {
 public:
  explicit RecordedPages(std::vector<std::string> pages) : pages_(std::move(pages)) {}

  void Get(const HttpRequest& request, const HttpLimits&, HttpResponse* response) override {
    ++requests;
    *response = HttpResponse();
    response->status = 400;
    response->headers = {{"content-type", "application/json"}};
    response->body =
        R"({"error":{"message":"no such page","type":"x","param":"page","code":null}})";
    const std::size_t at = request.url.find("page=");
    std::string token;
    if (at != std::string::npos) {
      token = Decoded(request.url.substr(at + 5, request.url.find('&', at) - at - 5));
    }
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      const bool wanted =
          i == 0 ? token.empty()
                 : !token.empty() && pages_[i - 1].ends_with("\"next_page\":\"" + token + "\"}");
      if (!wanted) continue;
      response->status = 200;
      response->body = pages_[i];
    }
  }

  std::int64_t requests = 0;

 private:
  std::vector<std::string> pages_;
};

using Totals = std::map<std::string, std::int64_t>;

Totals TotalsIn(const json::value& object) {
  Totals totals;
  for (const auto& [name, value] : object.as_object()) totals[std::string(name)] = value.as_int64();
  return totals;
}

class OpenAiGoldenTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string folder = std::string("tests/contract/golden_responses/") + GetParam() + "/";
    expected_ = json::parse(ReadFile(folder + "expected.json"));
    std::vector<std::string> pages;
    for (std::int64_t i = 1; i <= expected_.at("pages").as_int64(); ++i) {
      pages.push_back(ReadFile(folder + "page_" + std::to_string(i) + ".json"));
    }
    transport_ = std::make_unique<RecordedPages>(std::move(pages));
    ProviderSettings settings;
    settings.base_url = "http://127.0.0.1:1/v1";
    settings.admin_key = Secret("sk-admin-golden");
    auto provider = MakeOpenAiProvider(settings, *transport_, clock_, random_);
    ASSERT_OK(provider);
    PullQuery query;
    query.start = DayOf(expected_.at("start_time").as_int64());
    query.end = DayOf(expected_.at("end_time").as_int64());
    query.now = clock_.Now();
    query.grain = Grain::Full();
    query.buckets_per_page = 3;
    auto read = (*provider)->Read(query, NothingKnown, &series_);
    ASSERT_OK(read);
    result_ = *std::move(read);
  }

  json::value expected_;
  FakeClock clock_{1'780'272'000};
  SeededRandom random_{1};
  std::unique_ptr<RecordedPages> transport_;
  SeriesTable series_;
  PullResult result_;
};

TEST_P(OpenAiGoldenTest, EveryDayIsReadWholeAndNothingIsFoundWrong) {
  EXPECT_THAT(result_.parked, IsEmpty());
  EXPECT_THAT(result_.issues, IsEmpty());
  EXPECT_EQ(result_.grain, Grain::Full());
  EXPECT_THAT(result_.windows, SizeIs(expected_.at("days").as_object().size()));
  EXPECT_EQ(transport_->requests, expected_.at("pages").as_int64());
}

TEST_P(OpenAiGoldenTest, TotalsOfEachDayAreThoseOfTheExport) {
  for (const WindowRead& window : result_.windows) {
    const auto totals = TotalsOf(window.rows);
    ASSERT_TRUE(totals.has_value());
    Totals read;
    const Totals exported = TotalsIn(expected_.at("days").at(std::to_string(window.start)));
    for (const auto& [name, value] : exported) {
      const auto metric = MetricNamed(name, kUsageMetrics);
      ASSERT_TRUE(metric.has_value()) << name;
      read[name] = totals->Get(*metric).value_or(-1);
    }
    EXPECT_EQ(read, exported) << FormatTime(window.start);
    EXPECT_EQ(window.rows.empty(), exported.empty());
  }
}

TEST_P(OpenAiGoldenTest, TotalsOfEachDimensionAreThoseOfTheExport) {
  for (const auto& [dimension, values] : expected_.at("input_tokens_by").as_object()) {
    Totals read;
    for (const WindowRead& window : result_.windows) {
      for (const UsageRow& row : window.rows) {
        const std::string* value = series_.At(row.series).Find(std::string(dimension));
        ASSERT_NE(value, nullptr) << dimension;
        read[*value] += row.metrics.OrZero(Metric::kInputTokens);
      }
    }
    EXPECT_EQ(read, TotalsIn(values)) << dimension;
  }
}

INSTANTIATE_TEST_SUITE_P(Organisations, OpenAiGoldenTest,
                         ::testing::Values("cached_heavy", "plain"),
                         [](const auto& name) { return std::string(name.param); });

}  // namespace
}  // namespace cognitrack
