#include "twin/usage_api.h"

#include <gmock/gmock.h>

#include "tests/support/fake_clock.h"
#include "tests/support/twin_requests.h"
#include "twin/seeded_organisation.h"

namespace cognitrack::twin {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr UtcSeconds kStart = 1'772'323'200;  // 2026-03-01.
const std::string kSevenDimensions =
    "&group_by=project_id&group_by=user_id&group_by=api_key_id&group_by=model&group_by=batch"
    "&group_by=service_tier&group_by=api_source";

Organisation March() {
  SeededOptions options;
  options.seed = 7;
  options.first_day = DayOf(kStart);
  options.days = 31;
  options.rows_per_day = 12;
  return MakeSeededOrganisation(options);
}

std::int64_t Total(const Organisation& organisation, Metric metric) {
  std::int64_t total = 0;
  for (const UsageRecord& record : organisation.completions().records)
    total += record.metrics.OrZero(metric);
  return total;
}

std::string Range(UtcSeconds start, UtcSeconds end) {
  return "start_time=" + std::to_string(start) + "&end_time=" + std::to_string(end);
}

class UsageApiTest : public ::testing::Test {
 protected:
  const Organisation organisation_ = March();
  const std::string march_ = Range(kStart, organisation_.end());
  FakeClock clock_{1'790'000'000};
  UsageApi api_{organisation_, clock_, {}};
};

TEST_F(UsageApiTest, KeyDecidesWhoMayRead) {
  TwinRequest request;
  request.target = "/v1/organization/usage/completions?" + march_;
  EXPECT_EQ(api_.Handle(request).status, 401);
  request.authorization = "Bearer sk-wrong";
  EXPECT_EQ(api_.Handle(request).Body(),
            R"({"error":{"message":"Incorrect API key provided.","type":"invalid_request_error",)"
            R"("param":null,"code":"invalid_api_key"}})");
  request.authorization = "Bearer sk-proj-1";
  EXPECT_EQ(api_.Handle(request).status, 403);
  request.authorization = "Bearer sk-admin-1";
  EXPECT_EQ(api_.Handle(request).status, 200);
}

TEST_F(UsageApiTest, OtherPathsAndMethodsAreUnknown) {
  TwinRequest request;
  request.authorization = "Bearer sk-admin-1";
  request.target = "/v1/organization/usage/nothing";
  EXPECT_EQ(api_.Handle(request).status, 404);
  request.target = "/v1/organization/usage/completions?" + march_;
  request.method = "HEAD";
  EXPECT_EQ(api_.Handle(request).status, 404);
}

struct Refused {
  std::string query;
  std::string message;
  std::string param;
};

TEST_F(UsageApiTest, RefusesWhatTheProviderRefuses) {
  const std::vector<Refused> cases = {
      {"end_time=1772409600", "start_time", "start_time"},
      {"start_time=yesterday", "Unix time", "start_time"},
      {"start_time=2&start_time=3", "more than once", "start_time"},
      {"start_time=120&end_time=120", "after 'start_time'", "end_time"},
      {march_ + "&limit=32", "less than or equal to 31", "limit"},
      {march_ + "&bucket_width=1h&limit=169", "less than or equal to 168", "limit"},
      {march_ + "&bucket_width=1m&limit=1441", "less than or equal to 1440", "limit"},
      {march_ + "&limit=0", "greater than or equal to 1", "limit"},
      {march_ + "&bucket_width=2d", "Supported values", "bucket_width"},
      {march_ + "&group_by=colour", "colour", "group_by"},
      {march_ + "&group_by=model,user_id", "model,user_id", "group_by"},
      {march_ + "&batch=yes", "batch", "batch"},
      {march_ + "&page=page_AAAA", "page token", "page"},
      {march_ + "&colour=red", "Unknown parameter", "colour"},
  };
  for (const Refused& refused : cases) {
    const TwinResponse response = AskTwin(api_, refused.query);
    EXPECT_EQ(response.status, 400) << refused.query;
    EXPECT_THAT(response.Body(), HasSubstr(refused.message)) << refused.query;
    EXPECT_THAT(response.Body(), HasSubstr("\"param\":\"" + refused.param + "\"")) << refused.query;
  }
}

TEST_F(UsageApiTest, DefaultsAreSevenDaysTwentyFourHoursSixtyMinutes) {
  const std::string bucket = "\"object\":\"bucket\"";
  EXPECT_EQ(CountOf(bucket, {AskTwin(api_, march_).Body()}), 7);
  EXPECT_EQ(CountOf(bucket, {AskTwin(api_, march_ + "&bucket_width=1h").Body()}), 24);
  EXPECT_EQ(CountOf(bucket, {AskTwin(api_, march_ + "&bucket_width=1m").Body()}), 60);
  EXPECT_EQ(CountOf(bucket, {AskTwin(api_, march_ + "&limit=31").Body()}), 31);
}

TEST_F(UsageApiTest, BothFormsOfArraysGroupAlike) {
  const std::string repeated = AskTwin(api_, march_ + "&group_by=model&group_by=batch").Body();
  const std::string bracketed =
      AskTwin(api_, march_ + "&group_by%5B%5D=model&group_by[]=batch").Body();
  EXPECT_EQ(repeated.substr(0, repeated.rfind("\"next_page\"")),
            bracketed.substr(0, bracketed.rfind("\"next_page\"")));
  EXPECT_THAT(repeated, HasSubstr("\"model\":\"gpt-4.1-2025-04-14\",\"batch\":false"));
}

TEST_F(UsageApiTest, SumsAreTheSameUnderAnyGroupingWidthAndPageSize) {
  const std::vector<std::string> shapes = {"",
                                           "&limit=1",
                                           "&limit=31",
                                           "&group_by=model",
                                           "&limit=5" + kSevenDimensions,
                                           "&bucket_width=1h&limit=168",
                                           "&bucket_width=1m&limit=1440&group_by=user_id"};
  for (const Metric metric :
       {Metric::kInputTokens, Metric::kInputCacheWriteTokens, Metric::kNumModelRequests}) {
    for (const std::string& shape : shapes) {
      EXPECT_EQ(SumOf(std::string(NameOf(metric)), AskTwinForAllPages(api_, march_ + shape)),
                Total(organisation_, metric))
          << shape;
    }
  }
}

TEST_F(UsageApiTest, DimensionsNotGroupedAreNull) {
  const std::string body = AskTwin(api_, march_ + "&group_by=service_tier").Body();
  EXPECT_THAT(body, HasSubstr("\"project_id\":null,\"user_id\":null,\"api_key_id\":null,"
                              "\"model\":null,\"batch\":null,\"service_tier\":\"flex\","
                              "\"api_source\":null}"));
}

TEST_F(UsageApiTest, DaysWithoutUseAreEmptyBuckets) {
  const std::vector<std::string> pages = AskTwinForAllPages(api_, march_);
  EXPECT_EQ(CountOf("\"object\":\"bucket\"", pages), 31);
  EXPECT_EQ(CountOf("\"results\":[]", pages), 3);
}

TEST_F(UsageApiTest, PageTokenIsRefusedAfterAnyChangeOfTheQuery) {
  const std::string query = march_ + "&limit=10&group_by=model&models=gpt-5-2025-08-07&batch=false";
  const std::string token = NextPageOf(AskTwin(api_, query).Body());
  EXPECT_EQ(AskTwin(api_, query + "&page=" + token).status, 200);
  const std::vector<std::string> changed = {
      Range(kStart, organisation_.end() - 60) +
          "&limit=10&group_by=model&models=gpt-5-2025-08-07&batch=false",
      Range(kStart - 86'400, organisation_.end()) +
          "&limit=10&group_by=model&models=gpt-5-2025-08-07&batch=false",
      march_ + "&limit=9&group_by=model&models=gpt-5-2025-08-07&batch=false",
      march_ + "&limit=10&group_by=user_id&models=gpt-5-2025-08-07&batch=false",
      march_ + "&limit=10&group_by=model&models=gpt-5-mini-2025-08-07&batch=false",
      march_ + "&limit=10&group_by=model&models=gpt-5-2025-08-07&batch=true",
      march_ + "&limit=10&group_by=model&models=gpt-5-2025-08-07",
      query + "&bucket_width=1d",
      query + "&group_by=batch"};
  for (const std::string& other : changed) {
    EXPECT_EQ(AskTwin(api_, other + "&page=" + token).status, 400) << other;
  }
}

TEST_F(UsageApiTest, PageTokenNeedsPercentEncoding) {
  const std::string query = march_ + "&limit=1";
  EXPECT_THAT(NextPageOf(AskTwin(api_, query).Body()), HasSubstr("%3D"));
  std::string token = NextPageOf(AskTwin(api_, query).Body());
  EXPECT_EQ(AskTwin(api_, query + "&page=" + token + "A").status, 400);
  token[8] = token[8] == 'B' ? 'C' : 'B';
  EXPECT_EQ(AskTwin(api_, query + "&page=" + token).status, 400);
}

TEST_F(UsageApiTest, UnalignedStartBeginsTheFirstBucketAtItsMinute) {
  const std::string body =
      AskTwin(api_, Range(kStart + 3'661, kStart + 3 * 86'400) + "&limit=3").Body();
  EXPECT_THAT(body, HasSubstr("\"start_time\":1772326860,\"end_time\":1772409600"));
  EXPECT_THAT(body, HasSubstr("\"start_time\":1772409600,\"end_time\":1772496000"));
}

TEST_F(UsageApiTest, LastBucketEndsNow) {
  UsageApiOptions options;
  options.now = kStart + 86'400 + 4'242;
  UsageApi api(organisation_, clock_, options);
  const std::string body = AskTwin(api, march_ + "&limit=31").Body();
  EXPECT_EQ(CountOf("\"object\":\"bucket\"", {body}), 2);
  EXPECT_THAT(body, HasSubstr("\"start_time\":1772409600,\"end_time\":1772413842"));
  EXPECT_THAT(body, HasSubstr("\"has_more\":false,\"next_page\":null}"));
  EXPECT_EQ(AskTwin(api, "start_time=" + std::to_string(*options.now + 60)).Body(),
            R"({"object":"page","data":[],"has_more":false,"next_page":null})");
}

TEST_F(UsageApiTest, FiltersNarrowAndAddUp) {
  const std::int64_t all = Total(organisation_, Metric::kOutputTokens);
  const auto sum = [this](const std::string& filter) {
    return SumOf("output_tokens", AskTwinForAllPages(api_, march_ + "&limit=31" + filter));
  };
  EXPECT_EQ(sum("&batch=true") + sum("&batch=false"), all);
  EXPECT_GT(sum("&batch=true"), 0);
  EXPECT_EQ(sum("&models=no-such-model"), 0);
  std::int64_t models = 0;
  std::string every_model;
  const ValueTable& values = organisation_.completions().ValuesOf(Dimension::kModel);
  for (std::uint32_t id = 1; id < values.size(); ++id) {
    models += sum("&models=" + values.At(id));
    every_model += "&models[]=" + values.At(id);
  }
  EXPECT_EQ(models, all);
  EXPECT_EQ(sum(every_model), all);
  const std::string project = organisation_.completions().ValuesOf(Dimension::kProjectId).At(1);
  const std::string grouped =
      AskTwin(api_, march_ + "&limit=31&group_by=project_id&project_ids=" + project).Body();
  EXPECT_THAT(grouped, HasSubstr(project));
  EXPECT_THAT(grouped,
              Not(HasSubstr(organisation_.completions().ValuesOf(Dimension::kProjectId).At(2))));
}

TEST_F(UsageApiTest, LimiterRefusesMoreThanSoManyAMinute) {
  UsageApiOptions options;
  options.requests_per_minute = 2;
  UsageApi api(organisation_, clock_, options);
  EXPECT_EQ(AskTwin(api, march_).status, 200);
  EXPECT_EQ(AskTwin(api, march_).status, 200);
  const TwinResponse refused = AskTwin(api, march_);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.Header("retry-after"), "1");
  clock_.Advance(60);
  EXPECT_EQ(AskTwin(api, march_).status, 200);
}

TEST_F(UsageApiTest, RenderingAheadChangesNoAnswer) {
  const std::string query = march_ + "&limit=31" + kSevenDimensions;
  UsageApi ahead(organisation_, clock_, {});
  ahead.RenderAhead();
  EXPECT_EQ(AskTwin(ahead, query).Body(), AskTwin(api_, query).Body());
}

TEST_F(UsageApiTest, ReversedRowsAreTheSameRowsInOtherBytes) {
  const std::string query = march_ + "&limit=31" + kSevenDimensions;
  UsageApiOptions options;
  options.row_order = RowOrder::kReversed;
  UsageApi reversed(organisation_, clock_, options);
  const auto pages = AskTwinForAllPages(reversed, query);
  EXPECT_NE(AskTwin(reversed, query).Body(), AskTwin(api_, query).Body());
  EXPECT_EQ(SumOf("input_tokens", pages), Total(organisation_, Metric::kInputTokens));
}

}  // namespace
}  // namespace cognitrack::twin
