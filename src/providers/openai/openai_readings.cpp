#include "providers/openai/openai_readings.h"

namespace cognitrack {
namespace {

constexpr int kFirstReading = 1;

}  // namespace

const std::vector<ReadingSpec>& OpenAiReadings() {
  static const std::vector<ReadingSpec> kReadings = {
      {kFirstReading, "OpenAI's interface 2.3.0, as bucket_parser.h says"}};
  return kReadings;
}

Result<std::unique_ptr<BucketParser>> MakeBucketParser(int reading, const Surface& surface,
                                                       std::string path) {
  if (reading == kFirstReading) return std::make_unique<BucketParser>(surface, std::move(path));
  return Error{ErrorCode::kConfig,
               "this program knows no reading " + std::to_string(reading) + " of OpenAI's answers"};
}

}  // namespace cognitrack
