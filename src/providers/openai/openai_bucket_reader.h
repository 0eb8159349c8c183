// OpenAI's buckets as a BucketReader.
#pragma once

#include <memory>

#include "providers/bucket_reader.h"

namespace cognitrack {

std::unique_ptr<BucketReader> MakeOpenAiBucketReader();

}  // namespace cognitrack
