#include "twin/faults.h"

#include <gmock/gmock.h>

#include <set>

#include "tests/support/fake_clock.h"
#include "tests/support/result_matchers.h"
#include "tests/support/twin_requests.h"
#include "twin/answers.h"
#include "twin/gzip.h"
#include "twin/seeded_organisation.h"

namespace cognitrack::twin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr UtcSeconds kStart = 1'772'323'200;  // 2026-03-01.

class FaultsTest : public ::testing::Test {
 protected:
  FaultsTest() {
    SeededOptions options;
    options.first_day = DayOf(kStart);
    options.days = 6;
    options.rows_per_day = 8;
    options.seed = 3;
    organisation_ = MakeSeededOrganisation(options);
  }

  UsageApi Api(const std::string& spec) {
    const auto faults = ParseFaults(spec);
    EXPECT_OK(faults);
    UsageApiOptions options;
    options.faults = faults.value();
    options.fault_log = [this](std::string_view kind, std::string_view) {
      log_.emplace_back(kind);
    };
    return UsageApi(organisation_, clock_, options);
  }

  // The answer to the whole range, grouped by model.
  TwinResponse Ask(UsageApi& api, const std::string& more = "&limit=31") {
    return AskTwin(api, query_ + more);
  }

  std::string Sound() {
    UsageApi api(organisation_, clock_, {});
    return Ask(api).Body();
  }

  Organisation organisation_;
  FakeClock clock_{1'790'000'000};
  const std::string query_ = "start_time=1772323200&end_time=1772841600&group_by=model";
  std::vector<std::string> log_;
};

TEST_F(FaultsTest, WrongSpecsAreRefusedWithTheReason) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"explode", "'explode': no fault has this name"},
      {"500@0", "@ takes the number of a request"},
      {"500@3-2", "@ takes the number of a request"},
      {"500@x", "@ takes the number of a request"},
      {"500~101", "whole percentage"},
      {"gzip,float@", "'float@'"},
      {"late-rows=March", "a date such as"},
      {"stall,gzip-bomb=big", "must be a number"},
      {"refused-group-by", "name the value"},
  };
  for (const auto& [spec, message] : cases) {
    EXPECT_THAT(ParseFaults(spec), HasError(ErrorCode::kUsage, HasSubstr(message))) << spec;
  }
}

TEST_F(FaultsTest, EveryFaultOfTheCatalogueHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (const FaultDescription& fault : FaultCatalogue()) {
    EXPECT_TRUE(names.insert(fault.name).second) << fault.name;
    EXPECT_EQ(Describe(fault.kind).name, fault.name);
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(FaultKind::kRevokedKey) + 1);
}

TEST_F(FaultsTest, FaultFiresOnTheRequestsNamedAndIsLogged) {
  const std::vector<std::pair<std::string, std::vector<int>>> cases = {
      {"500", {500, 200, 200, 200, 200}},           {"500@2", {200, 500, 200, 200, 200}},
      {"500@2-3", {200, 500, 500, 200, 200}},       {"500@4+", {200, 200, 200, 500, 500}},
      {"500@1-2,503@2", {500, 500, 200, 503, 200}}, {"500~0", {200, 200, 200, 200, 200}},
      {"500@3~100", {200, 200, 500, 200, 200}},     {"500@2+~100", {200, 500, 500, 500, 500}},
  };
  for (const auto& [spec, statuses] : cases) {
    log_.clear();
    UsageApi api = Api(spec);
    std::size_t faults = 0;
    for (const int status : statuses) {
      EXPECT_EQ(Ask(api).status, status) << spec;
      if (status != 200) ++faults;
    }
    EXPECT_EQ(log_.size(), faults) << spec;
  }
}

TEST_F(FaultsTest, ChanceIsTheSameForTheSameSeed) {
  const auto statuses = [this] {
    UsageApi api = Api("500~40");
    std::string text;
    for (int i = 0; i < 60; ++i) text += Ask(api).status == 500 ? 'x' : '.';
    return text;
  };
  const std::string first = statuses();
  EXPECT_EQ(statuses(), first);
  const auto hits = std::count(first.begin(), first.end(), 'x');
  EXPECT_GT(hits, 10);
  EXPECT_LT(hits, 40);
}

