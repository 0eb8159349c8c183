// What must not matter to an import or a pull: how often, in which order of rows, in how many
// files, with which page size, at which grain it was read first.
#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "ingest/import_export.h"
#include "ingest/parity_check.h"
#include "providers/openai/openai_provider.h"
#include "tests/support/pull_fixture.h"
#include "tests/support/result_matchers.h"
#include "twin/export_file.h"
#include "twin/port/twin_transport.h"
#include "twin/seeded_organisation.h"
#include "twin/usage_api.h"

namespace cognitrack {
namespace {

constexpr int kDays = 12;
const Day kFirst = PullFixture::kToday - 60;
const Day kLast = kFirst + (kDays - 1);

class PropertiesTest : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  PropertiesTest() : random_(GetParam()), organisation_(MakeOrganisation(GetParam())) {}

  static twin::Organisation MakeOrganisation(std::uint64_t seed) {
    twin::SeededOptions options;
    options.seed = seed;
    options.first_day = kFirst;
    options.days = kDays;
    options.rows_per_day = 9;
    return twin::MakeSeededOrganisation(options);
  }

  // The lines of the export of [from, to], the header first.
  std::vector<std::string> ExportLines(Day from, Day to) const {
    twin::ExportOptions options;
    options.from = from.start();
    options.to = to.end();
    std::ostringstream out;
    CHECK(twin::WriteExport(organisation_, options, out).has_value(), "a twin writes its export");
    std::istringstream in(out.str());
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }
  std::string Write(const std::string& name, const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return directory_.Write(name, text);
  }
  std::string WholeExport() { return Write("whole.csv", ExportLines(kFirst, kLast)); }

  static Result<ImportSummary> Import(PullFixture& world, std::vector<std::string> files) {
    ImportOptions options;
    options.source = "openai";
    options.files = std::move(files);
    return ImportExports(options, *world.ledger, world.ledger.clock, world.progress);
  }

  // A pull of every day from the twin; pages of at most `page_bytes`.
  void PullAll(PullFixture& world, std::size_t page_bytes, std::vector<twin::Fault> faults = {}) {
    twin::UsageApiOptions api_options;
    api_options.faults = std::move(faults);
    twin::UsageApi api(organisation_, world.ledger.clock, api_options);
    TwinTransport transport(api);
    ProviderSettings settings;
    settings.base_url = "http://127.0.0.1:1/v1";
    settings.admin_key = Secret("sk-admin-simulated");
    settings.limits.body_bytes = page_bytes;
    const auto provider = MakeOpenAiProvider(settings, transport, world.ledger.clock, random_);
    ASSERT_OK(provider);
    BackfillOptions options;
    options.source = "openai";
    options.start = kFirst;
    options.end = kLast;
    const auto summary = Backfill(options, {*world.ledger, **provider, world.ledger.clock,
                                            world.spawner, world.progress, [] { return false; }});
    ASSERT_OK(summary);
    EXPECT_EQ(summary->run.exit_code, 0) << summary->run.message;
  }

  static std::vector<std::string> RowsOf(PullFixture& world) {
    std::vector<std::string> rows;
    for (Day day = kFirst; day <= kLast; day = day + 1) {
      for (const std::string& line : world.Lines(day)) rows.push_back(FormatDay(day) + " " + line);
    }
    return rows;
  }
  static std::vector<std::string> HashesOf(PullFixture& world) {
    std::vector<std::string> hashes;
    for (const WindowRecord& record : world.Windows()) {
      hashes.push_back(FormatDay(DayOf(record.start)) + " " + ToHex(record.content_hash));
    }
    return hashes;
  }

  void ExpectExactParity(PullFixture& world) {
    ParityOptions options;
    options.source = "openai";
    options.files = {WholeExport()};
    const auto document =
        CheckParity(options, {*world.ledger, world.ledger.clock, world.spawner, world.progress});
    ASSERT_OK(document);
    EXPECT_EQ(document->verdict, Verdict::kExact);
  }

