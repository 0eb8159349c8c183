// Comparing two readings of the provider's answers: the archived bytes of each window are read by
// both. Window by window; nothing is stored.
#pragma once

#include "ingest/compare_scope.h"
#include "providers/bucket_reader.h"
#include "versions/reading_comparison.h"

namespace cognitrack {

struct ReadingSide {
  int number = 0;
  BucketReader& reader;
};

// kTryLater where it was interrupted. What a reading refuses is a finding, not an Error.
Result<ReadingComparison> CompareReadings(const CompareScope& scope, ReadingSide in_force,
                                          ReadingSide candidate,
                                          const CompareEnvironment& environment);

}  // namespace cognitrack
