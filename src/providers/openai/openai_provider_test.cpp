#include "providers/openai/openai_provider.h"

#include "tests/support/openai_reading_test.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

using OpenAiProviderTest = OpenAiReadingTest;

const char kGroupingRefused[] =
    R"({"error":{"message":"Invalid value","type":"invalid_request_error",)"
    R"("param":"group_by","code":null}})";

Result<std::unique_ptr<UsageProvider>> Make(const std::string& base_url, const std::string& key,
                                            FakeTransport& network) {
  static FakeClock clock(0);
  static SeededRandom random(1);
  ProviderSettings settings;
  settings.base_url = base_url;
  settings.admin_key = Secret(key);
  return MakeOpenAiProvider(settings, network, clock, random);
}

TEST(MakeOpenAiProviderTest, NeedsAKeyAndASafeAddress) {
  FakeTransport network;
  EXPECT_THAT(Make("https://api.example", "", network),
              HasError(ErrorCode::kAuth, HasSubstr("OPENAI_ADMIN_KEY")));
  EXPECT_THAT(Make("https://api.example", "sk-admin-canary\n", network),
              HasError(ErrorCode::kAuth, AllOf(HasSubstr("line break"), Not(HasSubstr("canary")))));
  EXPECT_THAT(Make("http://api.example", "k", network),
              HasError(ErrorCode::kConfig, HasSubstr("loopback")));
  ASSERT_OK(Make("http://127.0.0.1:4010", "k", network));
  EXPECT_EQ(Make("http://127.0.0.1:4010", "k", network).value()->name(), "openai");
  EXPECT_THAT(network.requests, IsEmpty());
}

TEST_F(OpenAiProviderTest, AsksForWholeDaysInEveryDimension) {
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {}), OpenAiBucket(kMarch1 + 1, {})}));
  ASSERT_OK(Read(2));
  ASSERT_THAT(network_.requests, SizeIs(1));
  EXPECT_THAT(network_.requests[0].url,
              StartsWith("https://api.example/v1/organization/usage/completions?"));
  EXPECT_THAT(
      network_.ParametersOf(0),
      ElementsAre("start_time=1772323200", "end_time=1772496000", "bucket_width=1d", "limit=2",
                  "group_by=api_key_id", "group_by=api_source", "group_by=batch", "group_by=model",
                  "group_by=project_id", "group_by=service_tier", "group_by=user_id"));
  EXPECT_EQ(network_.requests[0].bearer.Reveal(), "sk-admin-canary");
  EXPECT_THAT(network_.requests[0].url, Not(HasSubstr("canary")));
}

TEST_F(OpenAiProviderTest, NeverAsksForMoreThan31BucketsAPage) {
  std::vector<std::string> buckets;
  for (int i = 0; i < 40; ++i) buckets.push_back(OpenAiBucket(kMarch1 + i, {}));
  network_.Answer(200, OpenAiPage(buckets));
  const auto result = Read(40);
  ASSERT_OK(result);
  EXPECT_THAT(network_.requests[0].url, HasSubstr("&limit=31&"));
  EXPECT_THAT(result->windows, SizeIs(40));
}

TEST_F(OpenAiProviderTest, FollowsOpaqueTokensToTheEndWithTheSameQuestion) {
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {})}, "page_AAA&b=c/d="))
      .Answer(200, OpenAiPage({}, "https://evil.example/v1"))
      .Answer(200, OpenAiPage({OpenAiBucket(kMarch1 + 1, {})}));
  const auto result = Read(2);
  ASSERT_OK(result);
  EXPECT_THAT(result->windows, SizeIs(2));
  ASSERT_THAT(network_.requests, SizeIs(3));
  const std::string first = network_.requests[0].url;
  EXPECT_EQ(network_.requests[1].url, first + "&page=page_AAA%26b%3Dc%2Fd%3D");
  EXPECT_EQ(network_.requests[2].url, first + "&page=https%3A%2F%2Fevil.example%2Fv1");
}

TEST_F(OpenAiProviderTest, TheOpenDayEndsNowForTheWholeQuery) {
  query_.now = kMarch1.start() + 86'400 + 5'000;
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {})}, "t"))
      .Answer(200, OpenAiPage({OpenAiBucket(kMarch1 + 1, {}, query_.now)}));
  const auto result = Read(3);
  ASSERT_OK(result);
  for (const auto& request : network_.requests) {
    EXPECT_THAT(request.url, HasSubstr("&end_time=1772414600&"));
  }
  ASSERT_THAT(result->windows, SizeIs(2));
  EXPECT_FALSE(result->windows[0].clipped);
  EXPECT_TRUE(result->windows[1].clipped);
  EXPECT_EQ(result->windows[1].end, (kMarch1 + 1).end()) << "the nominal end";
  ASSERT_THAT(result->parked, SizeIs(1));
  EXPECT_EQ(result->parked[0].error.code, ErrorCode::kTryLater);
  EXPECT_THAT(result->parked[0].error.message, HasSubstr("2026-03-03 has not begun"));
}