TEST_F(FaultsTest, AnswersInPlaceOfThePage) {
  UsageApi api =
      Api("retry-after-seconds=7,retry-after-date=90,429-no-hint,502,504,error-in-200,"
          "wrong-content-type,redirect=http://127.0.0.1:1/x");
  TwinResponse response = Ask(api);
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.Header("retry-after"), "7");
  response = Ask(api);
  EXPECT_EQ(response.Header("date"), HttpDate(1'790'000'000));
  EXPECT_EQ(response.Header("retry-after"), HttpDate(1'790'000'090));
  response = Ask(api);
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.Header("retry-after"), "");
  EXPECT_EQ(Ask(api).status, 502);
  EXPECT_EQ(Ask(api).status, 504);
  response = Ask(api);
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.Body(), HasSubstr("{\"error\":{"));
  response = Ask(api);
  EXPECT_EQ(response.Header("content-type"), "text/html; charset=utf-8");
  response = Ask(api);
  EXPECT_EQ(response.status, 302);
  EXPECT_EQ(response.Header("location"), "http://127.0.0.1:1/x");
  EXPECT_EQ(Ask(api).Body(), Sound());
}

TEST_F(FaultsTest, MidwayRefusalsWaitForAPageToken) {
  UsageApi api = Api("401-midway");
  const TwinResponse first = Ask(api, "&limit=2");
  EXPECT_EQ(first.status, 200);
  const std::string next = "&limit=2&page=" + NextPageOf(first.Body());
  EXPECT_EQ(Ask(api, next).status, 401);
  EXPECT_EQ(Ask(api, next).status, 401);
}

TEST_F(FaultsTest, DeliveryIsCutStalledPackedOrPadded) {
  UsageApi api = Api("reset-mid-body=11,stall,gzip,gzip-bomb=2,huge-body=1");
  const std::string sound = Sound();
  TwinResponse response = Ask(api);
  EXPECT_EQ(response.delivery, Delivery::kReset);
  EXPECT_EQ(response.sent_bytes, 11U);
  EXPECT_EQ(response.Body(), sound);
  response = Ask(api);
  EXPECT_EQ(response.delivery, Delivery::kStall);
  EXPECT_EQ(response.sent_bytes, sound.size() / 2);
  response = Ask(api);
  EXPECT_EQ(response.Header("content-encoding"), "gzip");
  EXPECT_EQ(Gunzip(response.Body(), 1U << 20U), sound);
  response = Ask(api);
  EXPECT_LT(response.BodySize(), 1U << 20U);
  EXPECT_EQ(Gunzip(response.Body(), 1U << 20U), std::nullopt);
  EXPECT_EQ(Gunzip(response.Body(), 1U << 24U)->size(), sound.size() + (2U << 20U));
  EXPECT_EQ(Ask(api).BodySize(), sound.size() + (1U << 20U));
}

TEST_F(FaultsTest, CutBeyondTheBodyDoesNotFire) {
  UsageApi api = Api("reset-mid-body@1+=99999999");
  EXPECT_EQ(Ask(api).delivery, Delivery::kWhole);
  EXPECT_THAT(log_, ElementsAre());
}

TEST_F(FaultsTest, TokensMislead) {
  UsageApi api = Api("repeated-token,repeated-token,missing-token,token-at-end");
  const std::string token = NextPageOf(Ask(api, "&limit=2").Body());
  const std::string again = Ask(api, "&limit=2&page=" + token).Body();
  EXPECT_EQ(NextPageOf(again), token);
  EXPECT_THAT(Ask(api, "&limit=2").Body(), HasSubstr("\"has_more\":true,\"next_page\":null"));
  EXPECT_THAT(Ask(api, "&limit=2").Body(), HasSubstr("\"has_more\":true,\"next_page\":\"page_"));
  EXPECT_EQ(log_.size(), 3U);
  EXPECT_THAT(Ask(api).Body(), HasSubstr("\"has_more\":false,\"next_page\":\"page_"));
  EXPECT_EQ(log_.size(), 4U);
}

TEST_F(FaultsTest, BucketsComeTwiceOrNotAtAll) {
  UsageApi api = Api("bucket-twice@2,missing-bucket");
  const std::string bucket = "\"object\":\"bucket\"";
  const std::string first = Ask(api, "&limit=2").Body();
  EXPECT_EQ(CountOf(bucket, {first}), 1);
  EXPECT_THAT(log_, ElementsAre("missing-bucket"));
  const std::string second = Ask(api, "&limit=2&page=" + NextPageOf(first)).Body();
  EXPECT_EQ(CountOf(bucket, {second}), 3);
  EXPECT_EQ(CountOf("\"start_time\":1772409600", {second}), 1);
}

TEST_F(FaultsTest, RowsAreSpoiltOneField) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"number-as-string", R"("input_tokens":"[0-9]+",)"},
      {"float=output_tokens", R"("output_tokens":[0-9]+\.5,)"},
      {"negative=num_model_requests", R"("num_model_requests":-[0-9]+,)"},
      {"beyond-2-53", R"("input_tokens":9007199254740993,)"},
      {"beyond-2-63", R"("input_tokens":9223372036854775808,)"},
      {"unknown-field", R"(,"input_video_tokens":7\}[],])"},
      {"unknown-dimension=country", R"(,"country":"eu"\}[],])"},
      {"malformed-json", R"("data":\[,\{)"},
  };
  for (const auto& [spec, pattern] : cases) {
    UsageApi api = Api(spec);
    EXPECT_THAT(Ask(api).Body(), ::testing::ContainsRegex(pattern)) << spec;
    EXPECT_EQ(Ask(api).Body(), Sound()) << spec;
  }
}

