// Rehearsals: clean ones are exact, each kind of fault is noticed, and what is planted here and
// must not pass turns them red.
#include "rehearsal/rehearsal.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "providers/openai/openai_bucket_reader.h"
#include "providers/openai/openai_provider.h"
#include "providers/openai/openai_readings.h"
#include "rehearsal/rehearsal_view.h"
#include "store/sqlite/sqlite_ledger.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"
#include "twin/faults.h"
#include "twin/rehearsal/twin_world.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::chrono::milliseconds kTook{0};

// Nothing here is to last: in memory it takes a tenth of the time.
[[maybe_unused]] const bool kInMemory =
    std::filesystem::is_directory("/dev/shm") && setenv("TMPDIR", "/dev/shm", 1) == 0;

CliEnvironment Wire(Clock& clock, Spawner& spawner, Random& random, HttpTransport& transport,
                    std::ostream& out, std::ostream& err) {
  return {
      .clock = clock,
      .spawner = spawner,
      .random = random,
      .out = out,
      .err = err,
      .variable = {},
      .open_ledger = [&clock](const DatabaseLocation& place,
                              DatabaseAccess access) -> Result<std::unique_ptr<LedgerStore>> {
        return OpenSqliteLedger(place.path, access, clock);
      },
      .open_service_store =
          [&clock](const DatabaseLocation& place) -> Result<std::unique_ptr<ServiceStore>> {
        return OpenSqliteServiceStore(place.path, clock);
      },
      .make_provider = [&](const std::string&,
                           ProviderSettings settings) -> Result<std::unique_ptr<UsageProvider>> {
        return MakeOpenAiProvider(std::move(settings), transport, clock, random);
      },
      .make_bucket_reader = [](const std::string&, int reading)
          -> Result<std::unique_ptr<BucketReader>> { return MakeOpenAiBucketReader(reading); },
      .readings = OpenAiReadings()};
}

Result<RehearsalSummary> Rehearsed(const std::string& faults, std::uint64_t seed = 1,
                                   RehearsalPorts ports = {twin::TwinWorld::Make, Wire},
                                   int hours = 48) {
  const TemporaryDirectory folder;
  RehearsalOptions options;
  options.hours = hours;
  options.seed = seed;
  options.faults = faults;
  options.directory = folder.path();
  return Rehearse(options, ports);
}

TEST(RehearsalTest, TwoCleanDaysAreExactAndTheSameEveryTime) {
  const auto summary = Rehearsed("");
  ASSERT_OK(summary);
  EXPECT_EQ(summary->verdict, "exact") << RehearsalText(*summary, kTook, TextStyle(false), 0);
  EXPECT_EQ(summary->days, 36);
  EXPECT_EQ(summary->sources, 13);
  EXPECT_EQ(summary->windows_seen, 36 * 13);
  EXPECT_EQ(summary->runs, 3);
  EXPECT_EQ(summary->slots_run, 3);
  EXPECT_EQ(summary->retries, 0);
  EXPECT_EQ(summary->throttled, 0);
  EXPECT_EQ(summary->reconciliation, "ok");
  EXPECT_THAT(summary->faults, IsEmpty());
  const auto again = Rehearsed("");
  ASSERT_OK(again);
  RehearsalSummary other = *again;
  other.options.directory = summary->options.directory;
  EXPECT_EQ(RehearsalJson(*summary, kTook), RehearsalJson(other, kTook));
  const auto another = Rehearsed("", 2);
  ASSERT_OK(another);
  EXPECT_EQ(another->verdict, "exact");
  EXPECT_NE(another->digest, summary->digest);
}

const std::vector<std::string> kFaults = {"retry-after-seconds@3=9",
                                          "retry-after-date@4",
                                          "429-no-hint@5-8",
                                          "500@2",
                                          "502@2",
                                          "503@6-7",
                                          "504@3",
                                          "huge-body@1=36,401-midway@1",
                                          "huge-body@1=36,403-midway@1",
                                          "error-in-200@3",
                                          "wrong-content-type@4",
                                          "redirect@5",
                                          "reset-mid-body@2",
                                          "stall@3",
                                          "gzip@1+",
                                          "gzip-bomb@2=36",
                                          "huge-body@2=36",
                                          "truncated-json@2",
                                          "malformed-json@2",
                                          "huge-body@1=36,repeated-token@2",
                                          "missing-token@2",
                                          "token-at-end@1",
                                          "bucket-twice@2",
                                          "missing-bucket@2",
                                          "two-rows-one-key@1",
                                          "number-as-string@1",
                                          "float@1",
                                          "negative@1",
                                          "beyond-2-63@1",
                                          "unknown-field@1",
                                          "unknown-dimension@1",
                                          "late-rows@3=2026-05-31",
                                          "shrunk-day/completions@2+=2026-05-30",
                                          "emptied-day/completions@2+=2026-05-29",
                                          "refuse@1=embeddings",
                                          "unknown@1=embeddings",
                                          "pause@2",
                                          "kill@2",
                                          "restart@1",
                                          "clock-jump@2",
                                          "clock-jump@1=5000",
                                          "beyond-2-53/completions@2",
                                          "omit-field/completions@2",
                                          "refused-group-by@1=api_source"};

class RehearsalFaultTest : public ::testing::TestWithParam<std::string> {};

TEST_P(RehearsalFaultTest, IsNoticedAndTheFiguresAgreeInTheEnd) {
  const auto summary = Rehearsed(GetParam());
  ASSERT_OK(summary);
  EXPECT_EQ(summary->verdict, "exact") << RehearsalText(*summary, kTook, TextStyle(false), 0);
  ASSERT_FALSE(summary->kinds.empty());
  for (const std::string& kind : summary->kinds) {
    const FaultCount& count = summary->faults.at(kind);
    EXPECT_GT(count.injected, 0) << kind;
    EXPECT_EQ(count.noticed, count.injected) << kind;
  }
}
INSTANTIATE_TEST_SUITE_P(Kinds, RehearsalFaultTest, ::testing::ValuesIn(kFaults),
                         [](const auto& fault) {
                           std::string name = fault.param;
                           for (char& c : name) {
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           }
                           return name;
                         });

