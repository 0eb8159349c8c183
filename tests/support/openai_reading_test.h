// A fixture for tests of the OpenAI provider over a scripted network: days of March 2026, read on
// the 10th of April, with all dimensions.
#pragma once

#include <gmock/gmock.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "providers/openai/openai_provider.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_transport.h"
#include "tests/support/openai_pages.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {

class OpenAiReadingTest : public ::testing::Test {
 protected:
  static constexpr Day kMarch1{20'513};
  static constexpr UtcSeconds kApril10 = 20'553 * kSecondsPerDay + 3'600;

  void SetUp() override {
    ProviderSettings settings;
    settings.base_url = "https://api.example/v1";
    settings.admin_key = Secret("sk-admin-canary");
    settings.rate.per_minute = 0;
    provider_ = MakeOpenAiProvider(settings, network_, clock_, random_).value();
  }

  // Reads the first `days` days of March.
  Result<PullResult> Read(int days) {
    query_.end = query_.start + days;
    return provider_->Read(
        query_,
        [this](UtcSeconds start, const Grain& grain) {
          asked_grains_.push_back(grain);
          const auto known = known_.find(start);
          return known == known_.end() ? KnownContent{} : known->second;
        },
        &series_);
  }

  // Every day of the query is parked with this code and a message that holds `text`.
  void ExpectAllParked(const Result<PullResult>& result, int days, const std::string& text) {
    ASSERT_OK(result);
    EXPECT_THAT(result->windows, ::testing::IsEmpty());
    EXPECT_THAT(result->unchanged, ::testing::IsEmpty());
    ASSERT_EQ(result->parked.size(), static_cast<std::size_t>(days));
    for (int i = 0; i < days; ++i) {
      const ParkedWindow& parked = result->parked[static_cast<std::size_t>(i)];
      EXPECT_EQ(parked.start, (query_.start + i).start());
      EXPECT_EQ(parked.error.code, ErrorCode::kProviderContract);
      EXPECT_THAT(parked.error.message,
                  ::testing::AllOf(::testing::StartsWith("/v1/organization/usage/completions: "),
                                   ::testing::HasSubstr(text),
                                   ::testing::HasSubstr("nothing of 2026-03-01 to "),
                                   ::testing::Not(::testing::HasSubstr("canary"))));
    }
  }

  // The first day alone is parked, and the second was read.
  void ExpectFirstParked(const Result<PullResult>& result, const std::string& text) {
    ASSERT_OK(result);
    ASSERT_EQ(result->windows.size(), 1U);
    EXPECT_EQ(result->windows[0].start, (query_.start + 1).start());
    ASSERT_EQ(result->parked.size(), 1U);
    EXPECT_EQ(result->parked[0].start, query_.start.start());
    EXPECT_THAT(result->parked[0].error,
                ::testing::Field(&Error::code, ErrorCode::kProviderContract));
    EXPECT_THAT(result->parked[0].error.message,
                ::testing::AllOf(::testing::HasSubstr(text),
                                 ::testing::EndsWith("; nothing of 2026-03-01 was stored")));
  }

  PullQuery Question() {
    PullQuery query;
    query.start = kMarch1;
    query.end = kMarch1 + 1;
    query.now = kApril10;
    query.grain = Grain::Full();
    return query;
  }

  FakeClock clock_{kApril10};
  SeededRandom random_{1};
  FakeTransport network_;
  SeriesTable series_;
  PullQuery query_ = Question();
  std::map<UtcSeconds, KnownContent> known_;
  std::vector<Grain> asked_grains_;
  std::unique_ptr<UsageProvider> provider_;
};

}  // namespace cognitrack
