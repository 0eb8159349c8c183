// OpenAI's buckets as a BucketReader.
#pragma once

#include <memory>

#include "providers/bucket_reader.h"

namespace cognitrack {

// By one of OpenAiReadings(); another number reads nothing (kConfig).
std::unique_ptr<BucketReader> MakeOpenAiBucketReader(int reading = 1);

}  // namespace cognitrack