  SeededRandom random_;
  twin::Organisation organisation_;
  TemporaryDirectory directory_;
};

TEST_P(PropertiesTest, ImportingTwiceEqualsOnce) {
  PullFixture world;
  ASSERT_OK(Import(world, {WholeExport()}));
  const auto once = HashesOf(world);
  const auto twice = Import(world, {WholeExport()});
  ASSERT_OK(twice);
  EXPECT_EQ(twice->run.counters.rows_written, 0);
  EXPECT_EQ(HashesOf(world), once);
  ExpectExactParity(world);
}

TEST_P(PropertiesTest, TheOrderOfRowsDoesNotMatter) {
  PullFixture sorted;
  ASSERT_OK(Import(sorted, {WholeExport()}));
  std::vector<std::string> lines = ExportLines(kFirst, kLast);
  for (std::size_t i = lines.size() - 1; i > 1; --i) {
    std::swap(lines[i], lines[1 + random_.Below(i)]);
  }
  PullFixture shuffled;
  ASSERT_OK(Import(shuffled, {Write("shuffled.csv", lines)}));
  EXPECT_EQ(HashesOf(shuffled), HashesOf(sorted));
}

TEST_P(PropertiesTest, ASplitAtDayBoundariesDoesNotMatter) {
  PullFixture whole;
  ASSERT_OK(Import(whole, {WholeExport()}));
  std::vector<std::string> files;
  for (Day from = kFirst; from <= kLast;) {
    const Day to = std::min(kLast, from + static_cast<int>(random_.Below(5)));
    files.insert(files.begin(), Write(FormatDay(from) + ".csv", ExportLines(from, to)));
    from = to + 1;
  }
  PullFixture at_once;
  ASSERT_OK(Import(at_once, files));
  EXPECT_EQ(RowsOf(at_once), RowsOf(whole));
  PullFixture one_by_one;
  for (const std::string& file : files) {
    ImportOptions options;
    options.source = "openai";
    options.source_given = true;
    options.files = {file};
    ASSERT_OK(
        ImportExports(options, *one_by_one.ledger, one_by_one.ledger.clock, one_by_one.progress));
  }
  EXPECT_EQ(RowsOf(one_by_one), RowsOf(whole));
}

TEST_P(PropertiesTest, ThePageSizeDoesNotMatter) {
  PullFixture large;
  PullAll(large, 32U << 20);
  ExpectExactParity(large);
  for (const auto& [page_bytes, buckets] : {std::pair(45'000U, 7), std::pair(12'000U, 1)}) {
    PullFixture small;
    PullAll(small, page_bytes);
    const auto sources = small.ledger->Sources();
    EXPECT_EQ(small.ledger->Streams(sources->front().id)->front().buckets_per_page, buckets);
    EXPECT_EQ(HashesOf(small), HashesOf(large)) << page_bytes << " bytes a page";
  }
}

TEST_P(PropertiesTest, ThePullEqualsTheImportInEveryNumber) {
  PullFixture pulled;
  PullAll(pulled, 32U << 20);
  const auto compared = Import(pulled, {WholeExport()});
  ASSERT_OK(compared);
  EXPECT_EQ(compared->run.exit_code, 0) << compared->run.message;
  EXPECT_EQ(compared->days_held_from_api_equal.size(), static_cast<std::size_t>(kDays));
}

TEST_P(PropertiesTest, AChangeOfGrainNeverDoubles) {
  const auto totals = [](PullFixture& world) {
    std::vector<MetricValues> of_days;
    for (const WindowRecord& record : world.Windows()) of_days.push_back(record.totals);
    return of_days;
  };
  PullFixture world;
  PullAll(world, 32U << 20);
  const auto expected = totals(world);
  twin::Fault refused;
  refused.kind = twin::FaultKind::kRefusedGroupBy;
  refused.last = INT64_MAX;
  refused.argument = "api_source";
  PullAll(world, 32U << 20, {refused});
  EXPECT_EQ(totals(world), expected);
  world.ledger.clock.Advance(8 * kSecondsPerDay);
  PullAll(world, 32U << 20);
  EXPECT_EQ(totals(world), expected);
  PullFixture coarse_first;
  PullAll(coarse_first, 32U << 20, {refused});
  EXPECT_EQ(totals(coarse_first), expected);
  coarse_first.ledger.clock.Advance(8 * kSecondsPerDay);
  PullAll(coarse_first, 32U << 20);
  EXPECT_EQ(HashesOf(coarse_first), HashesOf(world));
}

INSTANTIATE_TEST_SUITE_P(Seeds, PropertiesTest, ::testing::Values(1, 2, 3));

}  // namespace
}  // namespace cognitrack
