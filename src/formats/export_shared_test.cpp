// Real exports beside the repository. The expected numbers were summed independently, with Python's
// csv and decimal modules.
#include <gmock/gmock.h>

#include <map>
#include <string>
#include <vector>

#include "formats/export_reader.h"
#include "tests/support/result_matchers.h"
#include "tests/support/shared_data.h"
#include "usage/day_coverage.h"

namespace cognitrack {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Sums = std::map<std::string, WideCount>;

struct Total {
  ExportFile file;
  std::size_t series = 0;
  std::size_t days = 0;
  std::size_t clipped_days = 0;
  Sums sums;
};

Result<Total> TotalOf(const std::string& path) {
  SeriesTable table;
  DayCoverage coverage;
  MetricValues sum;
  Total total;
  TRY(total.file, ReadExport(path, &table, [&](const ExportRow& row) -> Status {
        TRY_VOID(coverage.Add(row.start, row.end));
        if (!sum.Add(row.metrics)) return Error{ErrorCode::kBadInput, "too large"};
        return {};
      }));
  total.series = table.size();
  for (const CoveredDay& day : coverage.days()) {
    ++total.days;
    if (day.clipped) ++total.clipped_days;
  }
  for (std::size_t i = 0; i < kMetricCount; ++i) {
    if (const auto units = sum.Units(MetricAt(i)))
      total.sums[std::string(kMetricNames[i])] = *units;
  }
  return total;
}

TEST(ExportSharedTest, CompletionsOfJune2025) {
  const auto path = SharedFile("data/exports/openai-completions-usage-2025-06.csv");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  const auto total = TotalOf(path);
  ASSERT_OK(total);
  EXPECT_EQ(total->file.rows, 784);
  EXPECT_EQ(total->file.blank_rows, 0);
  EXPECT_EQ(total->series, 50U);
  EXPECT_EQ(total->days, 30U);
  EXPECT_EQ(total->clipped_days, 1U);
  EXPECT_EQ(total->sums, (Sums{{"num_model_requests", 35'374'870},
                               {"input_tokens", 58'453'747'896},
                               {"output_tokens", 962'590'180},
                               {"input_cached_tokens", 13'767'328'534},
                               {"input_uncached_tokens", 44'686'419'362},
                               {"input_audio_tokens", 0},
                               {"output_audio_tokens", 0}}));
  EXPECT_THAT(total->file.columns.unknown, IsEmpty());
  EXPECT_EQ(total->file.columns.missing.size(), 9U);
}

TEST(ExportSharedTest, CompletionsOfMarch2026) {
  const auto path = SharedFile("data/exports/openai-completions-usage-2026-03.csv");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  const auto total = TotalOf(path);
  ASSERT_OK(total);
  EXPECT_EQ(total->file.rows, 3);
  EXPECT_EQ(total->file.blank_rows, 28);
  EXPECT_EQ(total->days, 31U);
  EXPECT_EQ(total->clipped_days, 0U);
  EXPECT_EQ(total->sums.size(), 14U);
  EXPECT_EQ(total->sums.at("num_model_requests"), 3);
  EXPECT_EQ(total->sums.at("input_tokens"), 11'889);
  EXPECT_EQ(total->sums.at("output_tokens"), 1'570);
  EXPECT_EQ(total->sums.at("input_text_tokens"), 11'889);
  EXPECT_THAT(total->file.columns.unknown, IsEmpty());
  EXPECT_THAT(total->file.columns.missing, ::testing::ElementsAre("input_cache_write_tokens"));
}

TEST(ExportSharedTest, CompletionsOfAugust2026) {
  const auto path = SharedFile("data/exports/openai-completions-usage-2026-08.csv");
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  const auto total = TotalOf(path);
  ASSERT_OK(total);
  EXPECT_EQ(total->file.rows, 1);
  EXPECT_EQ(total->file.blank_rows, 30);
  EXPECT_EQ(total->days, 31U);
  EXPECT_EQ(total->sums.size(), 15U);
  EXPECT_EQ(total->sums.at("num_model_requests"), 4);
  EXPECT_EQ(total->sums.at("input_tokens"), 31'422);
  EXPECT_EQ(total->sums.at("output_tokens"), 29);
  EXPECT_THAT(total->file.columns.unknown, IsEmpty());
  EXPECT_THAT(total->file.columns.missing, IsEmpty());
  EXPECT_THAT(total->file.columns.unknown_metrics, IsEmpty());
}

TEST(ExportSharedTest, EveryOtherExportIsRefusedAsWhatItIs) {
  const auto folder = SharedFile("data/exports");
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not here";
  const std::vector<std::pair<std::string, std::string>> kinds = {
      {"openai-activity", "this is an openai activity export"},
      {"anthropic-tokens", "this is an anthropic tokens export"},
      {"anthropic-cost", "this is an anthropic cost export"}};
  int others = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    if (name.rfind("openai-completions", 0) == 0 || name.rfind("openai-cost", 0) == 0) continue;
    ++others;
    std::string expected = "no kind is known for " + name;
    for (const auto& [start, message] : kinds) {
      if (name.rfind(start, 0) == 0) expected = message;
    }
    EXPECT_THAT(
        TotalOf(entry.path()),
        HasError(ErrorCode::kBadInput, AllOf(HasSubstr(name + ":1:1: "), HasSubstr(expected))));
  }
  EXPECT_EQ(others, 3);
}

struct CostFile {
  const char* name;
  std::int64_t rows;
  std::int64_t blank_rows;
  std::size_t missing;
  const char* amount;  // Summed apart from this program, rounded row by row.
};

TEST(ExportSharedTest, CostsOfEveryVersionAddUpToTheDigit) {
  const std::vector<CostFile> files = {{"2024-12", 11, 26, 7, "3.905815"},
                                       {"2025-02", 100, 9, 7, "720.0729826"},
                                       {"2025-03", 8, 22, 7, "0.504868"},
                                       {"2025-04", 78, 9, 7, "242.16663045"},
                                       {"2025-06", 1'757, 0, 5, "19539.511888629995"},
                                       {"2026-08", 1, 30, 1, "0.0034"}};
  for (const CostFile& file : files) {
    const auto path = SharedFile(std::string("data/exports/openai-cost-") + file.name + ".csv");
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
    const auto total = TotalOf(path);
    ASSERT_OK(total) << file.name;
    EXPECT_EQ(total->file.kind, ExportKind::kOpenAiCost);
    EXPECT_EQ(total->file.rows, file.rows) << file.name;
    EXPECT_EQ(total->file.blank_rows, file.blank_rows) << file.name;
    EXPECT_EQ(total->file.columns.missing.size(), file.missing) << file.name;
    EXPECT_THAT(total->file.columns.unknown, IsEmpty());
    EXPECT_EQ(TextOf(Metric::kAmountValue, total->sums.at("amount_value")), file.amount);
  }
}

}  // namespace
}  // namespace cognitrack
