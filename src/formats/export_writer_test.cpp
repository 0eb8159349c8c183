#include "formats/export_writer.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "base/random.h"
#include "formats/export_reader.h"
#include "tests/support/result_matchers.h"
#include "tests/support/temporary_directory.h"

namespace cognitrack {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Day kDay{20517};  // 2026-03-05.

MetricValues Metrics(std::int64_t requests, std::int64_t input, std::int64_t output) {
  MetricValues metrics;
  metrics.Set(Metric::kNumModelRequests, requests);
  metrics.Set(Metric::kInputTokens, input);
  metrics.Set(Metric::kOutputTokens, output);
  return metrics;
}

constexpr char kNewestHeader[] =
    "start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,user_id,"
    "api_key_id,model,batch,service_tier,compute_units,input_tokens,output_tokens,"
    "input_cached_tokens,input_cache_write_tokens,input_uncached_tokens,input_text_tokens,"
    "output_text_tokens,input_cached_text_tokens,input_audio_tokens,input_cached_audio_tokens,"
    "output_audio_tokens,input_image_tokens,input_cached_image_tokens,output_image_tokens";

TEST(CsvExportWriterTest, ColumnsAreThoseOfTheNewestExport) {
  std::string bytes;
  const auto writer = MakeCsvExportWriter({}, [&](std::string_view part) { bytes += part; });
  ASSERT_OK(writer->Row(
      kDay, Series({{"project_id", "proj_alpha"}, {"model", "gpt-4o"}, {"batch", "false"}}),
      Metrics(1, 3, 2), {}));
  writer->ConfirmedZero(kDay + 1);
  EXPECT_EQ(bytes,
            std::string(kNewestHeader) +
                "\n1772668800,1772755200,2026-03-05T00:00:00+00:00,2026-03-06T00:00:00+00:00,"
                "proj_alpha,1,,,gpt-4o,False,,,3,2,,,,,,,,,,,,\n"
                "1772755200,1772841600,2026-03-06T00:00:00+00:00,2026-03-07T00:00:00+00:00,"
                ",,,,,,,,,,,,,,,,,,,,,\n");
}

TEST(CsvExportWriterTest, AClippedDayEndsASecondEarly) {
  std::string bytes;
  const auto writer = MakeCsvExportWriter({}, [&](std::string_view part) { bytes += part; });
  bytes.clear();
  writer->ConfirmedZero({kDay, true});
  EXPECT_THAT(bytes, HasSubstr("1772668800,1772755199,2026-03-05T00:00:00+00:00,"
                               "2026-03-05T23:59:59+00:00,"));
}

TEST(CsvExportWriterTest, CostsHaveTheColumnsOfTheNewestCostExport) {
  std::string bytes;
  ExportContent content;
  content.surface = "costs";
  content.grain = Grain({"amount_currency", "line_item", "project_id", "quantity_unit"});
  const auto writer = MakeCsvExportWriter(content, [&](std::string_view part) { bytes += part; });
  MetricValues billed;
  ASSERT_TRUE(billed.SetDecimal(Metric::kAmountValue, ParsePicos("1.619602")->value));
  ASSERT_TRUE(billed.SetDecimal(Metric::kQuantity, ParsePicos("-0.000000000001")->value));
  ASSERT_OK(writer->Row(kDay,
                        Series({{"project_id", "proj_alpha"},
                                {"line_item", "gpt-a, input"},
                                {"amount_currency", "usd"},
                                {"quantity_unit", "tokens"}}),
                        billed, {}));
  writer->ConfirmedZero(kDay + 1);
  EXPECT_EQ(bytes,
            "start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,quantity,"
            "quantity_unit,line_item,user_id,api_key_id,project_id,organization_id,project_name,"
            "organization_name,user_email,api_source\n"
            "1772668800,1772755200,2026-03-05T00:00:00+00:00,2026-03-06T00:00:00+00:00,"
            "1.619602,usd,-0.000000000001,tokens,\"gpt-a, input\",,,proj_alpha,,,,,\n"
            "1772755200,1772841600,2026-03-06T00:00:00+00:00,2026-03-07T00:00:00+00:00,"
            ",,,,,,,,,,,,\n");
}

TEST(CsvExportWriterTest, AnotherSurfaceHasTheColumnsOfItsApi) {
  std::string bytes;
  const auto writer = MakeCsvExportWriter({"vector_stores", Grain({"project_id"}), {}, {}},
                                          [&](std::string_view part) { bytes += part; });
  MetricValues stored;
  stored.Set(Metric::kUsageBytes, 7);
  ASSERT_OK(writer->Row(kDay, Series({{"project_id", "proj_alpha"}}), stored, {}));
  EXPECT_EQ(bytes,
            "start_time,end_time,start_time_iso,end_time_iso,project_id,usage_bytes\n"
            "1772668800,1772755200,2026-03-05T00:00:00+00:00,2026-03-06T00:00:00+00:00,"
            "proj_alpha,7\n");
}

TEST(JsonlExportWriterTest, AmountsAreDecimalStrings) {
  std::string bytes;
  const auto writer = MakeJsonlExportWriter([&](std::string_view part) { bytes += part; });
  MetricValues billed;
  ASSERT_TRUE(billed.SetDecimal(Metric::kAmountValue, ParsePicos("12.50")->value));
  ASSERT_OK(writer->Row(kDay, Series({{"amount_currency", "usd"}}), billed, {}));
  EXPECT_THAT(bytes, HasSubstr(R"("amount_currency":"usd","amount_value":"12.5"})"));
}

TEST(CsvExportWriterTest, FurtherColumnsStandWhereTheyAreNeeded) {
  MetricSet metrics;
  metrics.Add(Metric::kInputCacheWrite12hTokens);
  std::string bytes;
  const auto writer = MakeCsvExportWriter({"completions",
                                           Grain({"model", "api_source", "a_region", "=x"}),
                                           metrics,
                                           {"score", "compute_units"}},
                                          [&](std::string_view part) { bytes += part; });
  EXPECT_THAT(bytes, HasSubstr(",input_cache_write_tokens,input_cache_write_12h_tokens,input_unc"));
  EXPECT_THAT(bytes, HasSubstr("output_image_tokens,api_source,'=x,a_region,score\n"));
  MetricValues split = Metrics(1, 3, 2);
  split.Set(Metric::kInputCacheWrite12hTokens, 9);
  bytes.clear();
  ASSERT_OK(writer->Row(kDay,
                        Series({{"api_source", "agents_api"}, {"a_region", "eu"}, {"=x", "1"}}),
                        split, {{0, "compute_units", "0.5"}, {0, "score", "-7"}}));
  EXPECT_EQ(bytes,
            "1772668800,1772755200,2026-03-05T00:00:00+00:00,2026-03-06T00:00:00+00:00,"
            ",1,,,,,,0.5,3,2,,,9,,,,,,,,,,,agents_api,1,eu,-7\n");
}

TEST(CsvExportWriterTest, ValueWithoutAColumnIsNotLost) {
  const auto writer = MakeCsvExportWriter({}, [](std::string_view) {});
  MetricValues split = Metrics(1, 3, 2);
  split.Set(Metric::kInputCacheWrite12hTokens, 9);
  EXPECT_THAT(writer->Row(kDay, Series(), split, {}),
              HasError(ErrorCode::kInvariant, HasSubstr("2026-03-05 has 4 values, but 3 of them")));
  EXPECT_THAT(writer->Row(kDay, Series({{"region", "eu"}}), Metrics(1, 3, 2), {}),
              HasError(ErrorCode::kInvariant, HasSubstr("column")));
  EXPECT_THAT(writer->Row(kDay, Series(), Metrics(1, 3, 2), {{0, "score", "1"}}),
              HasError(ErrorCode::kInvariant, HasSubstr("column")));
}

TEST(CsvExportWriterTest, TextIsNoFormulaAndTearsNoCell) {
  std::string bytes;
  const auto writer = MakeCsvExportWriter({}, [&](std::string_view part) { bytes += part; });
  bytes.clear();
  ASSERT_OK(writer->Row(
      kDay,
      Series(
          {{"model", "=1+1"}, {"project_id", "a,\"b\""}, {"user_id", "-x;y"}, {"api_key_id", "é"}}),
      Metrics(1, 3, 2), {}));
  EXPECT_THAT(bytes, HasSubstr(",\"a,\"\"b\"\"\",1,\"'-x;y\",é,'=1+1,,,,3,2,"));
}

TEST(JsonlExportWriterTest, OneObjectARow) {
  std::string bytes;
  const auto writer = MakeJsonlExportWriter([&](std::string_view part) { bytes += part; });
  ASSERT_OK(writer->Row(kDay, Series({{"model", "=\"x\"\n"}, {"batch", "true"}}), Metrics(1, 3, 2),
                        {{0, "score", "0.5"}}));
  writer->ConfirmedZero(kDay + 1);
  EXPECT_EQ(
      bytes,
      "{\"start_time\":1772668800,\"end_time\":1772755200,"
      "\"start_time_iso\":\"2026-03-05T00:00:00+00:00\","
      "\"end_time_iso\":\"2026-03-06T00:00:00+00:00\",\"batch\":true,\"model\":\"=\\\"x\\\"\\n\","
      "\"num_model_requests\":1,\"input_tokens\":3,\"output_tokens\":2,\"score\":0.5}\n"
      "{\"start_time\":1772755200,\"end_time\":1772841600,"
      "\"start_time_iso\":\"2026-03-06T00:00:00+00:00\","
      "\"end_time_iso\":\"2026-03-07T00:00:00+00:00\"}\n");
}

// A row as it must come back.
struct Row {
  Day day;
  Series series;
  MetricValues metrics;
  std::map<std::string, std::string> unknown;
  bool blank = false;
  bool operator==(const Row&) const = default;
};

class RandomRows {
 public:
  explicit RandomRows(std::uint64_t seed) : random_(seed) {}

