// The provider on responses that OpenAI published (shared/data/api). Expected values were taken
// from the files by hand. Skipped where the files are not there.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/openai_reading_test.h"

namespace cognitrack {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class RecordedResponsesTest : public OpenAiReadingTest {
 protected:
  // The file's bytes; nothing where it is absent.
  static std::optional<std::string> Recorded(const std::string& name) {
    const char* shared = std::getenv("COGNITRACK_SHARED");
    const std::filesystem::path folder = shared != nullptr ? shared : "../shared";
    std::ifstream file(folder / "data" / "api" / name, std::ios::binary);
    if (!file) return std::nullopt;
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
  }
};

TEST_F(RecordedResponsesTest, TheDocumentedPageIsReadWhole) {
  const auto page = Recorded("organization__usage__completions.json");
  if (!page) GTEST_SKIP() << "shared/data/api is not there";
  query_.start = Day{20'028};  // 2024-11-01
  network_.Answer(200, *page).Answer(200, OpenAiPage({OpenAiBucket(query_.start + 1, {})}));
  const auto result = Read(2);
  ASSERT_OK(result);
  EXPECT_THAT(result->parked, IsEmpty());
  EXPECT_THAT(result->issues, IsEmpty()) << "its identities hold, its fields are all known";
  ASSERT_THAT(result->windows, SizeIs(2));
  ASSERT_THAT(result->windows[0].rows, SizeIs(1));
  EXPECT_EQ(series_.At(result->windows[0].rows[0].series), Series());
  const MetricValues& row = result->windows[0].rows[0].metrics;
  const std::map<Metric, std::int64_t> expected = {
      {Metric::kInputTokens, 1'000},         {Metric::kInputCachedTokens, 400},
      {Metric::kInputCacheWriteTokens, 100}, {Metric::kInputUncachedTokens, 500},
      {Metric::kOutputTokens, 500},          {Metric::kInputTextTokens, 400},
      {Metric::kOutputTextTokens, 400},      {Metric::kInputCachedTextTokens, 300},
      {Metric::kInputAudioTokens, 50},       {Metric::kInputCachedAudioTokens, 50},
      {Metric::kOutputAudioTokens, 50},      {Metric::kInputImageTokens, 50},
      {Metric::kInputCachedImageTokens, 50}, {Metric::kOutputImageTokens, 50},
      {Metric::kNumModelRequests, 5}};
  EXPECT_EQ(row.reported().size(), static_cast<int>(expected.size()));
  for (const auto& [metric, value] : expected) EXPECT_EQ(row.Get(metric), value) << NameOf(metric);
  EXPECT_THAT(network_.requests[1].url,
              ::testing::EndsWith("&page=page_AAAAAGdGxdEiJdKOAAAAAGcqsYA%3D"));
}

TEST_F(RecordedResponsesTest, AMonthOfRealBucketsAddsUp) {
  auto buckets = Recorded("openai-cookbook-usage-completions-2025-01-buckets.json");
  if (!buckets) GTEST_SKIP() << "shared/data/api is not there";
  query_.start = Day{20'099};  // 2025-01-11, asked for from 17:31 on
  query_.now = 1'739'208'663;  // when the last bucket was cut
  const auto page = [](const std::string& data) {
    return R"({"object":"page","data":)" + data + R"(,"has_more":false,"next_page":null})";
  };
  network_.Answer(200, page(*buckets));
  const auto unaligned = Read(31);
  ASSERT_OK(unaligned);
  ASSERT_THAT(unaligned->parked, SizeIs(31));
  EXPECT_THAT(unaligned->parked[0].error.message,
              ::testing::HasSubstr("2025-01-11T17:31:00Z does not begin at midnight"));

  const std::size_t second = buckets->find("\"object\": \"bucket\"", 100);
  buckets->replace(0, buckets->rfind('{', second), "[");
  query_.start = query_.start + 1;
  network_.Answer(200, page(*buckets));
  const auto result = Read(30);
  ASSERT_OK(result);
  EXPECT_THAT(result->parked, IsEmpty());
  EXPECT_THAT(result->issues, IsEmpty());
  ASSERT_THAT(result->windows, SizeIs(30));
  MetricValues totals;
  int empty = 0;
  for (const WindowRead& read : result->windows) {
    const auto sum = TotalsOf(read.rows);
    ASSERT_TRUE(sum && totals.Add(*sum));
    if (read.rows.empty()) ++empty;
    EXPECT_EQ(read.clipped, read.start == 1'739'145'600) << FormatTime(read.start);
  }
  EXPECT_EQ(empty, 5);
  EXPECT_EQ(totals.Get(Metric::kInputTokens), 16'809'808);
  EXPECT_EQ(totals.Get(Metric::kOutputTokens), 719'665);
  EXPECT_EQ(totals.Get(Metric::kNumModelRequests), 18'877);
  EXPECT_EQ(totals.Get(Metric::kInputCachedTokens), 168'128);
  EXPECT_EQ(totals.Get(Metric::kInputAudioTokens), 49'963);
  EXPECT_EQ(totals.Get(Metric::kOutputAudioTokens), 18'042);
  EXPECT_EQ(totals.reported().size(), 6);
}

}  // namespace
}  // namespace cognitrack