TEST_F(OpenAiProviderTest, KnownBytesAreNotParsed) {
  // What the rows hold would be refused; equal bytes were checked when they were read first.
  const std::string known = OpenAiBucket(kMarch1, {OpenAiRow(-1, 2, 3)});
  known_[kMarch1.start()].source_hash = Sha256(known);
  known_[(kMarch1 + 1).start()] = {Sha256("other bytes"), Blake2b256("other content")};
  network_.Answer(200, OpenAiPage({known, OpenAiBucket(kMarch1 + 1, {OpenAiRow(1, 2, 3)})}));
  const auto result = Read(2);
  ASSERT_OK(result);
  EXPECT_THAT(result->unchanged, ElementsAre(kMarch1.start()));
  ASSERT_THAT(result->windows, SizeIs(1));
  const std::string bytes = OpenAiBucket(kMarch1 + 1, {OpenAiRow(1, 2, 3)});
  EXPECT_THAT(result->windows[0].source_bytes.Unpacked(), IsOkAndHolds(bytes));
  EXPECT_EQ(result->windows[0].source_hash, Sha256(bytes));
  EXPECT_EQ(result->windows[0].read_at, kApril10);
  EXPECT_EQ(result->rows, 1);
  EXPECT_THAT(asked_grains_, ElementsAre(Grain::Full(), Grain::Full()));
}

TEST_F(OpenAiProviderTest, BytesOfKnownContentAreLeftOut) {
  const std::string row = OpenAiRow(1, 2, 3, R"("model":"gpt-a")");
  const std::string other = OpenAiRow(4, 5, 6, R"("model":"gpt-b")");
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {row, other})}));
  const auto first = Read(1);
  ASSERT_OK(first);
  ASSERT_THAT(first->windows, SizeIs(1));
  known_[kMarch1.start()] = {first->windows[0].source_hash,
                             ContentHash(query_.stream, first->windows[0], series_)};

  const std::string in_other_order = OpenAiBucket(kMarch1, {other, row});
  network_.Answer(200, OpenAiPage({in_other_order}));
  const auto again = Read(1);
  ASSERT_OK(again);
  ASSERT_THAT(again->windows, SizeIs(1));
  EXPECT_THAT(again->windows[0].rows, SizeIs(2));
  EXPECT_TRUE(again->windows[0].source_bytes.empty());
  EXPECT_EQ(again->windows[0].source_hash, Sha256(in_other_order));
}

TEST_F(OpenAiProviderTest, DropsApiSourceThenServiceTierWhereGroupByIsRefused) {
  network_.Answer(400, kGroupingRefused)
      .Answer(400, R"({"error":{"message":"'service_tier' is no valid group_by value"}})")
      .Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {OpenAiRow(1, 2, 3)})}));
  const auto result = Read(1);
  ASSERT_OK(result);
  const Grain coarse = Grain::Full().Without("api_source").Without("service_tier");
  EXPECT_EQ(result->grain, coarse);
  ASSERT_THAT(result->windows, SizeIs(1));
  EXPECT_EQ(result->windows[0].grain, coarse);
  EXPECT_THAT(asked_grains_, ElementsAre(coarse));
  EXPECT_THAT(network_.requests[1].url,
              AllOf(Not(HasSubstr("api_source")), HasSubstr("service_tier")));
  EXPECT_THAT(network_.requests[2].url, Not(HasSubstr("service_tier")));
}

TEST_F(OpenAiProviderTest, ARefusalOfEveryGrainIsAnError) {
  for (int i = 0; i < 3; ++i) network_.Answer(400, kGroupingRefused);
  EXPECT_THAT(Read(1), HasError(ErrorCode::kProviderContract,
                                AllOf(HasSubstr("HTTP 400"), HasSubstr("\"Invalid value\""))));
}

TEST_F(OpenAiProviderTest, OnlyA400ThatNamesGroupByToTheFirstRequestFallsBack) {
  network_.Answer(400, R"({"error":{"message":"Invalid limit provided: 366."}})");
  EXPECT_THAT(Read(1), HasError(ErrorCode::kProviderContract,
                                AllOf(HasSubstr("Invalid limit provided: 366."),
                                      EndsWith("nothing of 2026-03-01 to 2026-03-01 was stored"))));
  network_.Answer(422, kGroupingRefused);
  EXPECT_THAT(Read(1), HasError(ErrorCode::kProviderContract, HasSubstr("HTTP 422")));
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {})}, "t")).Answer(400, kGroupingRefused);
  ExpectAllParked(Read(2), 2, "HTTP 400");
}

TEST_F(OpenAiProviderTest, AnAnswerInTheMiddleThatIsNoPageParksTheQuery) {
  for (const int status : {401, 403, 404, 410, 422}) {
    network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {})}, "t")).Answer(status, "{}");
    const auto result = Read(2);
    ASSERT_OK(result);
    EXPECT_THAT(result->windows, IsEmpty()) << status;
    ASSERT_THAT(result->parked, SizeIs(2)) << status;
    EXPECT_THAT(result->parked[1].error.message, HasSubstr("HTTP " + std::to_string(status)));
  }
}

