// The OpenAI adapter against each fault of the twin: what was injected is noticed, and no window
// that comes out differs from the truth.
#include <gmock/gmock.h>

#include <map>

#include "providers/openai/openai_provider.h"
#include "tests/support/fake_clock.h"
#include "tests/support/result_matchers.h"
#include "twin/port/twin_transport.h"
#include "twin/seeded_organisation.h"

namespace cognitrack {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

// How a fault shows, and what it leaves of fourteen days.
enum class Outcome {
  kNothing,   // Every window, no trace: it was no fault.
  kRetried,   // Every window, after another try.
  kSmaller,   // Every window, after asking for fewer buckets.
  kReported,  // Every window, with an issue.
  kCoarser,   // Every window, at a grain without what was refused.
  kParked,    // Some windows are parked with the provider's contract as the reason; the rest are
              // true.
  kRefused,   // The key is refused: an error, or windows parked with kAuth.
};

struct FaultCase {
  std::string spec;
  Outcome outcome;
};
void PrintTo(const FaultCase& fault, std::ostream* out) { *out << fault.spec; }

class OpenAiFaultsTest : public ::testing::TestWithParam<FaultCase> {
 protected:
  struct Read {
    Result<PullResult> result;
    FetchCounters counters;
    std::map<UtcSeconds, Hash256> content;
    int faults = 0;
  };

  OpenAiFaultsTest() {
    twin::SeededOptions options;
    options.seed = 5;
    options.first_day = first_day_;
    options.days = 14;
    options.rows_per_day = 10;
    organisation_ = twin::MakeSeededOrganisation(options);
  }

  Read Pull(const std::string& spec) {
    int shown = 0;
    twin::UsageApiOptions options;
    options.faults = twin::ParseFaults(spec).value();
    options.fault_log = [&shown](std::string_view, std::string_view) { ++shown; };
    twin::UsageApi api(organisation_, clock_, options);
    TwinTransport transport(api);
    ProviderSettings settings;
    settings.base_url = "http://127.0.0.1:1/v1";
    settings.admin_key = Secret("sk-admin-faults");
    const auto provider = MakeOpenAiProvider(settings, transport, clock_, random_);
    EXPECT_OK(provider);
    PullQuery query;
    query.start = first_day_;
    query.end = first_day_ + 14;
    query.now = clock_.Now();
    query.grain = Grain::Full();
    query.buckets_per_page = 5;
    SeriesTable series;
    Read read{(*provider)->Read(query, NothingKnown, &series), (*provider)->counters(), {}, 0};
    read.faults = shown;
    if (!read.result) return read;
    for (const WindowRead& window : read.result->windows) {
      read.content[window.start] = ContentHash(query.stream, window, series);
    }
    return read;
  }

  const Day first_day_{20'513};  // 2026-03-01.
  twin::Organisation organisation_;
  FakeClock clock_{1'780'272'000};
  SeededRandom random_{1};
};

TEST_P(OpenAiFaultsTest, FaultIsNoticedAndNothingUntrueComesOut) {
  const std::map<UtcSeconds, Hash256> truth = Pull("").content;
  ASSERT_EQ(truth.size(), 14U);
  const Read read = Pull(GetParam().spec);
  ASSERT_GT(read.faults, 0);
  const Outcome outcome = GetParam().outcome;
  if (outcome == Outcome::kRefused && !read.result) {
    EXPECT_EQ(read.result.error().code, ErrorCode::kAuth);
    return;
  }
  ASSERT_OK(read.result);
  if (outcome != Outcome::kReported && outcome != Outcome::kCoarser) {
    for (const auto& [start, content] : read.content) EXPECT_EQ(content, truth.at(start));
  }
  const bool parks = outcome == Outcome::kParked || outcome == Outcome::kRefused;
  EXPECT_EQ(read.content.size() + read.result->parked.size(),
            static_cast<std::size_t>(read.result->end - first_day_));
  EXPECT_EQ(read.result->parked.empty(), !parks);
  for (const ParkedWindow& parked : read.result->parked) {
    EXPECT_EQ(parked.error.code,
              outcome == Outcome::kRefused ? ErrorCode::kAuth : ErrorCode::kProviderContract)
        << parked.error.message;
  }
  EXPECT_EQ(read.counters.retries > 0, outcome == Outcome::kRetried);
  EXPECT_EQ(read.result->buckets_per_page < 5, outcome == Outcome::kSmaller);
  if (outcome == Outcome::kReported) {
    EXPECT_THAT(read.result->issues, Not(IsEmpty()));
  } else if (outcome == Outcome::kNothing) {
    EXPECT_THAT(read.result->issues, IsEmpty());
  }
  EXPECT_EQ(read.result->grain.Has("api_source"), outcome != Outcome::kCoarser);
}

INSTANTIATE_TEST_SUITE_P(
    Catalogue, OpenAiFaultsTest,
    ::testing::Values(
        FaultCase{"retry-after-seconds@2=9", Outcome::kRetried},
        FaultCase{"retry-after-date", Outcome::kRetried},
        FaultCase{"429-no-hint@2-3", Outcome::kRetried}, FaultCase{"500", Outcome::kRetried},
        FaultCase{"502@2", Outcome::kRetried}, FaultCase{"503@1-4", Outcome::kRetried},
        FaultCase{"504@3", Outcome::kRetried}, FaultCase{"reset-mid-body@2", Outcome::kRetried},
        FaultCase{"stall", Outcome::kRetried}, FaultCase{"gzip@1+", Outcome::kNothing},
        FaultCase{"huge-body@2", Outcome::kSmaller}, FaultCase{"gzip-bomb@2=36", Outcome::kSmaller},
        FaultCase{"401-midway", Outcome::kRefused}, FaultCase{"403-midway", Outcome::kRefused},
        FaultCase{"error-in-200@2", Outcome::kParked},
        FaultCase{"wrong-content-type@2+", Outcome::kParked},
        FaultCase{"redirect@2", Outcome::kParked}, FaultCase{"truncated-json@2+", Outcome::kParked},
        FaultCase{"malformed-json@2+", Outcome::kParked},
        FaultCase{"repeated-token@1+", Outcome::kParked},
        FaultCase{"repeated-token@2+", Outcome::kParked},
        FaultCase{"missing-token@2", Outcome::kParked}, FaultCase{"token-at-end", Outcome::kParked},
        FaultCase{"bucket-twice@2", Outcome::kParked}, FaultCase{"bucket-twice", Outcome::kParked},
        FaultCase{"missing-bucket", Outcome::kParked},
        FaultCase{"two-rows-one-key", Outcome::kReported},
        FaultCase{"number-as-string", Outcome::kParked}, FaultCase{"float", Outcome::kParked},
        FaultCase{"negative", Outcome::kParked}, FaultCase{"beyond-2-53", Outcome::kReported},
        FaultCase{"beyond-2-63", Outcome::kParked}, FaultCase{"unknown-field", Outcome::kReported},
        FaultCase{"unknown-dimension", Outcome::kReported},
        FaultCase{"omit-field", Outcome::kReported},
        FaultCase{"refused-group-by=api_source", Outcome::kCoarser}));

}  // namespace
}  // namespace cognitrack
