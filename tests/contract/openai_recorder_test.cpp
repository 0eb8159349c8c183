// Recording the provider's own words, page for page, from the twin.
#include "providers/openai/openai_recorder.h"

#include <gmock/gmock.h>

#include "tests/support/fake_clock.h"
#include "tests/support/result_matchers.h"
#include "twin/port/twin_transport.h"
#include "twin/seeded_organisation.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class OpenAiRecorderTest : public ::testing::Test {
 protected:
  OpenAiRecorderTest() {
    twin::SeededOptions options;
    options.seed = 5;
    options.first_day = kFirst;
    options.days = 5;
    options.rows_per_day = 4;
    organisation_ = twin::MakeSeededOrganisation(options);
  }

  Result<Recording> Record(const std::string& faults, std::string_view surface = kCompletions) {
    twin::UsageApiOptions options;
    options.faults = twin::ParseFaults(faults).value();
    twin::UsageApi api(organisation_, clock_, options);
    TwinTransport transport(api);
    ProviderSettings settings;
    settings.base_url = "http://127.0.0.1:1/v1";
    settings.admin_key = Secret("sk-admin-recorder");
    const auto recorder = MakeOpenAiRecorder(settings, transport, clock_, random_);
    EXPECT_OK(recorder);
    RecordQuery query;
    query.surface = FindSurface(surface);
    query.start = kFirst;
    query.end = kFirst + 5;
    query.buckets_per_page = 2;
    auto recording = (*recorder)->Record(query);
    urls_ = transport.urls;
    return recording;
  }

  static constexpr Day kFirst{20'513};  // 2026-03-01.
  twin::Organisation organisation_;
  FakeClock clock_{1'780'272'000};
  SeededRandom random_{1};
  std::vector<std::string> urls_;
};

TEST_F(OpenAiRecorderTest, EveryPageIsKeptWithItsTokens) {
  const auto recording = Record("");
  ASSERT_OK(recording);
  ASSERT_THAT(recording->pages, SizeIs(3));
  EXPECT_EQ(recording->grain, Grain::Full());
  EXPECT_EQ(recording->pages[0].token, "");
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_NE(recording->pages[i].next_page, "");
    EXPECT_EQ(recording->pages[i + 1].token, recording->pages[i].next_page);
    EXPECT_THAT(recording->pages[i].body, HasSubstr(recording->pages[i].next_page));
  }
  EXPECT_EQ(recording->pages[2].next_page, "");
  EXPECT_THAT(
      recording->pages[1].request,
      AllOf(HasSubstr("/organization/usage/completions?start_time=1772323200"),
            HasSubstr("group_by=model"), Not(HasSubstr("page=")), Not(HasSubstr("127.0.0.1"))));
}

TEST_F(OpenAiRecorderTest, WhatIsRefusedToGroupByIsDropped) {
  const auto recording = Record("refused-group-by=api_source");
  ASSERT_OK(recording);
  EXPECT_EQ(recording->grain, Grain::Full().Without("api_source"));
  EXPECT_THAT(recording->pages, SizeIs(3));
  EXPECT_THAT(urls_, SizeIs(4));
}

TEST_F(OpenAiRecorderTest, ASurfaceThatIsNotOfferedIsNoError) {
  const auto recording = Record("", "images");
  ASSERT_OK(recording);
  EXPECT_EQ(recording->state, SurfaceState::kNotOffered);
  EXPECT_THAT(recording->pages, SizeIs(0));
}

TEST_F(OpenAiRecorderTest, APageThatIsNoneGivesNothing) {
  EXPECT_THAT(
      Record("repeated-token@2"),
      HasError(ErrorCode::kProviderContract, HasSubstr("/v1/organization/usage/completions")));
}

}  // namespace
}  // namespace cognitrack