  std::string Text() {
    static const std::vector<std::string> kPieces = {
        "a", "gpt-4o", ",", "\"", "\"\"", "\n", "\r\n", "\r", "\t", ";",  "=", "+",
        "-", "@",      "'", "''", " ",    "😀",  "é",    "＝", "1",  ".0", "E", "proj_alpha"};
    std::string text;
    for (std::uint64_t left = 1 + random_.Below(5); left > 0; --left) {
      text += kPieces[random_.Below(kPieces.size())];
    }
    return text;
  }

  Row Next(const std::vector<std::string>& dimensions, const std::vector<std::string>& unknown) {
    Row row;
    row.day = kDay + static_cast<int>(random_.Below(400));
    row.blank = random_.Below(8) == 0;
    if (row.blank) return row;
    std::vector<DimensionValue> values;
    for (const std::string& name : dimensions) {
      if (random_.Below(3) == 0) continue;
      const std::string truth = random_.Below(2) == 0 ? "true" : "false";
      values.push_back({name, name == "batch" ? truth : Text()});
    }
    row.series = Series(values);
    for (std::size_t i = 0; i < static_cast<std::size_t>(kTokenMetrics.size()); ++i) {
      if (i > 2 && random_.Below(3) == 0) continue;
      row.metrics.Set(MetricAt(i),
                      static_cast<std::int64_t>(random_.Next() >> (1 + random_.Below(63))));
    }
    for (const std::string& name : unknown) {
      if (random_.Below(2) == 0) row.unknown[name] = std::to_string(random_.Below(1'000)) + ".25";
    }
    return row;
  }

  std::uint64_t Below(std::uint64_t bound) { return random_.Below(bound); }

 private:
  SeededRandom random_;
};

std::vector<Row> ReadRows(const std::string& path, ExportFile* file) {
  SeriesTable table;
  std::vector<Row> rows;
  const auto result = ReadExport(path, &table, [&](const ExportRow& read) -> Status {
    Row row{DayOf(read.start), {}, read.metrics, {}, read.blank};
    if (!read.blank) row.series = table.At(read.series);
    for (const UnknownMetric& metric : read.unknown_metrics) {
      EXPECT_EQ(table.At(metric.series), row.series);
      row.unknown[metric.name] = metric.value;
    }
    EXPECT_EQ(read.end, read.start + kSecondsPerDay);
    rows.push_back(std::move(row));
    return {};
  });
  EXPECT_OK(result);
  if (result) *file = *result;
  return rows;
}

TEST(CsvExportWriterTest, WhatIsWrittenReadsBackTheSame) {
  const std::vector<std::string> dimensions = {"api_key_id", "api_source", "batch",
                                               "model",      "project_id", "service_tier",
                                               "user_id",    "=odd, name", "region"};
  const std::vector<std::string> unknown = {"compute_units", "score", "-x\"y"};
  const TemporaryDirectory directory;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RandomRows random(seed);
    std::string bytes;
    const auto writer =
        MakeCsvExportWriter({"completions", Grain(dimensions), kTokenMetrics, unknown},
                            [&](std::string_view part) { bytes += part; });
    std::vector<Row> rows;
    for (int i = 0; i < 200; ++i) {
      rows.push_back(random.Next(dimensions, unknown));
      const Row& row = rows.back();
      if (row.blank) {
        writer->ConfirmedZero(row.day);
        continue;
      }
      std::vector<UnknownMetric> metrics;
      for (const auto& [name, value] : row.unknown) metrics.push_back({0, name, value});
      ASSERT_OK(writer->Row(row.day, row.series, row.metrics, metrics));
    }
    ExportFile file;
    EXPECT_EQ(ReadRows(directory.Write("export.csv", bytes), &file), rows) << "seed " << seed;
    EXPECT_EQ(file.filled, Grain(dimensions));
    EXPECT_THAT(file.columns.missing, IsEmpty());
    EXPECT_THAT(file.columns.unknown, ElementsAre("=odd, name", "region", "score", "-x\"y"));
  }
}

}  // namespace
}  // namespace cognitrack
