// The endpoint of costs, over cost exports of our own.
#include <gmock/gmock.h>

#include "tests/support/fake_clock.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/twin_requests.h"
#include "twin/export_source.h"

namespace cognitrack::twin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr UtcSeconds kStart = 1'772'323'200;  // 2026-03-01.

constexpr std::string_view kExport =
    "start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,quantity,"
    "quantity_unit,line_item,user_id,api_key_id,project_id,organization_id,project_name,"
    "organization_name,user_email\n"
    "1772323200,1772409600,,,0.003400000000000000000000000000000000,usd,22666.5,tokens,"
    "\"gpt-a, input\",user_ann,key_web,proj_alpha,org-acme,Alpha,Acme,ann@example.org\n"
    "1772323200,1772409600,,,0.010156799999999999,usd,3,tokens,\"gpt-a, input\",,key_app,"
    "proj_alpha,org-acme,Alpha,Acme,\n"
    "1772323200,1772409600,,,5E-1,usd,2,images,\"gpt-i image, output\",,,proj_beta,org-acme,,,\n"
    "1772323200,1772409600,,,7,eur,,,,,,,org-acme,,,\n"
    "1772409600,1772496000,,,,,,,,,,,,,,\n";

std::string From(UtcSeconds start, int days) {
  return "start_time=" + std::to_string(start) +
         "&end_time=" + std::to_string(start + days * kSecondsPerDay);
}

class CostsApiTest : public ::testing::Test {
 protected:
  CostsApiTest() {
    const std::string path = directory_.Write("cost.csv", std::string(kExport));
    auto read = ReadExports({path}, &ignored_);
    EXPECT_OK(read);
    organisation_ = *std::move(read);
  }

  UsageApi Api(UsageApiOptions options = {}) { return {organisation_, clock_, options}; }

  TemporaryDirectory directory_;
  std::vector<std::string> ignored_;
  Organisation organisation_;
  FakeClock clock_{1'790'000'000};
};

TEST_F(CostsApiTest, ExportOfCostsIsServedAndEverythingElseUnknown) {
  UsageApi api = Api();
  EXPECT_THAT(ignored_, IsEmpty());
  const TwinResponse costs = AskTwinFor(kCosts, api, From(kStart, 2));
  EXPECT_EQ(costs.status, 200);
  EXPECT_EQ(CountOf("\"object\":\"bucket\"", {costs.Body()}), 2);
  EXPECT_EQ(CountOf("\"results\":[]", {costs.Body()}), 1);
  for (const Endpoint& endpoint : Endpoints()) {
    if (endpoint.bills) continue;
    const TwinResponse other = AskTwinFor(endpoint.surface, api, From(kStart, 2));
    EXPECT_EQ(other.status, 404) << endpoint.surface;
    EXPECT_THAT(other.Body(),
                HasSubstr("\"Invalid URL (GET " + std::string(endpoint.path) + ")\""));
  }
}

TEST_F(CostsApiTest, RowsCarryWhatWasGroupedAndEveryDigit) {
  UsageApi api = Api();
  const std::string body =
      AskTwinFor(kCosts, api, From(kStart, 1) + "&group_by=line_item&group_by[]=project_id").Body();
  EXPECT_THAT(
      body,
      HasSubstr(
          R"("results":[{"object":"organization.costs.result","amount":{"value":)"
          R"(0.013556799999999999,"currency":"usd"},"line_item":"gpt-a, input",)"
          R"("project_id":"proj_alpha","api_key_id":null,"quantity":22669.5,)"
          R"("quantity_unit":"tokens","organization_id":"org-acme"},)"
          R"({"object":"organization.costs.result","amount":{"value":0.5,"currency":"usd"})"));
  EXPECT_THAT(body, HasSubstr(R"("value":7,"currency":"eur"},"line_item":null,"project_id":null,)"
                              R"("api_key_id":null,"quantity":null,"quantity_unit":null)"));
  EXPECT_THAT(body, Not(HasSubstr("ann")));
}

TEST_F(CostsApiTest, QuantitiesAreToldWithLineItemsOnlyAndCurrenciesNeverSummed) {
  UsageApi api = Api();
  const std::string body = AskTwinFor(kCosts, api, From(kStart, 1)).Body();
  EXPECT_EQ(CountOf("organization.costs.result", {body}), 2);
  EXPECT_THAT(body, HasSubstr(R"("value":0.513556799999999999,"currency":"usd"},"line_item":null,)"
                              R"("project_id":null,"api_key_id":null,"quantity":null,)"
                              R"("quantity_unit":null)"));
}

TEST_F(CostsApiTest, AmountsMayBeTexts) {
  UsageApiOptions options;
  options.amounts = AmountForm::kText;
  UsageApi api = Api(options);
  EXPECT_THAT(
      AskTwinFor(kCosts, api, From(kStart, 1) + "&line_items=gpt-i%20image,%20output").Body(),
      HasSubstr(R"("results":[{"object":"organization.costs.result","amount":{"value":"0.5",)"
                R"("currency":"usd"})"));
}

TEST_F(CostsApiTest, PageHasAtMost31BucketsWhateverTheLimit) {
  UsageApi api = Api();
  const auto buckets = [&api](const std::string& limit) {
    const TwinResponse page =
        AskTwinFor(kCosts, api, From(kStart - 50 * kSecondsPerDay, 70) + limit);
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.Body(), HasSubstr("\"has_more\":true,\"next_page\":\"page_"));
    return CountOf("\"object\":\"bucket\"", {page.Body()});
  };
  EXPECT_EQ(buckets(""), 7);
  EXPECT_EQ(buckets("&limit=12"), 12);
  EXPECT_EQ(buckets("&limit=180"), 31);
  const auto pages =
      AskTwinForAllPagesOf(kCosts, api, From(kStart - 50 * kSecondsPerDay, 70) + "&limit=180");
  EXPECT_EQ(pages.size(), 3U);
  EXPECT_EQ(CountOf("\"object\":\"bucket\"", pages), 70);
}

