#include "formats/export_reader.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/random.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr UtcSeconds kMidnight = 1'772'668'800;  // 2026-03-05.

struct ReadBack {
  ExportFile file;
  std::vector<ExportRow> rows;
  std::vector<Series> series;  // Of each row.
};

class ExportReaderTest : public ::testing::Test {
 protected:
  Result<ReadBack> Read(const std::string& bytes) {
    SeriesTable table;
    ReadBack back;
    TRY(back.file, ReadExport(directory_.Write("usage.csv", bytes), &table,
                              [&](const ExportRow& row) -> Status {
                                back.rows.push_back(row);
                                back.series.push_back(row.blank ? Series() : table.At(row.series));
                                return {};
                              }));
    return back;
  }

  // One row of a file with these columns besides the required ones.
  Result<ReadBack> ReadRow(const std::string& columns, const std::string& cells) {
    return Read("start_time,input_tokens,output_tokens,num_model_requests," + columns +
                "\n1772668800,3,2,1," + cells + "\n");
  }

  TemporaryDirectory directory_;
};

TEST_F(ExportReaderTest, ColumnsAreTakenByName) {
  const auto back = Read(
      "model,num_model_requests,end_time,output_tokens,start_time,input_tokens,project_id\n"
      "gpt-4o,1.0,1772755200,2.0,1772668800,3.0,proj_alpha\n");
  ASSERT_OK(back);
  ASSERT_EQ(back->rows.size(), 1U);
  const ExportRow& row = back->rows[0];
  EXPECT_EQ(row.line, 2);
  EXPECT_EQ(row.start, kMidnight);
  EXPECT_EQ(row.end, kMidnight + 86'400);
  EXPECT_FALSE(row.blank);
  MetricValues metrics;
  metrics.Set(Metric::kInputTokens, 3);
  metrics.Set(Metric::kOutputTokens, 2);
  metrics.Set(Metric::kNumModelRequests, 1);
  EXPECT_EQ(row.metrics, metrics);
  EXPECT_EQ(back->series[0], Series({{"model", "gpt-4o"}, {"project_id", "proj_alpha"}}));
}

TEST_F(ExportReaderTest, FileTellsWhatItHolds) {
  const auto back = Read(
      "start_time,input_tokens,output_tokens,num_model_requests,model,user_id,tier_hint,weight\n"
      "1772668800,3,2,1,gpt-4o,,gold,0.5\n"
      "1772755200,,,,,,,\n");
  ASSERT_OK(back);
  const ExportFile& file = back->file;
  EXPECT_THAT(file.name, HasSubstr("usage.csv"));
  EXPECT_EQ(file.kind, ExportKind::kOpenAiCompletions);
  EXPECT_EQ(file.rows, 1);
  EXPECT_EQ(file.blank_rows, 1);
  EXPECT_THAT(file.columns.dimensions, ElementsAre("model", "tier_hint", "user_id"));
  EXPECT_EQ(file.columns.metrics.size(), 3);
  EXPECT_THAT(file.columns.unknown_metrics, ElementsAre("weight"));
  EXPECT_THAT(file.columns.unknown, ElementsAre("tier_hint", "weight"));
  EXPECT_THAT(file.columns.missing,
              ElementsAre("end_time", "start_time_iso", "end_time_iso", "project_id", "api_key_id",
                          "batch", "service_tier", "input_cached_tokens",
                          "input_cache_write_tokens", "input_uncached_tokens", "input_text_tokens",
                          "output_text_tokens", "input_cached_text_tokens", "input_audio_tokens",
                          "input_cached_audio_tokens", "output_audio_tokens", "input_image_tokens",
                          "input_cached_image_tokens", "output_image_tokens"));
  EXPECT_EQ(file.filled, Grain({"model", "tier_hint"}));
}

TEST_F(ExportReaderTest, ALargeCountInFewDigitsWasRoundedByASpreadsheet) {
  const auto coarse = [this](const std::string& count) {
    const auto back = Read("start_time,input_tokens,output_tokens,num_model_requests\n1772668800," +
                           count + ",1,1\n");
    EXPECT_OK(back);
    return back->file.coarse;
  };
  EXPECT_EQ(coarse("1.23457E+11"), 1);
  EXPECT_EQ(coarse("1E+11"), 1);
  EXPECT_EQ(coarse("1.23456789012E+11"), 0) << "every digit is there";
  EXPECT_EQ(coarse("123457000000"), 0);
  EXPECT_EQ(coarse("123457000000.0"), 0);
  EXPECT_EQ(coarse("1.2E3"), 0) << "no spreadsheet writes it so";
}

TEST_F(ExportReaderTest, AColumnThatNoRowFillsInIsNotReported) {
  const std::string header =
      "start_time,input_tokens,output_tokens,num_model_requests,input_text_tokens\n";
  const auto back = Read(header + "1772668800,3,2,1,\n1772668800,3,2,1,\n");
  ASSERT_OK(back);
  EXPECT_FALSE(back->file.columns.metrics.Has(Metric::kInputTextTokens));
  EXPECT_TRUE(back->file.columns.metrics.Has(Metric::kInputTokens));
  const auto zero = Read(header + "1772668800,,,,\n");
  ASSERT_OK(zero);
  EXPECT_TRUE(zero->file.columns.metrics.Has(Metric::kInputTextTokens)) << "no use, so all are 0";
}

TEST_F(ExportReaderTest, HashIsOfTheBytesOnDisk) {
  // printf 'start_time\r\n1772668800\r\n' | sha256sum
  const auto back = Read("start_time\r\n1772668800\r\n");
  ASSERT_OK(back);
  EXPECT_EQ(back->file.sha256, "d73fdafbdba08cac51a770a0c1df12207aa1c6782c068ffa9e0c95f772149ecc");
}

TEST_F(ExportReaderTest, HashIsTheSameWhereTheFileIsReadTwice) {
  // An unknown column makes the reader look twice.
  const auto back = ReadRow("x", "a");
  ASSERT_OK(back);
  EXPECT_EQ(back->file.sha256, "a04718fd41f0821afc32aae9a6dc3dc2599d07be8d25e6c217a808a87e6448b4");
}

TEST_F(ExportReaderTest, QuotesMakeNoOtherSeries) {
  const auto back = Read(
      "start_time,input_tokens,output_tokens,num_model_requests,model,user_id\n"
      "1772668800,3,2,1,\"a,b\",c\n1772668800,3,2,1,a,b\n\"1772668800\",3,2,1,\"a\",\"b\"\n");
  ASSERT_OK(back);
  EXPECT_EQ(back->series[0], Series({{"model", "a,b"}, {"user_id", "c"}}));
  EXPECT_EQ(back->series[1], Series({{"model", "a"}, {"user_id", "b"}}));
  EXPECT_EQ(back->rows[2].series, back->rows[1].series);
  EXPECT_EQ(back->rows[2].start, kMidnight);
}

TEST_F(ExportReaderTest, CommasInQuotesDoNotShiftCells) {
  const auto back = Read(
      "start_time,input_tokens,output_tokens,num_model_requests,api_key_id,model,user_id\n"
      "1772668800,3,2,1,\"a,b\",x,\"y\"\n1772668800,3,2,1,a,\"b\",\"x,y\"\n");
  ASSERT_OK(back);
  EXPECT_EQ(back->series[0], Series({{"api_key_id", "a,b"}, {"model", "x"}, {"user_id", "y"}}));
  EXPECT_EQ(back->series[1], Series({{"api_key_id", "a"}, {"model", "b"}, {"user_id", "x,y"}}));
}

TEST_F(ExportReaderTest, BlankMetricCellWasNotReported) {
  const auto back = ReadRow("input_cached_tokens,input_audio_tokens", ",0.0");
  ASSERT_OK(back);
  EXPECT_EQ(back->rows[0].metrics.Get(Metric::kInputCachedTokens), std::nullopt);
  EXPECT_EQ(back->rows[0].metrics.Get(Metric::kInputAudioTokens), 0);
}

TEST_F(ExportReaderTest, BlankDimensionCellIsNoValue) {
  const auto back = ReadRow("model,user_id", "gpt-4o,\"\"");
  ASSERT_OK(back);
  EXPECT_EQ(back->series[0], Series({{"model", "gpt-4o"}}));
}

TEST_F(ExportReaderTest, RowWithTimeCellsOnlyIsAConfirmedZero) {
  const auto back = Read(
      "start_time,input_tokens,output_tokens,num_model_requests,model,compute_units\n"
      "1772668800,,,,,\n1772755200,,,,gpt-4o,\n1772841600,,,,,7\n");
  ASSERT_OK(back);
  EXPECT_TRUE(back->rows[0].blank);
  EXPECT_FALSE(back->rows[1].blank);
  EXPECT_FALSE(back->rows[2].blank);
  EXPECT_EQ(back->file.blank_rows, 1);
}

TEST_F(ExportReaderTest, EmptyGridIsAllZero) {
  const auto back = Read(
      "start_time,end_time,start_time_iso,end_time_iso\n"
      "1772668800,1772755200,2026-03-05T00:00:00+00:00,2026-03-06T00:00:00+00:00\n");
  ASSERT_OK(back);
  EXPECT_EQ(back->file.kind, ExportKind::kEmptyGrid);
  EXPECT_EQ(back->file.rows, 0);
  EXPECT_EQ(back->file.blank_rows, 1);
  EXPECT_THAT(back->file.columns.missing, IsEmpty());
}

TEST_F(ExportReaderTest, CountsAreReadInEveryFormOfASpreadsheet) {
  const std::vector<std::pair<std::string, std::int64_t>> forms = {
      {"4761", 4'761},
      {"4761.0", 4'761},
      {"1.2E3", 1'200},
      {"1.2e+03", 1'200},
      {"0", 0},
      {"0.0", 0},
      {"0004761.00", 4'761},
      {"9223372036854775807", INT64_MAX},
      {"999999999999999999", 999'999'999'999'999'999}};
  for (const auto& [cell, count] : forms) {
    const auto back = ReadRow("input_cached_tokens", cell);
    ASSERT_OK(back) << cell;
    EXPECT_EQ(back->rows[0].metrics.Get(Metric::kInputCachedTokens), count) << cell;
  }
}

TEST_F(ExportReaderTest, BatchIsWrittenInOneWay) {
  for (const std::string cell : {"False", "FALSE", "false"}) {
    const auto back = ReadRow("batch", cell);
    ASSERT_OK(back);
    EXPECT_EQ(back->series[0], Series({{"batch", "false"}}));
  }
  for (const std::string cell : {"True", "TRUE", "true"}) {
    const auto back = ReadRow("batch", cell);
    ASSERT_OK(back);
    EXPECT_EQ(back->series[0], Series({{"batch", "true"}}));
  }
}

TEST_F(ExportReaderTest, GuardBeforeAFormulaIsTakenOff) {
  const auto back = ReadRow("model,user_id,api_key_id", "'=1+1,''@x,'tis");
  ASSERT_OK(back);
  EXPECT_EQ(back->series[0],
            Series({{"model", "=1+1"}, {"user_id", "'@x"}, {"api_key_id", "'tis"}}));
}

TEST_F(ExportReaderTest, ComputeUnitsAreAKnownColumnOfUnknownMeaning) {
  const auto filled = ReadRow("compute_units", "1.50");
  ASSERT_OK(filled);
  EXPECT_THAT(filled->file.columns.unknown_metrics, ElementsAre("compute_units"));
  EXPECT_THAT(filled->file.columns.unknown, IsEmpty());
  EXPECT_THAT(filled->rows[0].unknown_metrics,
              ElementsAre(UnknownMetric{filled->rows[0].series, "compute_units", "1.5"}));

  const auto blank = ReadRow("compute_units", "");
  ASSERT_OK(blank);
  EXPECT_THAT(blank->file.columns.unknown_metrics, IsEmpty());
  EXPECT_THAT(blank->rows[0].unknown_metrics, IsEmpty());
}

TEST_F(ExportReaderTest, UnknownColumnOfNumbersIsAMetricAnyOtherADimension) {
  const auto back = Read(
      "start_time,input_tokens,output_tokens,num_model_requests,score,region,note\n"
      "1772668800,3,2,1,-1.29E-6,1,\n"
      "1772668800,3,2,1,,eu,\n");
  ASSERT_OK(back);
  EXPECT_THAT(back->file.columns.unknown_metrics, ElementsAre("score"));
  EXPECT_THAT(back->file.columns.dimensions, ElementsAre("region"));
  EXPECT_THAT(back->file.columns.unknown, ElementsAre("score", "region", "note"));
  EXPECT_EQ(back->series[0], Series({{"region", "1"}}));
  EXPECT_THAT(back->rows[0].unknown_metrics,
              ElementsAre(UnknownMetric{back->rows[0].series, "score", "-0.00000129"}));
  EXPECT_EQ(back->series[1], Series({{"region", "eu"}}));
  EXPECT_THAT(back->rows[1].unknown_metrics, IsEmpty());
}

TEST_F(ExportReaderTest, SpreadsheetsEmptyColumnsAndLinesAtTheEndAreIgnored) {
  const auto back = Read(
      "start_time,input_tokens,output_tokens,num_model_requests,,\n"
      "1772668800,3,2,1,,\n,,,,,\n\n");
  ASSERT_OK(back);
  EXPECT_EQ(back->file.rows, 1);
  EXPECT_THAT(back->file.columns.unknown, IsEmpty());
}

TEST_F(ExportReaderTest, SpreadsheetFormGivesTheSameRows) {
  const auto downloaded = Read(
      "start_time,end_time,model,batch,input_tokens,output_tokens,num_model_requests\n"
      "1772668800,1772755200,\"gpt-4o, mini\",False,4761.0,2.0,1.0\n");
  const auto saved = Read(
      "\xEF\xBB\xBFstart_time\tend_time\tmodel\tbatch\tinput_tokens\toutput_tokens"
      "\tnum_model_requests\r\n1772668800\t1772755200\tgpt-4o, mini\tFALSE\t4761\t2\t1\r\n");
  ASSERT_OK(downloaded);
  ASSERT_OK(saved);
  EXPECT_EQ(saved->rows[0].metrics, downloaded->rows[0].metrics);
  EXPECT_EQ(saved->series[0], downloaded->series[0]);
}

TEST_F(ExportReaderTest, LinesAreCountedThroughQuotedLineBreaks) {
  const auto back = Read(
      "start_time,input_tokens,output_tokens,num_model_requests,note\n"
      "1772668800,3,2,1,\"a\nb\"\n1772668800,3,2,1,c\n");
  ASSERT_OK(back);
  EXPECT_EQ(back->rows[0].line, 2);
  EXPECT_EQ(back->rows[1].line, 4);
}

TEST_F(ExportReaderTest, RefusalOfTheSinkBearsThePlace) {
  SeriesTable table;
  const std::string path = directory_.Write("usage.csv", "start_time\n1772668800\n1772755200\n");
  int rows = 0;
  const auto result = ReadExport(path, &table, [&](const ExportRow&) -> Status {
    if (++rows == 2) return Error{ErrorCode::kTryLater, "enough"};
    return {};
  });
  EXPECT_THAT(result, HasError(ErrorCode::kTryLater, path + ":3: enough"));
}

TEST_F(ExportReaderTest, SumsDoNotDependOnTheOrderOfColumnsOrRows) {
  std::vector<std::vector<std::string>> table = {
      {"start_time", "model", "input_tokens", "output_tokens", "num_model_requests", "extra"}};
  for (int i = 0; i < 50; ++i) {
    table.push_back({std::to_string(kMidnight + 86'400 * (i % 7)), "model_" + std::to_string(i % 3),
                     std::to_string(i * i) + ".0", std::to_string(i), "1",
                     std::to_string(i) + ".5"});
  }
  SeededRandom random(11);
  std::vector<std::size_t> order = {0, 1, 2, 3, 4, 5};
  MetricValues expected;
  for (int round = 0; round < 20; ++round) {
    std::string bytes;
    for (const auto& row : table) {
      for (std::size_t i = 0; i < order.size(); ++i) bytes += (i == 0 ? "" : ",") + row[order[i]];
      bytes += "\n";
    }
    const auto back = Read(bytes);
    ASSERT_OK(back);
    MetricValues sum;
    for (const ExportRow& row : back->rows) ASSERT_TRUE(sum.Add(row.metrics));
    if (round == 0) expected = sum;
    EXPECT_EQ(sum, expected);
    EXPECT_THAT(back->file.columns.unknown_metrics, ElementsAre("extra"));
    std::swap(order[random.Below(order.size())], order[random.Below(order.size())]);
    for (std::size_t i = 1; i < table.size(); ++i) {
      std::swap(table[i], table[1 + random.Below(table.size() - 1)]);
    }
  }
  EXPECT_EQ(expected.OrZero(Metric::kInputTokens), 40'425);
  EXPECT_EQ(expected.OrZero(Metric::kOutputTokens), 1'225);
  EXPECT_EQ(expected.OrZero(Metric::kNumModelRequests), 50);
}

}  // namespace
}  // namespace cognitrack
