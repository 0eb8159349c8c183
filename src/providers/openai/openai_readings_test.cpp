#include "providers/openai/openai_readings.h"

#include <gmock/gmock.h>

#include <set>

#include "providers/openai/openai_bucket_reader.h"
#include "tests/support/result_matchers.h"

namespace cognitrack {
namespace {

using ::testing::HasSubstr;

TEST(OpenAiReadingsTest, EveryReadingOfTheListHasAParserAndANumberOfItsOwn) {
  std::set<int> numbers;
  for (const ReadingSpec& reading : OpenAiReadings()) {
    EXPECT_TRUE(numbers.insert(reading.number).second) << reading.number;
    EXPECT_NE(reading.text, "");
    EXPECT_OK(MakeBucketParser(reading.number, *FindSurface("completions"), "archive"));
  }
  EXPECT_FALSE(numbers.empty());
}

TEST(OpenAiReadingsTest, AnotherNumberReadsNothing) {
  SeriesTable series;
  WindowRead read;
  read.start = ParseDay("2026-03-05")->start();
  const std::string bytes = R"({"object":"bucket","start_time":)" + std::to_string(read.start) +
                            R"(,"end_time":)" + std::to_string(read.start + kSecondsPerDay) +
                            R"(,"results":[]})";
  EXPECT_OK(MakeOpenAiBucketReader(1)->Read(StreamKey{}, bytes, &series, &read));
  EXPECT_THAT(MakeOpenAiBucketReader(99)->Read(StreamKey{}, bytes, &series, &read),
              HasError(ErrorCode::kConfig, HasSubstr("knows no reading 99")));
}

}  // namespace
}  // namespace cognitrack
