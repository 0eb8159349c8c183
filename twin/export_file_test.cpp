#include "twin/export_file.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"
#include "twin/export_source.h"
#include "twin/seeded_organisation.h"

namespace cognitrack::twin {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr UtcSeconds kStart = 1'772'323'200;  // 2026-03-01.

UsageRecord Record(UtcSeconds start, std::int64_t input, std::uint32_t lot = 0) {
  UsageRecord record;
  record.start = start;
  record.lot = lot;
  record.metrics.Set(Metric::kInputTokens, input);
  record.metrics.Set(Metric::kOutputTokens, 3);
  record.metrics.Set(Metric::kNumModelRequests, 1);
  return record;
}

// One key of project proj_alpha, batch, over three days; the second has no use.
Organisation Small() {
  Organisation made;
  SurfaceRecords& organisation = made.completions();
  organisation.start = kStart;
  organisation.end = kStart + 3 * kSecondsPerDay;
  const auto set = [&organisation](Dimension dimension, std::string_view value,
                                   UsageRecord* record) {
    const auto number = static_cast<std::size_t>(dimension);
    record->key[number] = organisation.values[number].Intern(value);
  };
  organisation.records = {Record(kStart + 60, 100), Record(kStart + 7'200, 20),
                          Record(kStart + 7'200, 5, 1),
                          Record(kStart + 3 * kSecondsPerDay - 1, 130'663'583)};
  for (UsageRecord& record : organisation.records) {
    set(Dimension::kProjectId, "proj_alpha", &record);
    set(Dimension::kBatch, "true", &record);
    set(Dimension::kModel, "gpt-4o, \"mini\"", &record);
  }
  return made;
}

std::string Written(const Organisation& organisation, ExportOptions options) {
  if (options.to == 0) {
    options.from = organisation.start();
    options.to = organisation.end();
  }
  std::ostringstream out;
  EXPECT_OK(WriteExport(organisation, options, out));
  return out.str();
}

std::vector<std::string> LinesOf(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(ExportFileTest, HeadersAreThoseOfTheRealExports) {
  EXPECT_EQ(ColumnsOf(ExportVersion::kU1).size(), 16U);
  EXPECT_EQ(ColumnsOf(ExportVersion::kU2).size(), 24U);
  EXPECT_EQ(ColumnsOf(ExportVersion::kU3).size(), 25U);
  EXPECT_EQ(ColumnsOf(ExportVersion::kU4).size(), 26U);
  EXPECT_EQ(LinesOf(Written(Small(), {.version = ExportVersion::kU2}))[0],
            "start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,user_id,"
            "api_key_id,model,batch,service_tier,input_tokens,output_tokens,input_cached_tokens,"
            "input_uncached_tokens,input_text_tokens,output_text_tokens,input_cached_text_tokens,"
            "input_audio_tokens,input_cached_audio_tokens,output_audio_tokens,input_image_tokens,"
            "input_cached_image_tokens,output_image_tokens");
}

TEST(ExportFileTest, LinesAreWrittenAsTheDashboardWritesThem) {
  const std::string times =
      "1772323200,1772409600,2026-03-01T00:00:00+00:00,2026-03-02T00:00:00+00:00";
  const std::string middle = ",,,\"gpt-4o, \"\"mini\"\"\",True,,";
  const std::string blanks(11, ',');
  EXPECT_THAT(
      LinesOf(Written(Small(), {.version = ExportVersion::kU2})),
      ElementsAre(StartsWith("start_time"),
                  times + ",proj_alpha,2.0" + middle + "120.0,6.0" + blanks,
                  times + ",proj_alpha,1.0" + middle + "5.0,3.0" + blanks,
                  "1772409600,1772496000,2026-03-02T00:00:00+00:00,2026-03-03T00:00:00+00:00" +
                      std::string(20, ','),
                  HasSubstr(",1.30663583E8,3.0,")));
}

TEST(ExportFileTest, ClippedLastDayEndsAndCountsOneSecondEarly) {
  const auto lines = LinesOf(Written(Small(), {.version = ExportVersion::kU1, .clip_last = true}));
  EXPECT_EQ(lines.back(),
            "1772496000,1772582399,2026-03-03T00:00:00+00:00,2026-03-03T23:59:59+00:00" +
                std::string(12, ','));
}

TEST(ExportFileTest, RangeWithoutUseIsAGridOfFourColumns) {
  ExportOptions options;
  options.from = kStart + kSecondsPerDay;
  options.to = options.from + kSecondsPerDay;
  EXPECT_EQ(Written(Small(), options),
            "start_time,end_time,start_time_iso,end_time_iso\n"
            "1772409600,1772496000,2026-03-02T00:00:00+00:00,2026-03-03T00:00:00+00:00\n");
}

TEST(ExportFileTest, HoursOfADayAreLinesOfTheirOwn) {
  ExportOptions options;
  options.from = kStart;
  options.to = kStart + kSecondsPerDay;
  options.width = kSecondsPerHour;
  const auto lines = LinesOf(Written(Small(), options));
  EXPECT_EQ(lines.size(), 1U + 24U + 1U);
  EXPECT_THAT(lines[1], HasSubstr("T01:00:00+00:00,proj_alpha,1.0"));
  EXPECT_THAT(lines[2], EndsWith("T02:00:00+00:00" + std::string(22, ',')));
}

TEST(ExportFileTest, DimensionsLeftOutAreBlankAndSummed) {
  ExportOptions options;
  options.group_by = MaskOf(Dimension::kProjectId);
  EXPECT_THAT(LinesOf(Written(Small(), options))[1], HasSubstr(",proj_alpha,2.0,,,,,,,120.0,"));
}

TEST(ExportFileTest, ReadingWhatWasWrittenGivesTheSameFile) {
  SeededOptions seeded;
  seeded.first_day = DayOf(kStart);
  seeded.days = 12;
  seeded.rows_per_day = 30;
  const Organisation organisation = MakeSeededOrganisation(seeded);
  const TemporaryDirectory directory;
  for (const char* name : {"u1", "u2", "u3", "u4"}) {
    ExportOptions options{.version = *ExportVersionNamed(name)};
    options.clip_last = *ExportVersionNamed(name) == ExportVersion::kU3;
    const std::string text = Written(organisation, options);
    const std::string path = directory.Write("export.csv", text);
    std::vector<std::string> ignored;
    const auto read = ReadExports({path}, &ignored);
    ASSERT_OK(read);
    EXPECT_THAT(ignored, IsEmpty());
    EXPECT_EQ(Written(*read, options), text) << name;
  }
}

TEST(ExportFileTest, UnknownColumnsOfNumbersAreServedOthersNamed) {
  const TemporaryDirectory directory;
  const std::string path =
      directory.Write("export.csv",
                      "start_time,end_time,colour,compute_units,input_tokens\r\n"
                      "1772323200,1772409600,red,4.0,10\r\n1772323200,1772409600,,,10\r\n");
  std::vector<std::string> ignored;
  const auto read = ReadExports({path}, &ignored);
  ASSERT_OK(read);
  EXPECT_THAT(ignored, ElementsAre("colour"));
  EXPECT_EQ(read->completions().records.size(), 2U);
  EXPECT_EQ(read->completions().records[1].lot, 1U);
  ASSERT_EQ(read->completions().extras.size(), 1U);
  EXPECT_EQ(read->completions().extra_names[read->completions().extras[0].name], "compute_units");
  EXPECT_EQ(read->completions().extras[0].value, 4);
}

TEST(ExportFileTest, WrongFilesAreRefusedWithTheirLine) {
  const TemporaryDirectory directory;
  const std::string header = "start_time,end_time,batch,input_tokens\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "empty"},
      {"start_time,end_time,characters,model,project_id\n", "neither a completions-usage export"},
      {header + "1772323200,1772409600,True\n", ":2: 3 cells under a header of 4"},
      {header + "1772323200,1772409600,maybe,1\n", ":2: batch"},
      {header + "1772323200,1772409600,True,1.5\n", ":2: input_tokens is no whole number"},
      {header + "1772323200,1772409600,True,9.3E18\n", ":2: input_tokens is no whole number"},
      {header + "1772323200,1772323200,True,1\n", ":2: no time"},
      {header + "1772323200,1772409600,\"True,1\n", ":2: a quote"},
      {header + "1772323200,1772409600,True,9000000000000000000\n"
                "1772323200,1772409600,True,9000000000000000000\n",
       "does not fit 64 bits"},
  };
  for (const auto& [text, message] : cases) {
    std::vector<std::string> ignored;
    EXPECT_THAT(ReadExports({directory.Write("export.csv", text)}, &ignored),
                HasError(ErrorCode::kBadInput, HasSubstr(message)));
  }
}

TEST(ExportFileTest, RealExportsComeBackAsTheyWere) {
  const char* shared = std::getenv("COGNITRACK_SHARED");
  const std::filesystem::path folder =
      std::filesystem::path(shared ? shared : "../shared") / "data/exports";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not here";
  const std::vector<std::pair<std::string, ExportOptions>> files = {
      {"openai-completions-usage-2025-06.csv", {.version = ExportVersion::kU1, .clip_last = true}},
      {"openai-completions-usage-2026-03.csv", {.version = ExportVersion::kU2}},
      {"openai-completions-usage-2026-08.csv", {.version = ExportVersion::kU4}}};
  for (const auto& [name, options] : files) {
    std::vector<std::string> ignored;
    const auto organisation = ReadExports({(folder / name).string()}, &ignored);
    ASSERT_OK(organisation);
    std::ostringstream bytes;
    bytes << std::ifstream(folder / name).rdbuf();
    auto expected = LinesOf(bytes.str());
    auto written = LinesOf(Written(*organisation, options));
    std::sort(expected.begin(), expected.end());
    std::sort(written.begin(), written.end());
    EXPECT_EQ(written, expected) << name;
  }
}

}  // namespace
}  // namespace cognitrack::twin