TEST(RehearsalTest, FaultsTogetherAreCountedEach) {
  const auto summary =
      Rehearsed("429-no-hint@5-8,503@20,truncated-json@30,restart@2,clock-jump@2", 3);
  ASSERT_OK(summary);
  EXPECT_EQ(summary->verdict, "exact") << RehearsalText(*summary, kTook, TextStyle(false), 0);
  EXPECT_THAT(summary->kinds,
              ElementsAre("429-no-hint", "503", "truncated-json", "restart", "clock-jump"));
  EXPECT_EQ(summary->faults.at("429-no-hint").injected, 4);
  EXPECT_EQ(summary->throttled, 4);
  EXPECT_GT(summary->runs, 3) << "what failed was tried again";
  EXPECT_GT(summary->slots_caught_up, 0);
}

TEST(RehearsalTest, AFaultThatNeverCameIsNoProof) {
  const auto summary = Rehearsed("503@999999");
  ASSERT_OK(summary);
  EXPECT_EQ(summary->verdict, "not_injected");
  EXPECT_EQ(Rehearsed("pause@9")->verdict, "not_injected");
}

TEST(RehearsalTest, FaultsThatAreNoneAreRefused) {
  EXPECT_THAT(Rehearsed("5oo@1"), HasError(ErrorCode::kUsage, HasSubstr("5oo")));
  EXPECT_THAT(Rehearsed("pause@x"), HasError(ErrorCode::kUsage, HasSubstr("'pause@x'")));
  EXPECT_THAT(Rehearsed("kill@1=3"), HasError(ErrorCode::kUsage, HasSubstr("KIND@N")));
  EXPECT_THAT(Rehearsed("clock-jump@1=10"), HasError(ErrorCode::kUsage, HasSubstr("at least 61")));
}

// What a product that fails would look like, by what stands between it and the twin.
class Defect : public RehearsalWorld, public HttpTransport {
 public:
  explicit Defect(std::unique_ptr<RehearsalWorld> world) : world_(std::move(world)) {}
  HttpTransport& transport() override { return *this; }
  const std::vector<ShownFault>& shown() const override { return world_->shown(); }
  const std::vector<std::string>& targets() const override { return world_->targets(); }
  std::vector<std::string> surfaces() const override { return world_->surfaces(); }
  Result<std::vector<RehearsalExport>> WriteExports(const std::string& directory, Day first,
                                                    Day last) override {
    return world_->WriteExports(directory, first, last);
  }
  Status WritePrices(const std::string& file) override { return world_->WritePrices(file); }

 protected:
  std::unique_ptr<RehearsalWorld> world_;
};

template <typename Planted>
RehearsalPorts PortsWith() {
  return {[](const WorldOptions& options, Clock& clock) -> Result<std::unique_ptr<RehearsalWorld>> {
            TRY(auto world, twin::TwinWorld::Make(options, clock));
            return std::unique_ptr<RehearsalWorld>(std::make_unique<Planted>(std::move(world)));
          },
          Wire};
}

// One request more in one row.
class OneMore : public Defect {
 public:
  using Defect::Defect;
  void Get(const HttpRequest& request, const HttpLimits& limits, HttpResponse* response) override {
    world_->transport().Get(request, limits, response);
    const std::size_t at = response->body.find("\"num_model_requests\":");
    if (at != std::string::npos) response->body.insert(at + 21, "1");
  }
};

// Hides what the provider said, and answers as if nothing had been.
class Swallowing : public Defect {
 public:
  using Defect::Defect;
  void Get(const HttpRequest& request, const HttpLimits& limits, HttpResponse* response) override {
    const std::size_t shown = world_->shown().size();
    world_->transport().Get(request, limits, response);
    if (world_->shown().size() == shown) return;
    response->Clear();
    response->status = 200;
    response->headers = {{"content-type", "application/json"}};
    response->body = R"({"object":"page","data":[],"has_more":false,"next_page":null})";
  }
};

TEST(RehearsalTest, AnUntrueNumberIsAVariance) {
  const auto summary = Rehearsed("", 1, PortsWith<OneMore>());
  ASSERT_OK(summary);
  EXPECT_EQ(summary->verdict, "variance");
  EXPECT_EQ(summary->parity.front().verdict, "variance");
}

TEST(RehearsalTest, AThrottleThatNobodyCountsIsNotNoticed) {
  const auto summary = Rehearsed("429-no-hint@3", 1, PortsWith<Swallowing>());
  ASSERT_OK(summary);
  EXPECT_NE(summary->verdict, "exact");
  EXPECT_EQ(summary->faults.at("429-no-hint").injected, 1);
  EXPECT_EQ(summary->faults.at("429-no-hint").noticed, 0);
}

TEST(RehearsalTest, EveryKindOfTheTwinIsRehearsed) {
  for (const auto& kind : twin::FaultCatalogue()) {
    // Lasting: nothing after it could end exact.
    if (kind.name == "revoked-key") continue;
    const auto is_it = [&kind](const std::string& spec) {
      const std::string last = spec.substr(spec.find(',') + 1);
      return last.substr(0, last.find_first_of("/@")) == kind.name;
    };
    EXPECT_TRUE(std::any_of(kFaults.begin(), kFaults.end(), is_it)) << kind.name;
  }
}

}  // namespace
}  // namespace cognitrack