TEST_F(CostsApiTest, RefusesAsTheProviderDoes) {
  UsageApi api = Api();
  const auto body = [&api](const std::string& query) {
    const TwinResponse response = AskTwinFor(kCosts, api, query);
    EXPECT_EQ(response.status, 400) << query;
    return response.Body();
  };
  EXPECT_THAT(body(From(kStart, 2) + "&limit=366"),
              HasSubstr("Invalid limit provided: 366. Limit must be less than or equal to 180."));
  EXPECT_THAT(body(From(kStart, 2) + "&bucket_width=1h"), HasSubstr("Supported values are: '1d'."));
  EXPECT_THAT(body(From(kStart, 2) + "&group_by=model"), HasSubstr("\"param\":\"group_by\""));
  EXPECT_THAT(body(From(kStart, 2) + "&models=gpt-a"), HasSubstr("Unknown parameter: 'models'."));
  const std::string early = body("start_time=1764979199&group_by=project_id&group_by=api_key_id");
  EXPECT_THAT(early, HasSubstr(R"("param":"start_time","code":"invalid_request_error")"));
  EXPECT_EQ(AskTwinFor(kCosts, api, "start_time=1764979200&group_by=api_key_id").status, 200);
  EXPECT_EQ(AskTwinFor(kCosts, api, "start_time=1764979199&group_by=project_id").status, 200);
}

TEST_F(CostsApiTest, TokenOfAnotherPathIsRefused) {
  organisation_.completions().end = kStart + 40 * kSecondsPerDay;
  UsageApi api = Api();
  const std::string query = From(kStart, 9);
  const std::string token = NextPageOf(AskTwinFor(kCosts, api, query).Body());
  ASSERT_FALSE(token.empty());
  EXPECT_EQ(AskTwinFor(kCosts, api, query + "&page=" + token).status, 200);
  EXPECT_EQ(AskTwin(api, query + "&page=" + token).status, 400);
}

