#include "cli/service_ledger.h"

#include <gmock/gmock.h>

#include "tests/support/fake_transport.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kToken = "token-" + std::string(32, 't');
constexpr const char* kDay = "2026-05-01";

// `"input_tokens":5,…`: that number for the first metric of the surface, null for the others.
std::string MetricsText(const std::string& surface, const std::string& number) {
  std::string text;
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (!MetricsOf(surface).Has(MetricAt(i))) continue;
    const std::string value = text.empty() ? number : "null";
    text +=
        std::string(text.empty() ? "" : ",") + '"' + std::string(kMetricNames[i]) + "\":" + value;
  }
  return text;
}

std::string CalendarText(const std::string& totals, int rows, const std::string& pruned = "false") {
  return R"({"days":[{"date":"2026-05-01","state":"settled","attempt":null,"rows":)" +
         std::to_string(rows) + R"(,"pruned":)" + pruned + R"(,"totals":)" + totals +
         R"(,"origin":"api","grain":["model"],"reported":[],"clipped":false,"revision":1,)" +
         R"("content_hash":")" + std::string(64, 'a') + R"("}],"next":null})";
}

std::string RowText(const std::string& model, const std::string& number) {
  return R"({"day":"2026-05-01","model":")" + model + "\"," + MetricsText("completions", number) +
         "}";
}

class ServiceLedgerTest : public ::testing::Test {
 protected:
  Result<std::vector<ComparedWindow>> Windows(const std::string& surface) {
    SourceRecord source;
    source.name = "openai";
    StreamKey key;
    key.surface = surface;
    EXPECT_TRUE(ledger_.Choose(source, key));
    return ledger_.Windows(ParseDay(kDay).value(), ParseDay(kDay).value());
  }
  Status Read() {
    return ledger_.ReadDays(
        {ParseDay(kDay).value()}, &series_,
        [this](const LedgerRow&) {
          ++rows_;
          return true;
        },
        [](Day, const std::vector<UnknownMetric>&) {});
  }

  FakeTransport network_;
  ServiceQuestions questions_{{"https://ledger.example.com", Secret(kToken)}, network_};
  ServiceLedger ledger_{"openai", questions_};
  SeriesTable series_;
  int rows_ = 0;
};

TEST_F(ServiceLedgerTest, FollowsThePagesAndSendsTheTokenAsABearerOnly) {
  network_.Answer(200, CalendarText("{" + MetricsText("completions", "5") + "}", 2))
      .Answer(200, R"({"rows":[)" + RowText("gpt-4", "2") + R"(],"next":"behind gpt-4"})")
      .Answer(200, R"({"rows":[)" + RowText("gpt-5", "3") + R"(],"next":null})");
  ASSERT_TRUE(Windows("completions"));
  EXPECT_TRUE(Read());
  EXPECT_EQ(rows_, 2);
  ASSERT_EQ(network_.requests.size(), 3U);
  EXPECT_THAT(
      network_.ParametersOf(2),
      ElementsAre("source=openai", "surface=completions", "from=2026-05-01", "to=2026-05-01",
                  "group_by=day%2Cmodel", "limit=10000", "cursor=behind%20gpt-4"));
  for (const HttpRequest& request : network_.requests) {
    EXPECT_EQ(request.bearer.Reveal(), kToken);
    EXPECT_THAT(request.url, Not(HasSubstr(kToken)));
  }
}

TEST_F(ServiceLedgerTest, TellsOfADayThatWasReadAnewMeanwhile) {
  const std::string calendar = CalendarText("{" + MetricsText("completions", "5") + "}", 1);
  for (const std::string& rows : {RowText("gpt-5", "6"), std::string()}) {
    network_.Answer(200, calendar).Answer(200, R"({"rows":[)" + rows + R"(],"next":null})");
    ASSERT_TRUE(Windows("completions"));
    EXPECT_THAT(Read(), HasError(ErrorCode::kTryLater,
                                 AllOf(HasSubstr("2026-05-01"), HasSubstr("compare again"))));
  }
}

TEST_F(ServiceLedgerTest, ComparesNoMoneyOfWhichTheServiceShowsNoSum) {
  network_.Answer(200, CalendarText("null", 3, "true")).Answer(200, R"({"rows":[],"next":null})");
  EXPECT_THAT(Windows("costs"),
              HasError(ErrorCode::kConfig, HasSubstr("the rows of 2026-05-01 were pruned")));
}

TEST_F(ServiceLedgerTest, ATokenOfOneSourceNeedsNoListOfThem) {
  network_.Answer(403, R"({"code":"auth","detail":"of some sources"})");
  const Result<std::vector<SourceRecord>> sources = ledger_.Sources();
  ASSERT_TRUE(sources);
  ASSERT_EQ(sources->size(), 1U);
  EXPECT_EQ(sources->front().name, "openai");
}

}  // namespace
}  // namespace cognitrack