TEST_F(OpenAiProviderTest, AWrongKeySaysWhatToDo) {
  network_.Answer(
      401, R"({"error":{"message":"Incorrect API key provided: sk-admin-canary. Find it"}})");
  EXPECT_THAT(Read(1),
              HasError(ErrorCode::kAuth, AllOf(HasSubstr("the key is wrong"), HasSubstr("sk-…"),
                                               HasSubstr("Admin keys"), Not(HasSubstr("canary")))));
}

TEST_F(OpenAiProviderTest, ASurfaceThatIsTurnedAwayIsNoError) {
  struct Case {
    int status;
    const char* body;
    SurfaceState state;
    ErrorCode code;
    const char* says;
  };
  for (const Case& c :
       {Case{403, "<html>forbidden</html>", SurfaceState::kRefused, ErrorCode::kAuth,
             "api.usage.read"},
        Case{401, R"({"error":{"message":"Missing scopes: api.usage.read"}})",
             SurfaceState::kRefused, ErrorCode::kAuth, "Missing scopes"},
        Case{404, "", SurfaceState::kNotOffered, ErrorCode::kProviderContract,
             "does not know this surface"},
        Case{400, R"({"error":{"message":"Invalid URL: GET /v1/x"}})", SurfaceState::kNotOffered,
             ErrorCode::kProviderContract, "Invalid URL"}}) {
    network_.Answer(c.status, c.body);
    const auto result = Read(2);
    ASSERT_OK(result);
    EXPECT_EQ(result->surface_state, c.state) << c.status;
    EXPECT_THAT(result->windows, IsEmpty());
    EXPECT_THAT(result->parked, IsEmpty());
    EXPECT_EQ(result->why_turned_away.code, c.code);
    EXPECT_THAT(result->why_turned_away.message,
                AllOf(StartsWith("/v1/organization/usage/completions: "), HasSubstr(c.says)));
  }
}

TEST_F(OpenAiProviderTest, WhatPassesIsAskedAgainAndThenAnError) {
  for (int i = 0; i < 6; ++i) network_.Answer(429, R"({"error":{"message":"Slow down"}})");
  EXPECT_THAT(Read(1), HasError(ErrorCode::kTryLater,
                                AllOf(HasSubstr("asked 6 times"), HasSubstr("Slow down"))));
  network_.Answer(429, "", {{"retry-after", "7200"}});
  EXPECT_THAT(Read(1), HasError(ErrorCode::kTryLater, HasSubstr("Retry-After is over: '7200'")))
      << "longer than a read waits";
  for (int i = 0; i < 6; ++i) network_.Answer(503, "");
  EXPECT_THAT(Read(1), HasError(ErrorCode::kUnavailable, HasSubstr("HTTP 503 (asked 6 times)")));
  EXPECT_EQ(provider_->counters().requests, 13);
  EXPECT_EQ(provider_->counters().throttled, 7);
  for (int i = 0; i < 3; ++i) network_.Fail(HttpFailure::kResolve, "Could not resolve: x");
  EXPECT_THAT(Read(1), HasError(ErrorCode::kUnavailable,
                                AllOf(HasSubstr("https://api.example/v1 is not known"),
                                      HasSubstr("Could not resolve: x"))));
  network_.Fail(HttpFailure::kTls);
  EXPECT_THAT(Read(1), HasError(ErrorCode::kUnavailable, HasSubstr("TLS")));
  network_.Answer(200, OpenAiPage({OpenAiBucket(kMarch1, {})}, "t"));
  for (int i = 0; i < 6; ++i) network_.Fail(HttpFailure::kTruncated);
  EXPECT_THAT(Read(2), HasError(ErrorCode::kUnavailable, HasSubstr("broke off")));
  network_.Fail(HttpFailure::kInterrupted);
  EXPECT_THAT(Read(1), HasError(ErrorCode::kTryLater, HasSubstr("interrupted")));
}

TEST_F(OpenAiProviderTest, NeverFollowsARedirect) {
  network_.Answer(302, "", {{"location", "https://evil.example/"}});
  EXPECT_THAT(Read(1), HasError(ErrorCode::kProviderContract, HasSubstr("never followed")));
  EXPECT_THAT(network_.requests, SizeIs(1));
}

TEST_F(OpenAiProviderTest, ReadsNothingButDaysOfKnownSurfaces) {
  query_.stream.surface = "compute";
  EXPECT_THAT(Read(1), HasError(ErrorCode::kUsage, HasSubstr("compute")));
  query_.stream = {"costs_by_key", "1d", ""};
  query_.start = *FindSurface(kCostsByKey)->first_day - 1;
  EXPECT_THAT(Read(1), HasError(ErrorCode::kUsage, HasSubstr("2025-12-05 lies before it")));
  query_.start = kMarch1;
  query_.stream = {"completions", "1h", ""};
  EXPECT_THAT(Read(1), HasError(ErrorCode::kUsage, HasSubstr("1h")));
  query_.stream = {};
  EXPECT_THAT(Read(0), HasError(ErrorCode::kUsage, HasSubstr("ends before")));
}

}  // namespace
}  // namespace cognitrack
