// The readings of OpenAI's buckets that this program knows, by number; the first is its own, in
// force where the ledger says nothing else. A further one is a row here and its parser in
// MakeBucketParser.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "providers/openai/bucket_parser.h"
#include "providers/reading_spec.h"

namespace cognitrack {

const std::vector<ReadingSpec>& OpenAiReadings();

// kConfig for a number that is none of them.
Result<std::unique_ptr<BucketParser>> MakeBucketParser(int reading, const Surface& surface,
                                                       std::string path);

}  // namespace cognitrack
