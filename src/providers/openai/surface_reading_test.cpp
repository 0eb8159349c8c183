// Every surface of the table, read in the shape that the interface documents.
#include <fstream>
#include <sstream>

#include "tests/support/openai_reading_test.h"
#include "tests/support/shared_data.h"
#include "usage/issue_codes.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class SurfaceReadingTest : public OpenAiReadingTest,
                           public ::testing::WithParamInterface<std::string> {
 protected:
  const Surface& surface() const { return *FindSurface(GetParam()); }
  void SetUp() override {
    OpenAiReadingTest::SetUp();
    query_.stream.surface = surface().name;
    query_.grain = Grain(surface().dimensions);
  }
  // A row with every known count, each another number, and every dimension.
  std::string Row() const {
    std::string row = R"({"object":")" + std::string(surface().row_kind) + "\"";
    for (std::size_t i = 0; i < kCountMetrics; ++i) {
      if (!surface().metrics.Has(MetricAt(i))) continue;
      row += ",\"" + std::string(kMetricNames[i]) + "\":" + std::to_string(100 + i);
    }
    if (HoldsMoney(surface().name)) row += R"(,"amount":{"value":0.25,"currency":"usd"})";
    for (const std::string_view name : surface().dimensions) {
      row += ",\"" + std::string(name) + "\":\"" + std::string(name) + "-1\"";
    }
    return row + "}";
  }
};

std::vector<std::string> Names() {
  std::vector<std::string> names;
  for (const Surface& surface : Surfaces()) names.emplace_back(surface.name);
  return names;
}

TEST_P(SurfaceReadingTest, AsksForItsPathInItsDimensionsAndKnowsEveryField) {
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {Row()})}));
  const auto result = Read(1);
  ASSERT_OK(result);
  EXPECT_THAT(network_.requests[0].url,
              ::testing::StartsWith("https://api.example/v1" + std::string(surface().path) + "?"));
  for (const std::string_view name : surface().dimensions) {
    EXPECT_THAT(network_.ParametersOf(0), ::testing::Contains("group_by=" + std::string(name)));
  }
  EXPECT_EQ(result->surface_state, SurfaceState::kOk);
  EXPECT_THAT(result->parked, IsEmpty());
  for (const PullIssue& issue : result->issues) {
    EXPECT_EQ(issue.code, issue::kIdentityBroken) << issue.where << ": no field is unknown";
  }
  ASSERT_THAT(result->windows, SizeIs(1));
  ASSERT_THAT(result->windows[0].rows, SizeIs(1));
  const UsageRow& row = result->windows[0].rows[0];
  for (std::size_t i = 0; i < kCountMetrics; ++i) {
    if (!surface().metrics.Has(MetricAt(i))) continue;
    EXPECT_EQ(row.metrics.Get(MetricAt(i)), 100 + static_cast<std::int64_t>(i)) << kMetricNames[i];
  }
  for (const std::string_view name : surface().dimensions) {
    const std::string* value = series_.At(row.series).Find(name);
    ASSERT_NE(value, nullptr) << name;
    EXPECT_EQ(*value, std::string(name) + "-1");
  }
  EXPECT_THAT(result->windows[0].unknown_metrics, IsEmpty());
}

TEST_P(SurfaceReadingTest, ARowOfAnotherKindOrWithoutItsPromiseIsNotPassedOver) {
  const std::string stranger = R"({"object":"organization.usage.strangers.result"})";
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {stranger})}));
  const auto refused = Read(1);
  ASSERT_OK(refused);
  ASSERT_THAT(refused->parked, SizeIs(1));
  EXPECT_THAT(refused->parked[0].error.message,
              AllOf(HasSubstr(std::string(surface().path)),
                    HasSubstr("not " + std::string(surface().row_kind))));
  if (surface().required.empty()) return;
  const std::string bare = R"({"object":")" + std::string(surface().row_kind) + "\"}";
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {bare})}));
  const auto result = Read(1);
  ASSERT_OK(result);
  EXPECT_THAT(result->issues, SizeIs(static_cast<std::size_t>(surface().required.size())));
  EXPECT_THAT(result->issues, Each(Field(&PullIssue::code, issue::kMissingField)));
}

TEST_P(SurfaceReadingTest, GivesUpWhatItMayAndNothingElse) {
  const char* kRefused = R"({"error":{"message":"no","param":"group_by"}})";
  for (std::size_t i = 0; i <= surface().refusable.size(); ++i) network_.Answer(400, kRefused);
  EXPECT_THAT(Read(1), HasError(ErrorCode::kProviderContract, HasSubstr("HTTP 400")));
  EXPECT_THAT(network_.requests, SizeIs(surface().refusable.size() + 1));
}

TEST_P(SurfaceReadingTest, TheDocumentedPageIsReadWithoutARemark) {
  // Costs by key are the same page; decisions stand in the SDK alone.
  const std::string path = std::string(surface().path).substr(1);
  std::string name = path;
  for (std::size_t at = name.find('/'); at != std::string::npos; at = name.find('/', at)) {
    name.replace(at, 1, "__");
  }
  std::ifstream file(SharedFile("data/api/" + name + ".json"), std::ios::binary);
  if (!file) GTEST_SKIP() << "shared/data/api is not there, or has no such page";
  std::ostringstream bytes;
  bytes << file.rdbuf();
  const std::string page = bytes.str();
  query_.start = Day{20'028};  // 2024-11-01
  if (surface().first_day) GTEST_SKIP() << "the documented day lies before its first";
  network_.Answer(200, page);
  if (page.find("\"has_more\": true") != std::string::npos) {
    network_.Answer(200, OpenAiPage({}));
  }
  const auto result = Read(1);
  ASSERT_OK(result);
  EXPECT_THAT(result->issues, IsEmpty());
  EXPECT_THAT(result->parked, IsEmpty());
  ASSERT_THAT(result->windows, SizeIs(1));
  ASSERT_THAT(result->windows[0].rows, SizeIs(1));
  EXPECT_FALSE(result->windows[0].rows[0].metrics.IsZero());
}

INSTANTIATE_TEST_SUITE_P(Each, SurfaceReadingTest, ::testing::ValuesIn(Names()),
                         [](const auto& param) { return param.param; });

TEST_F(OpenAiReadingTest, ATokenMetricOfAnotherSurfaceIsAnUnknownOne) {
  query_.stream.surface = "images";
  query_.grain = Grain(FindSurface("images")->dimensions);
  network_.Answer(200,
                  OpenAiPage({OpenAiBucket(
                      kMarch1, {R"({"object":"organization.usage.images.result","images":2,)"
                                R"("num_model_requests":1,"input_tokens":7,"size":"512x512"})"})}));
  const auto result = Read(1);
  ASSERT_OK(result);
  ASSERT_THAT(result->windows, SizeIs(1));
  ASSERT_THAT(result->windows[0].unknown_metrics, SizeIs(1));
  EXPECT_EQ(result->windows[0].unknown_metrics[0].value, "7");
  EXPECT_THAT(result->issues, ElementsAre(Field(&PullIssue::code, issue::kUnknownMetric)));
  EXPECT_EQ(result->issues[0].where, "/v1/organization/usage/images input_tokens");
}

}  // namespace
}  // namespace cognitrack