TEST_F(FaultsTest, TruncatedJsonIsAWholeBody) {
  UsageApi api = Api("truncated-json");
  const TwinResponse response = Ask(api);
  EXPECT_EQ(response.delivery, Delivery::kWhole);
  EXPECT_EQ(response.Body(), Sound().substr(0, Sound().size() / 2));
}

TEST_F(FaultsTest, OmittedFieldIsGoneFromEveryRow) {
  UsageApi api = Api("omit-field");
  const std::string body = Ask(api).Body();
  EXPECT_THAT(body, Not(HasSubstr("\"output_tokens\"")));
  EXPECT_EQ(CountOf("\"input_tokens\"", {body}), CountOf("\"input_tokens\"", {Sound()}));
  EXPECT_EQ(SumOf("output_text_tokens", {body}), SumOf("output_text_tokens", {Sound()}));
}

TEST_F(FaultsTest, SplitRowHasTheSameSum) {
  UsageApi api = Api("two-rows-one-key");
  const std::string body = Ask(api).Body();
  EXPECT_EQ(CountOf("\"input_tokens\"", {body}), CountOf("\"input_tokens\"", {Sound()}) + 1);
  for (const std::string_view metric : kMetricNames) {
    EXPECT_EQ(SumOf(std::string(metric), {body}), SumOf(std::string(metric), {Sound()})) << metric;
  }
}

TEST_F(FaultsTest, DayChangesUntilOrFromARequest) {
  const std::int64_t sound = SumOf("input_tokens", {Sound()});
  const auto sums = [this](const std::string& spec) {
    UsageApi api = Api(spec);
    std::vector<std::int64_t> all;
    for (int i = 0; i < 3; ++i) all.push_back(SumOf("input_tokens", {Ask(api).Body()}));
    return all;
  };
  const auto late = sums("late-rows@3");
  EXPECT_LT(late[0], sound);
  EXPECT_EQ(late[1], late[0]);
  EXPECT_EQ(late[2], sound);
  const auto shrunk = sums("shrunk-day@2=2026-03-02");
  EXPECT_EQ(shrunk[0], sound);
  EXPECT_LT(shrunk[1], sound);
  EXPECT_EQ(shrunk[2], shrunk[1]);
  const auto emptied = sums("emptied-day@2=2026-03-02");
  EXPECT_EQ(emptied[0], sound);
  EXPECT_LT(emptied[1], shrunk[1]);
  EXPECT_EQ(emptied[2], emptied[1]);
  EXPECT_EQ(log_.size(), 2U + 2U + 2U);
}

TEST_F(FaultsTest, DayThatIsNotAskedForDoesNotCount) {
  UsageApi api = Api("emptied-day@1=2026-03-06");
  Ask(api, "&limit=2");
  EXPECT_THAT(log_, ElementsAre());
  Ask(api);
  EXPECT_THAT(log_, ElementsAre("emptied-day"));
}

TEST_F(FaultsTest, RefusedGroupByNamesItsParameter) {
  UsageApi api = Api("refused-group-by=api_source");
  EXPECT_EQ(Ask(api).status, 200);
  const TwinResponse response = Ask(api, "&group_by=api_source");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.Body(), HasSubstr("\"param\":\"group_by\""));
  EXPECT_EQ(Ask(api, "&group_by=api_source").status, 400);
}

TEST(HttpDateTest, IsAnImfFixdate) {
  EXPECT_EQ(HttpDate(784'111'777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(HttpDate(1'772'323'200), "Sun, 01 Mar 2026 00:00:00 GMT");
}

}  // namespace
}  // namespace cognitrack::twin