TEST_F(CostsApiTest, FaultsWorkOnAmountsToo) {
  const auto body = [this](const std::string& spec) {
    UsageApiOptions options;
    options.faults = ParseFaults(spec).value();
    UsageApi api = Api(options);
    return AskTwinFor(kCosts, api, From(kStart, 1) + "&group_by=line_item").Body();
  };
  EXPECT_THAT(body("number-as-string=value"), HasSubstr(R"("value":"0.013556799999999999",)"));
  EXPECT_THAT(body("negative"), HasSubstr(R"("value":-0.013556799999999999,)"));
  EXPECT_THAT(body("unknown-field"),
              HasSubstr(R"("organization_id":"org-acme","input_video_tokens":7})"));
  EXPECT_EQ(CountOf("organization.costs.result", {body("two-rows-one-key")}), 4);
  EXPECT_EQ(CountOf("\"quantity\":", {body("omit-field=quantity")}), 1);
  EXPECT_EQ(CountOf("organization.costs.result", {body("emptied-day")}), 0);
  EXPECT_EQ(CountOf("organization.costs.result", {body("shrunk-day/costs=2026-03-01")}), 3);
  EXPECT_EQ(CountOf("organization.costs.result", {body("emptied-day/completions")}), 3);
}

TEST_F(CostsApiTest, SurfaceIsRefusedOrUnknownOnRequest) {
  organisation_.completions().end = kStart + 9 * kSecondsPerDay;
  UsageApiOptions options;
  options.faults = ParseFaults("refuse=costs,unknown=completions").value();
  UsageApi api = Api(options);
  EXPECT_EQ(AskTwinFor(kCosts, api, From(kStart, 1)).status, 403);
  EXPECT_EQ(AskTwinFor(kCosts, api, From(kStart, 1) + "&group_by=api_key_id").status, 403);
  EXPECT_EQ(AskTwin(api, From(kStart, 1)).status, 404);
  options.faults = ParseFaults("refuse=costs_by_key").value();
  UsageApi by_key = Api(options);
  EXPECT_EQ(AskTwinFor(kCosts, by_key, From(kStart, 1)).status, 200);
  EXPECT_EQ(AskTwinFor(kCosts, by_key, From(kStart, 1) + "&group_by=api_key_id").status, 403);
  EXPECT_FALSE(ParseFaults("refuse=nothing").has_value());
  EXPECT_FALSE(ParseFaults("refuse").has_value());
  EXPECT_FALSE(ParseFaults("500/nothing").has_value());
}

TEST(CostSourceTest, EmptyGridIsWhatItsNameSays) {
  const TemporaryDirectory directory;
  const std::string grid =
      "start_time,end_time,start_time_iso,end_time_iso\n1772323200,1772409600,,\n";
  std::vector<std::string> ignored;
  const auto costs = ReadExports({directory.Write("cost_2026-03-01.csv", grid)}, &ignored);
  const auto usage = ReadExports({directory.Write("grid.csv", grid)}, &ignored);
  ASSERT_OK(costs);
  ASSERT_OK(usage);
  ASSERT_TRUE(costs->costs.has_value());
  EXPECT_EQ(costs->costs->end, 1'772'409'600);
  EXPECT_EQ(costs->Find("completions"), nullptr);
  EXPECT_EQ(usage->completions().end, 1'772'409'600);
  EXPECT_FALSE(usage->costs.has_value());
}

TEST(CostSourceTest, WrongCellsAreRefusedWithTheirLine) {
  const TemporaryDirectory directory;
  std::vector<std::string> ignored;
  const std::string path =
      directory.Write("cost.csv",
                      "start_time,end_time,amount_value,colour\n1772323200,1772409600,1,red\n"
                      "1772323200,1772409600,a lot,red\n");
  const auto read = ReadExports({path}, &ignored);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, ErrorCode::kBadInput);
  EXPECT_THAT(read.error().message, HasSubstr("cost.csv:3: amount_value is no decimal: 'a lot'"));
  EXPECT_THAT(ignored, ElementsAre("colour"));
}

}  // namespace
}  // namespace cognitrack::twin
